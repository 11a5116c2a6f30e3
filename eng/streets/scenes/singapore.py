"""Temple Street, Singapore: shophouses and lanterns."""
import math

from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def singapore(s):
    sp = Space(
        107,
        s=s,
        cx=490,
        hy=440,
        f=760,
        eye=2.0,
        sun=(0.65, 0.6, -0.35),
        lit=(1.07, 1.02, 0.92),
        shade=(0.62, 0.66, 0.82),
        haze="#d9e6e2",
        far=180,
    )
    sk.sky(sp, [(0, "#4f9fd0"), (0.5, "#a6d2e2"), (1, "#f2efd8")])
    sk.cloud(sp, 200, 110, 340, seed=2)
    sk.cloud(sp, 800, 140, 300, seed=5)
    for x, wd, h, c in (
        (300, 70, 250, "#8fb0c0"),
        (376, 54, 330, "#9dbac8"),
        (436, 64, 290, "#7fa3b6"),
        (505, 58, 360, "#a6c2ce"),
        (570, 76, 270, "#8aabbc"),
        (650, 60, 220, "#9cb8c4"),
    ):
        sp.gradient([(0, c), (1, "#dfeae6")], box=(x, 440 - h, x + wd, 446))
        for yy in range(int(440 - h) + 6, 430, 7):
            sp.rect(x + 3, yy, x + wd - 3, yy + 2.6, "#e9f4f6", 0.35)
        sp.rect(x, 440 - h, x + wd * 0.3, 446, "#ffffff", 0.14)
    w = sp.front(-1.6, -0.6, 66)
    gopuram(w, 18)
    rd.street(sp, 3.6, 100, "#7d8086", "#b8a894", "#d2c6b4", high=0.14)
    rd.solid(sp, -3.1, 2, 80, "#f2c93f", 0.1)
    rd.solid(sp, -2.85, 2, 80, "#f2c93f", 0.1)
    rd.solid(sp, 3.1, 2, 80, "#f2c93f", 0.1)
    rd.dashes(sp, 0, 4, 70)
    bodies = ["#f2b8b0", "#8fd0c0", "#f4d884", "#a9c8ec", "#f2c6a0", "#c6e0a8", "#d8b4e0", "#f7ece0"]
    names = [
        ("茶室  KOPITIAM", "cn"),
        ("海南鸡饭", "cn"),
        ("药材行", "cn"),
        ("BATIK & CO.", "bold"),
        ("点心楼", "cn"),
        ("Nasi Lemak", "script"),
        ("金店", "cn"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 8]
        sh = ["#2f7a6a", "#3f6fa8", "#a8483f", "#5a8a4a", "#7a5a9a"][k % 5]
        high = fc.front(
            w,
            width,
            floors=2,
            gh=4.0,
            fh=3.5,
            body=c,
            trim="#fbf7ec",
            bays=3,
            win="louvre",
            ratio=(0.3, 0.66),
            frame="#fbf7ec",
            glass="#4a6068",
            shutter=sh,
            roof="pitched",
            roof_colour="#b5603f",
            ridge=2.0,
            band=True,
            sill=False,
            deep=8,
        )
        for u in (0.0, width - 0.35):
            w.slab(u, 4, u + 0.35, high, 0.14, "#fbf7ec")
        for j in range(3):
            mid = width * (j + 0.5) / 3
            w.poly(
                [(mid + 0.7 * math.cos(math.pi * t / 8), 10.6 + 0.28 * math.sin(math.pi * t / 8)) for t in range(9)], sh
            )
            if w.px(0) > 14:
                for q in range(3):
                    w.oval(mid - 0.5 + q * 0.5, 7.35, 0.12, 0.12, ["#e8607e", "#3f8f9a", "#f0b83a"][q], n=8)
        # The five-foot way.
        w.rect(0, 0, width, 3.7, "#4a3f3c")
        w.rect(width * 0.1, 0.1, width * 0.9, 3.0, mix(c, "#3a2c28", 0.35))
        w.rect(width * 0.4, 0, width * 0.6, 2.6, sh)
        for a in (0.14, 0.68):
            w.rect(width * a, 1.0, width * (a + 0.18), 2.5, "#f0d8a0" if k % 2 else "#4a6068")
        for u in (0, width - 0.5):
            w.slab(u, 0, u + 0.5, 3.4, 0.5, "#fbf7ec")
            w.slab(u, 0, u + 0.5, 0.9, 0.52, c)
        w.slab(0, 3.3, width, 4.1, 0.5, c)
        name, face = names[k % 7]
        w.sign(
            width * 0.1,
            3.38,
            width * 0.9,
            4.05,
            name,
            face,
            "#ffe9b0",
            ["#a8282c", "#2f3a44", "#1f5a4a"][k % 3],
            0.58,
            edge="#e0b45a",
        )

    fc.canyon(sp, 6.3, [6.4, 12.4, 18.6, 25, 31.6, 38.6, 46, 54, 63], house)
    sp.shadow([(3.2, 2), (6.3, 2), (6.3, 62), (3.6, 62)], 0.2, 3)

    def lantern(x, y, u, i):
        sp.line([(x, y), (x, y + 0.12 * u)], "#5a2a24", 0.6)
        sp.oval(x, y + 0.34 * u, 0.24 * u, 0.22 * u, "#d8302c")
        sp.oval(x - 0.04 * u, y + 0.33 * u, 0.1 * u, 0.2 * u, "#f2604a", 0.8)
        sp.rect(x - 0.09 * u, y + 0.1 * u, x + 0.09 * u, y + 0.15 * u, "#e8b84a")
        sp.rect(x - 0.09 * u, y + 0.54 * u, x + 0.09 * u, y + 0.59 * u, "#e8b84a")
        sp.line([(x, y + 0.59 * u), (x, y + 0.8 * u)], "#e8b84a", 0.04 * u)

    sp.put(
        17,
        tf.car,
        -1.8,
        16,
        tf.AWAY,
        "#3f7fc4",
        "sedan",
        "SHC 4821 P",
        "#1d1f26",
        "#f4f2ea",
        roof_sign=("TAXI", "#fff6d8", "#1b1d28"),
    )
    sp.put(30, tf.car, 1.8, 32, tf.HERE, "#e9e4da", "mini")
    sp.put(44, tf.car, -1.8, 44, tf.AWAY, "#a8322d", "hatch")
    pp.walk(
        sp,
        [
            (-4.6, 11.4, "#e8b03a", dict(skin=2, dress=True)),
            (4.6, 12, "#3f8f9a", dict(skin=1)),
            (5.2, 12.5, "#e6e2d8", dict(skin=0, hat="#e9dcc0")),
            (-4.5, 20, "#b5483f", dict(skin=3)),
            (4.7, 24, "#7a5a9a", dict(robe=True, skin=2)),
            (-4.6, 30, "#4a6a8a", {}),
            (0.6, 37, "#f2b8b0", dict(umbrella="#f0c84a")),
        ],
    )
    sp.put(
        10.4, rd.post_sign, -4.4, 10.4, "Temple Street", 1.9, 0.44, 2.7, "#1f6b45", "#ffffff", "bold", edge="#ffffff"
    )
    for x, z in ((5.4, 9.2), (-5.2, 15.5)):
        sp.put(z, nt.pot, x, z, pot_colour="#3f6f94", high=1.3)
    sp.put(50, nt.tree, 5.2, 50, 7, 4.6)
    sp.put(56, nt.palm, -5.3, 56, 8.5, 2.2)
    sp.draw_queue()
    for z in (13, 20, 29, 40):
        rd.bunting(sp, (-6.2, 7.6, z), (6.2, 7.6, z + 1), lantern, 9, 0.6)
    return sp.finish()


def gopuram(w, high=19.0):
    """A South Indian gate tower, tier over tier of painted figures."""
    tints = ["#e8b04a", "#d8604f", "#4f9aa8", "#e89ab0", "#7fb06a", "#f0d890"]
    w.rect(-5.2, 0, 5.2, 4.5, "#e9dcc0")
    w.rect(-1.4, 0, 1.4, 3.6, "#5a3524")
    v, half, n = 4.5, 4.8, 6
    for i in range(n):
        h = (high - 6.5) / n
        w.rect(-half, v, half, v + h, scale(tints[i % 6], 0.92))
        w.rect(-half - 0.25, v + h * 0.84, half + 0.25, v + h, "#f0e2c0")
        k = max(3, 9 - i)
        for j in range(k):
            u = -half + (j + 0.5) * 2 * half / k
            w.rect(u - 0.22, v + 0.1, u + 0.22, v + h * 0.56, tints[(i * 3 + j + 1) % 6])
            w.oval(u, v + h * 0.68, 0.2, 0.24, "#f3d2a8", n=8)
        v += h
        half *= 0.87
    w.poly(lm.arc(0, v, half, 1.6, 0, math.pi), "#e8b04a")
    for j in range(4):
        u = -half * 0.75 + j * half * 0.5
        w.poly([(u - 0.2, v + 1.2), (u, v + 2.6), (u + 0.2, v + 1.2)], "#d9a52f")
