"""Chandni Chowk, Delhi: the Red Fort in the dust."""
import math
import random

from .. import facade as fc, landmarks as lm, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def delhi(s):
    sp = Space(
        127,
        s=s,
        cx=480,
        hy=424,
        f=740,
        eye=2.3,
        sun=(-0.6, 0.6, -0.3),
        lit=(1.06, 0.98, 0.84),
        shade=(0.72, 0.66, 0.68),
        haze="#e6cfa8",
        far=150,
        haze_max=0.62,
    )
    sk.sky(sp, [(0, "#a3aeb0"), (0.45, "#d3c5a6"), (1, "#f2d8a6")])
    sk.sun(sp, 250, 170, 26, "#fff3d8", "#ffd98f", 0.6)
    w = sp.front(1, 2, 125)
    red_fort(w, "#b8573f")
    sk.mist(sp, 330, 436, "#efd3a2", 0.4)
    rd.street(sp, 5.0, 220, "#9a8c80", "#b89f84", "#c9b498", high=0.12)
    bodies = ["#e0c8a0", "#c98a6a", "#d9b48a", "#b5a48a", "#e6d2b0", "#a8b4a8"]
    names = [
        ("मिठाई भंडार", "#a8282c"),
        ("साड़ी एम्पोरियम", "#7a2f6a"),
        ("चाय की दुकान", "#2f6a4a"),
        ("पुस्तक भवन", "#27507a"),
        ("जलेबी वाला", "#b5601f"),
        ("चाँदी ज्वैलर्स", "#3a3a6a"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 6]
        high = fc.front(
            w,
            width,
            floors=[2, 3, 2, 3, 2][k % 5],
            gh=4.0,
            fh=3.2,
            body=c,
            trim=scale(c, 1.12),
            bays=max(2, int(width / 2.7)),
            win=["point", "louvre", "arch"][k % 3],
            ratio=(0.4, 0.62),
            frame=scale(c, 1.16),
            glass="#4f4a48",
            shutter=["#4f8a84", "#6a7f4a"][k % 2],
            balconies=(0, 1) if k % 2 else (0,),
            balcony_kind="run",
            iron=["#3a3f3c", "#4f8a84"][k % 2],
            cap="parapet",
        )
        name, board = names[k % 6]
        fc.shop(
            w,
            0.3,
            width - 0.3,
            3.7,
            name,
            "hindi",
            board,
            "#ffeec0",
            canopy=[("#d9963a", "#efe0c0"), None, ("#4f8a84", "#efe0c0")][k % 3],
            glass="#3a302c",
            lit="#ffcf8a" if k % 2 == 0 else None,
        )
        if i < 5:
            w.sign(
                width * 0.12,
                4.4,
                width * 0.5,
                5.3,
                names[(k + 2) % 6][0],
                "hindi",
                "#1b1d28",
                ["#f4d34a", "#f4f0e2", "#f0a04a"][k % 3],
                0.5,
            )
        if k % 2:
            w.slab(width * 0.6, high + 0.5, width * 0.6 + 1.5, high + 1.8, 1.0, "#3a3f48", w=-1.2)
            w.slab(width * 0.6 + 0.5, high + 1.8, width * 0.6 + 1.0, high + 2.0, 0.5, "#3a3f48", w=-1.0)

    fc.canyon(sp, 9.0, [8, 16.5, 25.5, 35, 46, 58, 72, 90], house)
    sp.put(15, tf.tuktuk, -2.6, 13.6, tf.AWAY, "#2f8a4a", "#f2c93a", "DL 1R  4417")
    sp.put(20, tf.tuktuk, 2.4, 22, tf.HERE, "#2f8a4a", "#f2c93a", "DL 1R 903")
    sp.put(32, tf.tuktuk, -3.2, 30, tf.AWAY, "#2f8a4a", "#f2c93a", "DL 1R 12")
    sp.put(44, tf.tuktuk, 2.6, 46, tf.HERE, "#2f8a4a", "#f2c93a", "")
    sp.put(26, tf.car, -0.9, 26, tf.AWAY, "#efeadd", "sedan", "DL 3C AB 7120")
    sp.put(38, tf.car, 0.9, 40, tf.HERE, "#a8322d", "mini")
    sp.put(60, tf.bus, -2.6, 60, tf.AWAY, 10, 3.0, 1.25, "#2f8a4a", "#e9e4d6", route="405", bg="#f2c93a")

    def rickshaw(sp, x, z, c):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        ink = sp.light("#2a2d34", (0, 0.3, -0.6))
        for dx in (-0.45, 0.45):
            sp.stroke([(px + dx * u, py), (px + dx * u, py - 0.8 * u)], ink, 0.09 * u, 0.09 * u)
        sp.rect(px - 0.5 * u, py - 1.0 * u, px + 0.5 * u, py - 0.45 * u, sp.light(c, (0, 0.2, -0.7)))
        sp.poly(
            [
                (px + 0.62 * u * math.cos(math.pi * (1 - t / 12)), py - 1.0 * u - 0.95 * u * math.sin(math.pi * t / 12))
                for t in range(13)
            ],
            sp.light(c, (0, 0.5, -0.6)),
        )
        sp.poly(
            [
                (px + 0.45 * u * math.cos(math.pi * (1 - t / 12)), py - 1.0 * u - 0.7 * u * math.sin(math.pi * t / 12))
                for t in range(13)
            ],
            ink,
        )
        for j in range(5):
            sp.oval(px + (-0.4 + j * 0.2) * u, py - 0.7 * u, 0.06 * u, 0.06 * u, ["#f4cf4e", "#e86a9a"][j % 2])
        sp.letters(
            [
                (px - 0.4 * u, py - 0.62 * u),
                (px + 0.4 * u, py - 0.62 * u),
                (px + 0.4 * u, py - 0.46 * u),
                (px - 0.4 * u, py - 0.46 * u),
            ],
            "चाँदनी चौक 212",
            "hindi",
            "#fff3c8",
            0.95,
        )

    sp.put(12.4, rickshaw, 3.7, 13, "#2f5f9a")
    sp.put(27.5, rickshaw, 3.6, 28, "#a8325a")

    def cow(sp, x, z):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        c = sp.light("#efe6d6", (-0.3, 0.4, -0.6))
        for a in (-0.7, -0.5, 0.45, 0.62):
            sp.stroke([(px + a * u, py - 0.8 * u), (px + a * u, py)], scale(c, 0.85), 0.17 * u, 0.1 * u)
        sp.poly(
            [
                (px + a * u, py - b * u)
                for a, b in (
                    (-0.95, 1.2),
                    (-0.85, 1.36),
                    (0.3, 1.34),
                    (0.5, 1.52),
                    (0.7, 1.4),
                    (0.98, 1.52),
                    (1.25, 1.3),
                    (1.22, 1.14),
                    (0.95, 1.1),
                    (0.72, 0.72),
                    (-0.8, 0.7),
                )
            ],
            c,
        )
        sp.poly(
            [
                (px - 0.3 * u, py - 1.34 * u),
                (px + 0.1 * u, py - 1.34 * u),
                (px + 0.0 * u, py - 0.95 * u),
                (px - 0.28 * u, py - 1.0 * u),
            ],
            "#a8744f",
            0.8,
        )
        sp.line([(px + 0.98 * u, py - 1.52 * u), (px + 1.0 * u, py - 1.74 * u)], "#5a4a40", 0.05 * u)
        sp.line([(px + 1.08 * u, py - 1.46 * u), (px + 1.2 * u, py - 1.64 * u)], "#5a4a40", 0.05 * u)
        sp.line([(px - 0.94 * u, py - 1.2 * u), (px - 1.04 * u, py - 0.6 * u)], c, 0.05 * u)

    sp.put(18.5, cow, -6.6, 18.5)
    pp.walk(
        sp,
        [
            (-7.0, 11.5, "#d8303f", dict(robe=True, skin=2)),
            (-6.2, 12, "#f4f0e2", dict(skin=3)),
            (6.4, 11.6, "#f0a02e", dict(robe=True, skin=2)),
            (7.2, 12.4, "#3f6f94", dict(skin=3)),
            (6.4, 20, "#2f8a6a", dict(robe=True, skin=2)),
            (-6.8, 26, "#e86a9a", dict(robe=True, skin=3)),
            (7.0, 27, "#f4f0e2", dict(skin=2, hat="#d9963a")),
        ],
    )
    pp.crowd(sp, 22, -7.8, -5.4, 26, 80, ["#d8303f", "#f0a02e", "#f4f0e2", "#2f6a8a", "#8a3a6a"], 4, skins=(2, 3))
    pp.crowd(sp, 22, 5.4, 7.8, 26, 80, ["#d8303f", "#e8c23a", "#f4f0e2", "#2f8a6a", "#5a3a8a"], 5, skins=(2, 3))
    sp.put(10.4, rd.post_sign, 5.2, 10.5, "चाँदनी चौक", 1.9, 0.46, 3.0, "#1f6b45", "#ffffff", "hindi", edge="#ffffff")
    sp.put(10.3, rd.post_sign, 5.2, 10.45, "Chandni Chowk", 1.9, 0.4, 2.58, "#1f6b45", "#ffffff", "bold")
    sp.draw_queue()
    rng = random.Random(3)
    for j in range(9):
        z = 9 + j * 3.6
        rd.cable(
            sp,
            (-8.8, rng.uniform(6.5, 9.5), z),
            (8.8, rng.uniform(6.5, 9.5), z + rng.uniform(2, 9)),
            rng.uniform(0.5, 1.4),
            "#3a3432",
            0.025,
        )
    marigold = ["#f0962e", "#f4c63a"]

    def garland(x, y, u, i):
        for q in range(4):
            sp.oval(x, y + (0.1 + q * 0.17) * u, 0.1 * u, 0.1 * u, marigold[(q + i) % 2])

    rd.bunting(sp, (-8.8, 6.6, 19), (8.8, 6.6, 20), garland, 22, 0.8)
    pp.birds(sp, [(560, 130), (590, 118), (610, 140), (420, 110), (680, 160)])
    return sp.finish(tint="#f6d79e")


def red_fort(w, c="#b5573f"):
    w.rect(-120, 0, 120, 18, c)
    for i in range(-60, 60):
        w.arch(i * 2, 17.6, i * 2 + 1.4, 20, c, point=True)
    for v in (6, 12):
        w.rect(-120, v, 120, v + 0.6, scale(c, 0.84))
    for s in (-1, 1):
        u = s * 15
        w.rect(u - 5, 0, u + 5, 27, scale(c, 1.05))
        w.rect(u + 1.5, 0, u + 5, 27, scale(c, 0.86))
        w.rect(u - 5.6, 26, u + 5.6, 28, scale(c, 1.12))
        for k in (-3.4, -0.4, 2.4):
            w.rect(u + k, 28, u + k + 0.6, 31, scale(c, 1.1))
        w.rect(u - 4.4, 31, u + 4.4, 31.8, scale(c, 1.1))
        lm.dome(w, u, 31.8, 3.8, 4.6, "#f0e6d6", 5)
    w.rect(-10, 0, 10, 23, scale(c, 1.02))
    w.arch(-5.6, 0, 5.6, 17, scale(c, 0.7), point=True)
    w.arch(-3.6, 0, 3.6, 12, "#4a2a28", point=True)
    for i in range(7):
        u = -8.6 + i * 2.85
        w.rect(u - 0.9, 23, u + 0.9, 25.4, "#efe2cf")
        w.poly(lm.arc(u, 25.4, 1.1, 1.5, 0, math.pi), "#f4ebdc")
    w.line([(0, 26), (0, 44)], "#5a5a5a", 0.4)
    for k, col in enumerate(("#f08a2e", "#f7f4ec", "#2f8a4a")):
        w.poly([(0, 43.6 - k * 1.8), (8, 43.2 - k * 1.8), (8, 41.4 - k * 1.8), (0, 41.8 - k * 1.8)], col)
