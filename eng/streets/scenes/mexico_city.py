"""Francisco Sosa, Coyoacán: cut paper over the street."""
import math

from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def mexico_city(s):
    sp = Space(
        137,
        s=s,
        cx=480,
        hy=430,
        f=740,
        eye=2.1,
        sun=(0.6, 0.65, -0.35),
        lit=(1.08, 1.01, 0.9),
        shade=(0.64, 0.63, 0.8),
        haze="#e2e4e2",
        far=170,
    )
    sk.sky(sp, [(0, "#3f86cc"), (0.55, "#97c4e4"), (1, "#f4e8d0")])
    sk.cloud(sp, 200, 120, 280, seed=2)
    sk.cloud(sp, 780, 130, 300, seed=5)
    sk.hills(
        sp, 430, 130, "#8fa0bc", "#ccd3d8", seed=6, shape=lambda t: 0.35 + 0.65 * math.exp(-(((t - 0.4) / 0.16) ** 2))
    )
    sk.hills(sp, 440, 60, "#7f9a86", "#c0ccb4", seed=9)
    w = sp.front(0.8, 1.8, 70)
    mexican_church(w)
    rd.street(sp, 3.3, 100, "#8d8684", "#b59f8c", "#cdb8a2", high=0.1)
    rd.cobbles(sp, -3.3, 3.3, 4.2, 36, "#716a6c", "#aba29c", 0.38, 0.58)
    bodies = ["#d8603f", "#e8b03a", "#3f7fb4", "#c83f6a", "#4f9a84", "#e8945a", "#8a5aa0", "#f0e0c0"]
    names = [
        ("NEVERÍA SIBERIA", "display"),
        ("Tacos El Güero", "script"),
        ("PANADERÍA", "bold"),
        ("Librería", "script"),
        ("CAFÉ JAROCHO", "bold"),
        ("ARTESANÍAS", "display"),
        ("Mezcal", "script"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 8]
        high = fc.front(
            w,
            width,
            floors=[1, 0, 1, 1, 0][k % 5],
            gh=4.6,
            fh=3.4,
            body=c,
            trim="#f6ead2",
            bays=max(2, int(width / 3)),
            win="french",
            ratio=(0.34, 0.7),
            frame="#f6ead2",
            glass="#48565c",
            balconies=(0,),
            iron="#23262c",
            cap="cornice",
            base=c,
        )
        w.rect(0, 0, width, 1.0, scale(c, 0.72))
        mid = width * 0.5
        if k % 2:
            w.arch(mid - 1.3, 0, mid + 1.3, 3.5, "#f6ead2")
            w.arch(mid - 1.05, 0, mid + 1.05, 3.25, "#6a3f28")
            w.line([(mid, 0), (mid, 3.2)], "#4a2a1c", 0.05)
            for a in (0.14, 0.74):
                fc.window(w, width * a, 1.3, width * a + 1.1, 3.3, "bars", "#f6ead2", "#3f4a50")
            if i < 5:
                nt.creeper(
                    w,
                    width * 0.05,
                    3.0,
                    width * 0.75,
                    high + 0.6,
                    bloom=("#d83f8a", "#e8609f", "#b82f74"),
                    seed=k,
                    n=70,
                )
        else:
            name, face = names[k % 7]
            fc.shop(
                w,
                0.5,
                width - 0.5,
                3.6,
                name,
                face,
                ["#27506e", "#7b2f2a", "#2f5a3a"][k % 3],
                "#fbeecb",
                canopy=[("#d8463f", "#f6ead2"), ("#3f8a5a", "#f6ead2")][(k // 2) % 2],
                lit="#ffcf8a",
            )

    fc.canyon(sp, 5.9, [6, 14, 22.5, 31.5, 41, 52], house)
    sp.shadow([(2.4, 2), (5.9, 2), (5.9, 52), (3.0, 52)], 0.22, 3)
    sp.put(
        14,
        tf.car,
        1.7,
        15,
        tf.AWAY,
        "#e8e4da",
        "mini",
        "NKX-41-82",
        "#f4f2ea",
        "#1b1d28",
        roof="#d83f7a",
        roof_sign=("TAXI", "#fff6d8", "#1b1d28"),
    )
    sp.put(28, tf.car, -1.7, 30, tf.HERE, "#3f9a8a", "mini")
    sp.put(40, tf.car, 1.7, 40, tf.AWAY, "#d8a43a", "hatch")

    def cart(sp):
        px, py = sp.to(-3.9, 0, 13.2)
        u = sp.unit(13.2)
        sp.oval(px - 0.4 * u, py - 0.28 * u, 0.28 * u, 0.28 * u, "#2a2d34")
        sp.oval(px - 0.4 * u, py - 0.28 * u, 0.1 * u, 0.1 * u, "#c9b48a")
        sp.rect(px - 0.7 * u, py - 1.0 * u, px + 0.6 * u, py - 0.42 * u, "#f4efe0")
        sp.rect(px - 0.7 * u, py - 0.62 * u, px + 0.6 * u, py - 0.5 * u, "#3f8a5a")
        sp.letters(
            [
                (px - 0.65 * u, py - 0.98 * u),
                (px + 0.55 * u, py - 0.98 * u),
                (px + 0.55 * u, py - 0.64 * u),
                (px - 0.65 * u, py - 0.64 * u),
            ],
            "ELOTES",
            "bold",
            "#d8463f",
            0.9,
        )
        for j in range(5):
            sp.oval(px + (-0.5 + j * 0.24) * u, py - 1.08 * u, 0.06 * u, 0.14 * u, "#f2cf4e")
        sp.line([(px, py - 1.0 * u), (px, py - 2.1 * u)], "#8a8a8a", 1.2)
        n = 8
        for j in range(n):
            a0, a1 = math.pi * (1 - j / n), math.pi * (1 - (j + 1) / n)
            sp.poly(
                [
                    (px, py - 2.45 * u),
                    (px + 1.0 * u * math.cos(a0), py - 2.0 * u - 0.3 * u * math.sin(a0)),
                    (px + 1.0 * u * math.cos(a1), py - 2.0 * u - 0.3 * u * math.sin(a1)),
                ],
                ["#d83f7a", "#f4cf4e", "#3f9a8a", "#ee8a3a"][j % 4],
            )
        sp.poly(
            [
                (px - 1.0 * u, py - 2.0 * u),
                (px + 1.0 * u, py - 2.0 * u),
                (px + 0.9 * u, py - 2.1 * u),
                (px - 0.9 * u, py - 2.1 * u),
            ],
            "#c83f6a",
            0.8,
        )

    sp.put(13.2, cart)
    pp.walk(
        sp,
        [
            (-4.8, 13.4, "#f4efe0", dict(skin=2, hat="#e2cf9a")),
            (4.3, 11.8, "#c83f6a", dict(dress=True, skin=2)),
            (4.9, 12.4, "#3f7fb4", dict(skin=1)),
            (-4.3, 21, "#e8b03a", dict(skin=2)),
            (4.4, 25, "#4f9a84", dict(skin=2, hat="#caa468")),
            (-4.4, 34, "#6a4f8a", {}),
            (0.9, 33, "#e6dfcf", {}),
        ],
    )
    for x, z, h in ((5.3, 9.6, 1.2), (-5.3, 9.2, 1.4), (-5.3, 25, 1.3)):
        sp.put(z, nt.cactus, x, z, h * 1.3)
    sp.put(26, nt.tree, 4.9, 27, 6.6, 4.6, ("#6f4fa0", "#9474c8", "#c4aee8"))
    sp.put(45, nt.tree, -4.9, 45, 6.4, 4.2)
    sp.put(
        10.3,
        rd.post_sign,
        4.0,
        10.3,
        "FRANCISCO SOSA\nCoyoacán",
        1.9,
        0.62,
        2.5,
        "#1f6b45",
        "#ffffff",
        "bold",
        edge="#ffffff",
    )
    sp.draw_queue()
    tints = ["#e83f8a", "#3fb0c4", "#f4cf4e", "#7b5fb0", "#5fb05a", "#ee7a3a"]

    def papel(x, y, u, i):
        c = tints[i % 6]
        a, b = 0.34 * u, 0.46 * u
        sp.rect(x - a, y, x + a, y + b, c, 0.92)
        for j in range(6):
            sp.poly(
                [
                    (x - a + j * a / 3, y + b),
                    (x - a + (j + 0.5) * a / 3, y + b + 0.09 * u),
                    (x - a + (j + 1) * a / 3, y + b),
                ],
                c,
                0.92,
            )
        for dx, dy, r in (
            (-0.16, 0.16, 0.05),
            (0.16, 0.16, 0.05),
            (0, 0.28, 0.07),
            (-0.18, 0.34, 0.035),
            (0.18, 0.34, 0.035),
            (0, 0.1, 0.03),
        ):
            sp.oval(x + dx * u, y + dy * u, r * u, r * u, mix(c, "#eaf2f6", 0.75))

    for z in (13, 18, 25, 34):
        rd.bunting(sp, (-5.8, 6.5, z), (5.8, 6.5, z + 0.6), papel, 15, 0.45)
    return sp.finish()


def mexican_church(w, c="#e8c98a", dome_c="#c8703f"):
    w.rect(-14, 0, 14, 17, c)
    w.poly([(-6, 17), (0, 21.5), (6, 17)], c)
    w.rect(-5, 0, 5, 18.5, scale(c, 1.06))
    for u in (-14, 8.5):
        w.rect(u, 0, u + 5.5, 25, scale(c, 1.02))
        w.rect(u + 3.6, 0, u + 5.5, 25, scale(c, 0.84))
        w.arch(u + 1.5, 17, u + 4, 23, "#5a3f34")
        w.rect(u - 0.4, 24.6, u + 5.9, 25.6, "#f6ead0")
        w.poly(lm.arc(u + 2.75, 25.6, 2.6, 3.2, 0, math.pi), dome_c)
        w.line([(u + 2.75, 28.6), (u + 2.75, 31.6)], "#5a4a40", 0.2)
        w.line([(u + 2, 30.7), (u + 3.5, 30.7)], "#5a4a40", 0.2)
    w.arch(-2.4, 0, 2.4, 8, "#6a3f2c")
    w.arch(-1.6, 10.5, 1.6, 15, "#4a5a66")
    for u in (-4.6, 3.6):
        w.rect(u, 0, u + 1, 17, "#f6ead0")
