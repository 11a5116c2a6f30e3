"""Mostecká, Prague: snow in the evening."""
import math

from .. import facade as fc, landmarks as lm, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def prague(s):
    sp = Space(
        149,
        s=s,
        cx=480,
        hy=436,
        f=740,
        eye=2.0,
        sun=(-0.3, 0.9, -0.3),
        lit=(0.72, 0.76, 0.98),
        shade=(0.46, 0.5, 0.74),
        haze="#8f9cc0",
        far=130,
        night=True,
    )
    sk.sky(sp, [(0, "#2f3f70"), (0.5, "#5f74a6"), (0.85, "#a9aec8"), (1, "#d8bfb8")])
    w2 = sp.front(-30, -29, 190)
    w2.y0 = 4
    w2.rect(-9, 0, 9, 34, "#8f98b0")
    lm.dome(w2, 0, 34, 10, 13, "#5f8f8a")
    w2.rect(16, 0, 22, 44, "#8f98b0")
    lm.dome(w2, 19, 44, 3.6, 6, "#5f8f8a")
    w = sp.front(0, 1, 104)
    gothic_gate(w, "#5f5a72", "#3d465c", "#eef3fb")
    rd.street(sp, 3.4, 106, "#b4bcd2", "#dfe6f2", "#eef2f8", high=0.1)
    rd.cobbles(sp, -3.4, 3.4, 4.2, 34, "#7f88a4", "#eef2fa", 0.36, 0.5)
    for x in (-1.5, -0.1, 0.1, 1.5):
        sp.soft(
            [
                [
                    sp.to(x - 0.16, 0, 60),
                    sp.to(x + 0.16, 0, 60),
                    sp.to(x * 1.04 + 0.2, 0, 3),
                    sp.to(x * 1.04 - 0.2, 0, 3),
                ]
            ],
            "#7f88a8",
            2,
            0.45,
        )
    bodies = ["#e3c79a", "#d99a8a", "#a9bfae", "#e8dcc0", "#c9a0a8", "#d9b070", "#9fb0cc"]
    names = [
        ("KAVÁRNA", "display"),
        ("Trdelník", "script"),
        ("KNIHKUPECTVÍ", "bold"),
        ("PIVNICE U TŘÍ HOUSLIČEK", "bold"),
        ("Loutky", "script"),
        ("LÉKÁRNA", "bold"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 7]
        high = fc.front(
            w,
            width,
            floors=[2, 3, 2, 3][k % 4],
            gh=4.0,
            fh=3.2,
            body=c,
            trim="#f4ecdc",
            bays=max(2, int(width / 2.5)),
            win=["cross", "arch", "sash"][k % 3],
            ratio=(0.44, 0.62),
            frame="#f6f0e2",
            glass="#3f4a66",
            lit=["#ffd58a", "#ffc470", "#ffe2a8"],
            lit_share=0.42,
            roof="pitched",
            roof_colour="#e9eef8",
            ridge=2.8,
            quoins=k % 2 == 0,
        )
        w.slab(0, high, width, high + 0.16, 0.42, "#f6f9ff")
        if w.px(0) > 7:
            for f in range(3):
                for b in range(max(2, int(width / 2.5))):
                    st = width / max(2, int(width / 2.5))
                    w.slab((b + 0.26) * st, 4.0 + f * 3.2 + 0.5, (b + 0.74) * st, 4.0 + f * 3.2 + 0.62, 0.2, "#f2f6ff")
        name, face = names[k % 6]
        fc.shop(
            w,
            0.5,
            width - 0.5,
            3.6,
            name,
            face,
            ["#3a2a34", "#27405e", "#1f4a3a", "#5a2f24"][k % 4],
            "#ffe7b8",
            lit=["#ffcf80", "#ffbf68"][k % 2],
            emit=0.25,
        )
        w.slab(0.4, 3.6, width - 0.4, 3.72, 0.3, "#f6f9ff")
        if k % 2 == 0 and i < 5:
            px, py = w.to(width * 0.5, 5.0, 0.5)
            u = w.px(width * 0.5)
            sp.shine(px, py, u * 1.2, "#ffd9a0", 0.25)

    fc.canyon(sp, 6.0, [6, 13, 20.5, 28.5, 37, 46.5, 58, 72, 92], house)
    for x, z in ((-4.2, 13.5), (4.2, 20), (-4.2, 29), (4.2, 40)):
        sp.put(z, rd.lamp, x, z, "classic", 4.5, "#23262e", "#ffd98a")

        def pool(sp, x=x, z=z):
            sp.soft(
                [
                    [
                        sp.to(x + 2.3 * math.cos(t / 16 * math.tau), 0, z + 2.6 * math.sin(t / 16 * math.tau))
                        for t in range(16)
                    ]
                ],
                "#ffdca0",
                8,
                0.3,
            )

        sp.put(z + 5, pool)

    walkers = [
        (-1.7, 11.6, "#8a3a44", dict(skin=0, hat="#5a2a34")),
        (-1.0, 12.0, "#3a4a6a", dict(skin=0)),
        (4.4, 14.6, "#5a6a4a", dict(skin=0, hat="#3a3a44")),
        (-3.9, 19, "#c9a23a", dict(skin=0)),
        (1.6, 22, "#4a3a5a", dict(skin=0, umbrella="#c8453b")),
        (-1.2, 31, "#3f5266", {}),
        (2.0, 37, "#7a4a4a", {}),
    ]
    pp.walk(sp, walkers)
    sp.put(15.5, tf.car, 2.5, 25, tf.AWAY, "#6a2f34", "hatch", "4A7 2198", "#f4f2ea", "#1b1d28", "#2b4ea0", lights=True)

    def stall(sp):
        px, py = sp.to(-4.7, 0, 22)
        u = sp.unit(22)
        sp.rect(px - 0.9 * u, py - 1.1 * u, px + 0.9 * u, py, "#7a4a2c")
        sp.rect(px - 0.9 * u, py - 2.1 * u, px + 0.9 * u, py - 1.1 * u, "#ffcf80", emit=0.7)
        sp.poly(
            [
                (px - 1.1 * u, py - 2.1 * u),
                (px + 1.1 * u, py - 2.1 * u),
                (px + 0.8 * u, py - 2.7 * u),
                (px - 0.8 * u, py - 2.7 * u),
            ],
            "#f2f6ff",
        )
        sp.letters(
            [
                (px - 0.85 * u, py - 0.8 * u),
                (px + 0.85 * u, py - 0.8 * u),
                (px + 0.85 * u, py - 0.4 * u),
                (px - 0.85 * u, py - 0.4 * u),
            ],
            "SVAŘÁK 60 Kč",
            "bold",
            "#ffe7b8",
            0.92,
        )

    sp.put(22, stall)
    sp.put(
        10.3,
        rd.post_sign,
        4.0,
        10.4,
        "MOSTECKÁ\nMALÁ STRANA · PRAHA 1",
        1.9,
        0.6,
        2.5,
        "#b3262c",
        "#ffffff",
        "bold",
        edge="#ffffff",
    )
    sp.draw_queue()
    for z in (17, 26, 36):
        rd.bulbs(sp, (-5.9, 6.4, z), (5.9, 6.4, z + 0.5), 20, 0.7)
    sk.snowfall(sp, 520)
    return sp.finish(bloom=0.9, lift=0.86)


def gothic_gate(w, c="#5d5560", roof="#3d4450", snow=None):
    """Prague's bridge tower."""
    w.rect(-6.5, 0, 6.5, 30, c)
    w.rect(2.5, 0, 6.5, 30, scale(c, 0.8))
    w.rect(-6.5, 0, -4.5, 30, mix(c, "#fff", 0.12))
    w.arch(-3.6, 0, 3.6, 10, "#2c2a36", point=True)
    for u in (-4.2, -0.7, 2.8):
        w.arch(u, 20, u + 1.5, 25.5, "#2c2a36", point=True)
        w.arch(u, 12.5, u + 1.5, 17, scale(c, 0.72), point=True)
    w.rect(-7.2, 29.5, 7.2, 31.5, mix(c, "#fff", 0.1))
    for i in range(6):
        w.rect(-7.2 + i * 2.5, 31.5, -5.7 + i * 2.5, 33, c)
    w.poly([(-6, 32), (-3, 48), (3, 48), (6, 32)], roof)
    if snow:
        w.poly([(-6, 32), (-3, 48), (-0.6, 48), (-2.2, 40), (-2.8, 32)], snow, a=0.85)
    w.rect(-3.2, 47.6, 3.2, 48.4, scale(roof, 0.8))
    for u in (-6.6, 6.6, -3, 3):
        top = 43 if abs(u) > 4 else 53
        w.poly([(u - 0.9, 33 if abs(u) > 4 else 48), (u, top), (u + 0.9, 33 if abs(u) > 4 else 48)], roof)
        w.line([(u, top), (u, top + 1.5)], "#c9a94e", 0.3)
        w.oval(u, top + 1.5, 0.35, 0.35, "#d9b45a")
