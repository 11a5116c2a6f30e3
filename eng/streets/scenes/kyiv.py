"""Andriivskyi Descent, Kyiv: autumn below St Andrew's."""
import math
import random

from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..space import Space


def kyiv(s):
    sp = Space(
        103,
        s=s,
        cx=470,
        hy=448,
        f=760,
        eye=2.0,
        sun=(-0.6, 0.55, -0.4),
        lit=(1.06, 1.0, 0.9),
        shade=(0.64, 0.66, 0.82),
        haze="#e6dccb",
        far=150,
    )
    sk.sky(sp, [(0, "#6d9fcb"), (0.55, "#b9d2de"), (1, "#f6e3c4")])
    sk.cloud(sp, 200, 120, 300, "#fdf8ee", "#c3cbd8", seed=2)
    sk.cloud(sp, 780, 150, 260, "#fdf8ee", "#c3cbd8", seed=6)
    leaf = ("#9a5a2c", "#c98a35", "#e8bf52")
    sk.hills(sp, 452, 130, "#8a7a4a", "#b9a06a", seed=3, n=32)
    rng = random.Random(5)
    for _ in range(60):
        x = rng.uniform(120, 860)
        y = 445 - rng.uniform(0, 95) * (1 - abs(x - 490) / 500)
        nt.foliage(
            sp,
            x,
            y,
            rng.uniform(14, 24),
            rng.uniform(11, 18),
            leaf if rng.random() < 0.7 else ("#5a6a3a", "#7f8f48", "#b5b35a"),
            90,
            rng,
            26,
            0.3,
        )
    w = sp.front(3.5, 4.5, 138)
    w.y0 = 14
    st_andrew(w)
    for _ in range(26):
        x, y = rng.uniform(380, 640), rng.uniform(352, 420)
        nt.foliage(sp, x, y, rng.uniform(16, 26), rng.uniform(12, 18), leaf, 80, rng, 26, 0.3)
    rd.street(sp, 3.3, 90, "#8d8682", "#b5aa9a", "#c9bfae", high=0.08)
    rd.cobbles(sp, -3.3, 3.3, 4.2, 34, "#716b6a", "#aca49c", 0.3, 0.62)
    bodies = ["#e8c98a", "#d9a08a", "#a9c4b0", "#e9dcc2", "#c98a6a", "#9fb4c8", "#e3b56a"]
    names = [
        ("КАВ'ЯРНЯ", "display"),
        ("Книгарня", "script"),
        ("ГАЛЕРЕЯ", "bold"),
        ("ПЕКАРНЯ", "bold"),
        ("Сувеніри", "script"),
        ("АПТЕКА", "bold"),
        ("Вареники", "script"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 7]
        floors = [2, 1, 2, 3, 2][k % 5]
        fc.front(
            w,
            width,
            floors=floors,
            gh=3.9,
            fh=3.4,
            body=c,
            trim="#f6efe0",
            bays=max(2, int(width / 2.7)),
            win=["arch", "cross", "sash"][k % 3],
            ratio=(0.42, 0.64),
            frame="#f8f3e8",
            glass="#4f606c",
            lit=["#ffd592"],
            lit_share=0.08,
            roof="pitched",
            roof_colour=["#5f7a6a", "#8a4a3a", "#6a6f7a"][k % 3],
            ridge=2.4,
            quoins=k % 2 == 0,
            balconies=(0,) if k % 3 == 1 else (),
        )
        name, face = names[k % 7]
        fc.shop(
            w,
            0.5,
            width - 0.5,
            3.5,
            name,
            face,
            ["#27405e", "#7b2f2a", "#1f4a3a", "#5a3a24"][k % 4],
            "#f5e6c4",
            canopy=[None, ("#c9a23a", "#f0e6d2"), None, ("#2f5a8a", "#efe6d2")][k % 4],
            lit="#ffcf8a" if k % 3 == 0 else None,
        )

    fc.canyon(sp, 5.8, [6, 13.5, 21.5, 30, 39, 49, 60], house)
    sp.shadow([(-5.8, 2), (-1.6, 2), (-2.0, 60), (-5.8, 60)], 0.18, 4)
    for x, z in ((4.7, 26), (-4.6, 35), (4.7, 46)):
        sp.put(z, nt.tree, x, z, 6.0, 4.0, leaf)
    for x, z in ((-4.0, 17), (4.0, 31)):
        sp.put(z, rd.lamp, x, z, "classic", 4.3, "#2c3038")

    def easel(sp, x, z, seed):
        r = random.Random(seed)
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        for j in range(3):
            a, b = px + (j - 1.4) * 0.78 * u, py - (0.75 + 0.14 * (j % 2)) * u
            sp.line([(a + 0.1 * u, py), (a + 0.32 * u, b - 0.6 * u), (a + 0.56 * u, py)], "#6a4a34", 0.045 * u)
            sp.rect(a, b - 0.5 * u, a + 0.66 * u, b, "#caa468")
            sp.rect(a + 0.05 * u, b - 0.45 * u, a + 0.61 * u, b - 0.05 * u, r.choice(["#9cc4dc", "#f0d8a8", "#cfe0d0"]))
            sp.poly(
                [
                    (a + 0.05 * u, b - 0.05 * u),
                    (a + 0.05 * u, b - 0.18 * u),
                    (a + 0.25 * u, b - 0.3 * u),
                    (a + 0.61 * u, b - 0.12 * u),
                    (a + 0.61 * u, b - 0.05 * u),
                ],
                r.choice(["#5f8a5a", "#c8703f", "#3f6f94"]),
            )
            sp.oval(a + 0.46 * u, b - 0.34 * u, 0.05 * u, 0.05 * u, "#f4cf4e")

    sp.put(12.6, easel, 4.2, 12.8, 1)
    sp.put(15.5, easel, 4.5, 16, 2)
    sp.put(22, tf.car, 1.7, 24, tf.AWAY, "#8a3a34", "hatch", "AA 4172 KB", "#f4f2ea", "#1b1d28", "#2b62b0")
    sp.put(38, tf.car, -1.7, 40, tf.HERE, "#dfdbd0", "sedan")
    pp.walk(
        sp,
        [
            (-1.5, 11.6, "#c9a23a", dict(skin=0, hair="#a8743f")),
            (-0.8, 12.0, "#5a4a6a", dict(skin=0, dress=True)),
            (3.5, 14.2, "#3f5a4a", dict(skin=0, hat="#3a3430")),
            (-4.0, 14, "#8a4a44", dict(skin=0)),
            (0.6, 22, "#3f5266", dict(skin=0)),
            (-1.2, 30, "#b5483f", dict(skin=0)),
            (1.5, 37, "#e6dfcf", dict(skin=0)),
        ],
    )
    sp.put(
        9.8,
        rd.post_sign,
        -3.7,
        10.2,
        "Андріївський узвіз",
        2.0,
        0.44,
        2.6,
        "#1f4f9a",
        "#ffffff",
        "bold",
        edge="#ffffff",
    )
    sp.draw_queue()
    for _ in range(60):
        x, z = rng.uniform(-5, 5), 4 + 16 * rng.random()
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        sp.poly(
            [(px - 0.09 * u, py), (px, py - 0.035 * u), (px + 0.09 * u, py), (px, py + 0.035 * u)],
            rng.choice(["#d9963a", "#b8602c", "#e8bf52"]),
            0.9,
        )
    pp.birds(sp, [(380, 150), (402, 140), (640, 210)])
    return sp.finish()


def st_andrew(w, wall="#4f8fa8", roof="#3f7f6a", gold="#e0b84e"):
    """Kyiv's St Andrew's Church: blue, white, gold and green."""
    white = "#f6f2e6"
    w.rect(-12, 0, 12, 26, wall)
    for u in (-12, -7.5, -3, 2, 6.5, 11):
        w.rect(u, 0, u + 1.1, 26, white)
    for u in (-9.5, -1.2, 8.2):
        w.arch(u, 9, u + 2.4, 19, white)
        w.arch(u + 0.35, 9.4, u + 2.05, 18.4, "#31505e")
    w.rect(-12.6, 25, 12.6, 27, white)
    w.poly([(-7, 27), (0, 32), (7, 27)], white)
    w.poly([(-5, 27.4), (0, 31), (5, 27.4)], wall)
    w.rect(-6, 29, 6, 38, wall)
    for i in range(4):
        w.rect(-5.8 + i * 3.6, 29, -5 + i * 3.6, 38, white)
    for u in (-3.4, 0.2, 3.6):
        w.arch(u - 0.8, 30.5, u + 0.9, 36.5, "#31505e")
    w.rect(-6.5, 37.6, 6.5, 39, white)
    lm.dome(w, 0, 39, 6.4, 8, roof, 8, False)
    w.rect(-1.3, 46, 1.3, 50, white)
    w.poly(lm.arc(0, 50, 1.8, 2.6, 0, math.pi), gold)
    w.line([(0, 52), (0, 57)], gold, 0.4)
    w.line([(-1.2, 55.4), (1.2, 55.4)], gold, 0.3)
    for u in (-11.5, 11.5):
        w.rect(u - 1.9, 26, u + 1.9, 34, white)
        w.rect(u - 1.2, 27, u + 1.2, 33, wall)
        w.poly(lm.arc(u, 34, 2.4, 4, 0, math.pi), roof)
        w.rect(u - 0.6, 37.6, u + 0.6, 40, white)
        w.poly(lm.arc(u, 40, 1.1, 1.8, 0, math.pi), gold)
        w.line([(u, 41.5), (u, 45)], gold, 0.3)
        w.line([(u - 0.8, 44), (u + 0.8, 44)], gold, 0.25)
