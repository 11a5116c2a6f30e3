"""The E75 north of Rovaniemi: aurora over snow."""
import math
import random

from .. import nature as nt, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def rovaniemi(s):
    sp = Space(
        179,
        s=s,
        cx=430,
        hy=420,
        f=740,
        eye=1.9,
        sun=(0.2, 0.9, -0.3),
        lit=(0.5, 0.62, 0.74),
        shade=(0.3, 0.38, 0.56),
        haze="#2f5a66",
        far=160,
        haze_max=0.6,
        night=True,
    )
    sk.sky(sp, [(0, "#0d1836"), (0.5, "#15365a"), (0.85, "#2a6a72"), (1, "#4f8f88")])
    sk.stars(sp, 400, 190)
    sk.aurora(sp, 300)
    sp.shine(780, 90, 60, "#dfeaff", 0.5)
    sp.oval(780, 90, 13, 13, "#f4f7ff", emit=0.8)
    sp.oval(785, 87, 11.5, 11.5, "#284a68")
    rng = random.Random(4)
    for layer, (y, h, c) in enumerate(((424, 34, "#1f4a58"), (428, 52, "#183c4a"))):
        x = -10
        while x < 970:
            hh = h * rng.uniform(0.5, 1.15)
            wd = hh * 0.36
            sp.poly([(x - wd / 2, y), (x, y - hh), (x + wd / 2, y)], c)
            x += rng.uniform(4, 11)
    rd.strip(sp, -300, 300, 1.2, 400, "#dfeaf6")
    rd.strip(sp, -3.9, 3.9, 1.2, 400, "#8496aa")
    for x in (-1.6, 1.6):
        for d in (-0.72, 0.72):
            sp.soft(
                [
                    [
                        sp.to(x + d - 0.2, 0, 120),
                        sp.to(x + d + 0.2, 0, 120),
                        sp.to(x + d + 0.26, 0, 2),
                        sp.to(x + d - 0.26, 0, 2),
                    ]
                ],
                "#3a4a60",
                3,
                0.55,
            )
    rd.dashes(sp, 0, 3, 120, "#c9d6e6", 0.14, 3, 6, 0.6)
    for k in (-1, 1):
        for z0 in range(3, 120, 3):
            hgt = 0.35 + 0.35 * rng.random()
            sp.face(
                [(k * 4.1, 0, z0 + 3), (k * 4.6, hgt, z0 + 3), (k * 4.6, hgt * 0.9, z0), (k * 4.1, 0, z0)],
                "#eef5fd",
                (-k * 0.6, 0.7, 0),
            )
            sp.face(
                [(k * 4.6, hgt, z0 + 3), (k * 6.6, 0.1, z0 + 3), (k * 6.6, 0.1, z0), (k * 4.6, hgt * 0.9, z0)],
                "#dbe8f5",
                (k * 0.3, 0.9, 0),
            )
    for x, z, h in (
        (-8.5, 13, 8.5),
        (-12.5, 17, 10.5),
        (9.4, 15.5, 9.5),
        (13.5, 21, 11),
        (-9, 23, 9),
        (-14, 29, 12),
        (9.5, 27, 8.6),
        (14.5, 34, 11),
        (-9.5, 35, 9.6),
        (-15, 44, 11),
        (10, 40, 9.5),
        (-10, 52, 10),
        (16, 52, 12),
        (10.5, 60, 10),
        (-11, 72, 10),
        (-18, 66, 12),
        (11, 82, 10),
        (19, 76, 12),
        (-12, 100, 10),
        (12, 110, 10),
    ):
        sp.put(z, nt.spruce, x, z, h, h * 0.42, snow="#dcebf8")
    for x, z in ((7.8, 19), (-7.6, 19.5), (8.2, 48)):
        sp.put(z, nt.bare, x, z, 6, "#c9cdd2", snow="#f4f9ff")

    # A cabin with light in its windows.
    def cabin(sp):
        w = sp.front(15.5, 23, 44)
        w.rect(0, 0, 7.5, 3.4, "#6a3a2c")
        for j in range(8):
            w.line([(0, 0.42 * j), (7.5, 0.42 * j)], "#4a281f", 0.06)
        w.poly([(-0.8, 3.2), (3.75, 6.6), (8.3, 3.2)], "#eef5fd")
        w.poly([(0.2, 3.4), (3.75, 6.0), (7.3, 3.4)], "#6a3a2c")
        w.rect(5.6, 5.0, 6.4, 7.2, "#5a5a62")
        w.rect(5.5, 7.1, 6.5, 7.4, "#f4f9ff")
        for u in (0.9, 4.9):
            w.rect(u, 1.1, u + 1.6, 2.5, "#ffd27a", emit=1)
            w.line([(u + 0.8, 1.1), (u + 0.8, 2.5)], "#f4efe0", 0.1)
            w.line([(u, 1.8), (u + 1.6, 1.8)], "#f4efe0", 0.1)
        w.rect(3.1, 0, 4.3, 2.4, "#3f5a4a")
        px, py = w.to(3, 1.5)
        sp.shine(px, py, 90, "#ffce7a", 0.3)
        for j in range(5):
            sx, sy = w.to(6.0 + 0.35 * j + 0.2 * math.sin(j), 7.8 + j * 1.1)
            sp.oval(sx, sy, 4 + 2.4 * j, 3 + 1.8 * j, "#b9d0da", 0.3 - 0.05 * j)

    sp.put(44, cabin)

    def deer(sp, x, z, flip=1):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        c = sp.light("#d0c0ae", (0, 0.5, -0.6))
        P = lambda q: [(px + flip * a * u, py - b * u) for a, b in q]
        for a in (-0.55, -0.42, 0.42, 0.55):
            sp.stroke(P([(a, 0.75), (a + 0.03, 0.4), (a, 0)]), scale(c, 0.75), 0.11 * u, 0.06 * u)
        sp.poly(
            P(
                [
                    (-0.75, 0.95),
                    (-0.7, 1.15),
                    (0.4, 1.12),
                    (0.7, 1.45),
                    (0.98, 1.5),
                    (1.12, 1.36),
                    (0.92, 1.3),
                    (0.72, 1.0),
                    (0.5, 0.72),
                    (-0.6, 0.7),
                ]
            ),
            c,
        )
        sp.poly(P([(0.45, 1.05), (0.68, 1.38), (0.8, 1.2), (0.62, 0.8)]), "#cfc4b4", 0.8)
        for q in (
            [(0.8, 1.5), (0.66, 1.85), (0.78, 2.2)],
            [(0.69, 1.8), (0.5, 2.0)],
            [(0.86, 1.5), (0.9, 1.85), (1.1, 2.15)],
            [(0.9, 1.8), (1.08, 1.92)],
        ):
            sp.line(P(q), "#d9cbb2", 0.05 * u)

    sp.put(20, deer, 4.9, 20, -1)
    sp.put(25, deer, 8.4, 25, 1)
    sp.put(31, tf.car, 1.75, 30, tf.AWAY, "#8a2f34", "suv", "KLM-582", "#f4f2ea", "#1b1d28", "#2b4ea0", lights=True)

    def beams(sp):
        sp.soft([[sp.to(0.8, 0, 36), sp.to(2.8, 0, 36), sp.to(4.2, 0, 75), sp.to(-1.2, 0, 75)]], "#fff0c0", 6, 0.4, 0.3)

    sp.put(34, beams)
    sp.put(
        15, rd.post_sign, 5.3, 14.5, "", 1.5, 0.0, 2.7, "#f6c92f", "#1b1d28", shape="triangle", edge="#d8302c", emit=0.3
    )

    def stag(sp):
        px, py = sp.to(5.3, 2.62, 14.4)
        u = sp.unit(14.4) * 0.36
        P = lambda q: [(px + a * u, py - b * u) for a, b in q]
        sp.poly(
            P(
                [
                    (-0.75, 0.7),
                    (-0.7, 1.0),
                    (0.35, 0.95),
                    (0.6, 1.25),
                    (0.9, 1.25),
                    (0.95, 1.1),
                    (0.7, 1.0),
                    (0.5, 0.6),
                    (0.5, 0),
                    (0.4, 0),
                    (0.36, 0.6),
                    (-0.5, 0.6),
                    (-0.55, 0),
                    (-0.65, 0),
                ]
            ),
            "#1b1d28",
        )
        sp.line(P([(0.66, 1.25), (0.5, 1.6), (0.62, 1.9)]), "#1b1d28", 0.9)
        sp.line(P([(0.76, 1.25), (0.86, 1.6), (1.05, 1.85)]), "#1b1d28", 0.9)

    sp.put(14.9, stag)
    sp.put(
        16,
        rd.post_sign,
        -5.0,
        16,
        "E75  ROVANIEMI 8",
        3.4,
        0.7,
        2.6,
        "#1f5fc0",
        "#ffffff",
        "bold",
        edge="#ffffff",
        emit=0.35,
    )
    sp.put(
        15.9,
        rd.post_sign,
        -5.0,
        15.95,
        "Napapiiri  66°33′",
        3.4,
        0.56,
        2.0,
        "#8a5a34",
        "#ffffff",
        "bold",
        edge="#ffffff",
        emit=0.35,
    )
    for z in (9, 17, 25, 33, 45, 60):
        for k in (-1, 1):
            px, py = sp.to(k * 4.4, 0, z)
            u = sp.unit(z)
            sp.rect(px - 0.05 * u, py - 1.1 * u, px + 0.05 * u, py, "#e8edf4")
            sp.rect(
                px - 0.05 * u, py - 0.95 * u, px + 0.05 * u, py - 0.75 * u, "#e8543f" if k > 0 else "#f4f4f0", emit=0.4
            )
    sp.draw_queue()
    sk.snowfall(sp, 90, 0.6)
    return sp.finish(bloom=0.9, vignette=0.2)
