"""Avenida Atlântica, Rio de Janeiro: the waves of the promenade."""
import math

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..space import Space


def rio(s):
    sp = Space(
        67,
        s=s,
        cx=360,
        hy=372,
        f=720,
        eye=3.4,
        sun=(0.55, 0.65, -0.45),
        lit=(1.08, 1.02, 0.92),
        shade=(0.64, 0.68, 0.84),
        haze="#cfe3ec",
        far=330,
    )
    sk.sky(sp, [(0, "#3f93cf"), (0.55, "#94cbe6"), (1, "#f3ead2")])
    sk.cloud(sp, 560, 110, 360, seed=2)
    sk.cloud(sp, 180, 70, 220, seed=5)
    sk.cloud(sp, 850, 210, 260, seed=8)
    sk.hills(sp, 372, 90, "#8aa8b4", "#c3d5d6", seed=5, x0=250, x1=960)
    loaf = [
        (600, 376),
        (626, 330),
        (648, 268),
        (668, 222),
        (690, 204),
        (712, 210),
        (730, 240),
        (744, 292),
        (762, 340),
        (790, 360),
        (820, 352),
        (850, 330),
        (880, 324),
        (910, 342),
        (950, 376),
    ]
    sp.gradient([(0, "#5f7f80"), (0.7, "#7f9f96"), (1, "#a9bfb0")], pts=loaf, p0=(0, 200), p1=(0, 380))
    sp.poly(
        [(668, 222), (690, 204), (712, 210), (706, 250), (716, 300), (700, 350), (684, 300), (690, 250)],
        "#8ba59a",
        0.55,
    )
    sp.line([(690, 203), (850, 328)], "#53656a", 0.6, 0.8)
    sp.rect(764, 262, 770, 267, "#d8463f")
    sk.hills(sp, 378, 70, "#3f6a50", "#7a9a72", seed=9, x0=380, x1=640, shape=lambda t: math.sin(math.pi * t) ** 0.6)
    sk.sea(sp, 372, 470, "#6fb4c8", "#2f8fae", "#f4fbf8", 0.5, 120, x0=470)
    # Beach, surf, promenade, avenue.
    rd.strip(sp, 10, 46, 4, 330, "#f0dcb0")
    for k, (d, c, a) in enumerate(((46, "#2f8fae", 1.0), (44.6, "#8fd0d2", 0.9), (43.6, "#f6fbf6", 0.9))):
        pts = [sp.to(d + 0.6 * math.sin(i * 0.9 + k), 0, 6 + 324 * (i / 60) ** 2) for i in range(61)]
        sp.poly(
            pts + [(960, 372), (1400, 372), (1400, 900), (pts[0][0] + 600, pts[0][1])]
            if k == 0
            else pts + [(x + 3 + (y - 372) * 0.09, y) for x, y in pts[::-1]],
            c,
            a,
        )
    rd.strip(sp, 1.6, 10, 1.2, 330, "#efece4")
    for j in range(5):
        x0 = 2.2 + j * 1.6
        edge_l, edge_r = [], []
        z = 3.0
        while z < 120:
            ph = math.sin(z * 1.45) * 0.62
            edge_l.append(sp.to(x0 + ph, 0, z))
            edge_r.append(sp.to(x0 + 0.78 + ph, 0, z))
            z += 0.18 + z * 0.012
        sp.poly(edge_l + edge_r[::-1], sp.light("#3a3d46", (0, 1, 0)), 0.92)
    rd.strip(sp, -12, 1.4, 1.2, 330, "#7f828a")
    rd.strip(sp, -13.5, -12, 1.2, 330, "#cfc7ba")
    rd.strip(sp, 1.3, 1.7, 1.2, 330, "#d8d2c6")
    rd.dashes(sp, -1.9, 4, 160)
    rd.dashes(sp, -8.6, 4, 160)
    rd.solid(sp, -5.2, 3, 200, "#f0c64a", 0.14)
    rd.solid(sp, -5.5, 3, 200, "#f0c64a", 0.14)
    bodies = ["#e9e4da", "#d9cdb8", "#c9d4d6", "#efe9de", "#d8b9a0", "#dfe3dd"]

    def block(w, width, k, i):
        body = bodies[k % 6]
        floors = [9, 11, 8, 12, 10][k % 5]
        fc.front(
            w,
            width,
            floors=floors,
            gh=4.4,
            fh=3.0,
            body=body,
            trim="#f7f4ec",
            bays=max(2, int(width / 3.6)),
            win="plain",
            ratio=(0.66, 0.58),
            glass="#567a8c",
            balconies=tuple(range(floors)),
            balcony_kind=["glass", "solid"][k % 2],
            iron=["#bfe0e6", "#f4f1e8"][k % 2],
            cap="parapet",
            sill=False,
        )
        fc.shop(
            w,
            0.6,
            width - 0.6,
            4.0,
            ["HOTEL ATLÂNTICO", "PADARIA LEME", "Sucos do Rio", "CHURRASCARIA", "FARMÁCIA"][k % 5],
            "bold",
            ["#2a4a66", "#7b2f2a", "#2f7a4a", "#5a2f24", "#1f6b8a"][k % 5],
            "#f8f2de",
            canopy=[None, ("#f0c64a", "#f7f2e2")][k % 2],
        )

    fc.canyon(sp, 15.5, [10, 24, 39, 56, 74, 96, 122, 156, 200, 260], block, ("left",))
    for z in (14, 25, 38, 54, 74, 100, 130):
        sp.put(z, nt.palm, 10.0 + (z == 14) * 0.6, z, 9.5, 2.8, seed=z)
    for z, x, c in (
        (40, 16, "#d8463f"),
        (44, 20, "#f0c64a"),
        (52, 17, "#3f7fc4"),
        (60, 24, "#e8e4da"),
        (75, 18, "#57a65a"),
        (38, 24, "#ee8a3a"),
        (90, 26, "#d8463f"),
    ):

        def parasol(sp, x=x, z=z, c=c):
            px, py = sp.to(x, 0, z)
            u = sp.unit(z)
            sp.line([(px, py), (px, py - 2 * u)], "#f4f0e6", 0.07 * u)
            sp.poly(
                [
                    (
                        px + 1.3 * u * math.cos(math.pi * (1 - t / 12)),
                        py - 1.8 * u - 0.7 * u * math.sin(math.pi * t / 12),
                    )
                    for t in range(13)
                ],
                c,
            )
            sp.poly([(px - 0.4 * u, py - 1.8 * u), (px, py - 2.5 * u), (px + 0.4 * u, py - 1.8 * u)], "#fbf6ea", 0.9)

        sp.put(z, parasol)
    sp.put(
        13,
        tf.car,
        -0.3,
        14,
        tf.AWAY,
        "#f2c92e",
        "sedan",
        "RIO2A19",
        "#f4f2ea",
        "#1b1d28",
        "#2b4ea0",
        roof_sign=("TÁXI", "#fff6d8", "#1b1d28"),
    )
    sp.put(
        30,
        tf.bus,
        -3.7,
        30,
        tf.AWAY,
        11,
        3.1,
        1.3,
        "#2f6fb0",
        "#f2efe6",
        text="LUC4D77",
        route="472 LEME",
        band="#f0c64a",
        bg="#d8463f",
        fg="#fff",
    )
    sp.put(26, tf.car, -7.0, 28, tf.HERE, "#a8322d", "hatch")
    sp.put(60, tf.car, -10.2, 56, tf.HERE, "#d8d6d0", "sedan")
    sp.put(64, tf.car, -0.2, 60, tf.AWAY, "#3b4652", "suv")
    for x, z, coat, kw in (
        (5.4, 11.5, "#2f9a8a", dict(dress=True, skin=2)),
        (6.6, 12.6, "#f0c64a", dict(skin=3)),
        (3.2, 20, "#e8e4da", dict(skin=1, hat="#efe6d0")),
        (7.8, 24, "#d8463f", dict(skin=2)),
        (4.6, 33, "#4a6a8a", {}),
        (8.3, 42, "#f2efe6", dict(skin=3)),
        (5.6, 56, "#ee8a3a", {}),
    ):
        sp.put(z, pp.person, x, z, coat, legs="#4a5a6a", **kw)
    sp.put(10.5, rd.post_sign, 2.0, 10.6, "Av. Atlântica\nCOPACABANA", 1.7, 0.62, 2.3, "#1f4f9a", "#ffffff", "bold")
    sp.draw_queue()
    pp.birds(sp, [(520, 180), (545, 170), (566, 190), (800, 130)], "#4a5560")
    return sp.finish()
