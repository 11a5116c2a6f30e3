"""Kenyatta Avenue, Nairobi: jacarandas in flower."""
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix
from ..space import Space


def nairobi(s):
    sp = Space(
        109,
        s=s,
        cx=440,
        hy=418,
        f=740,
        eye=2.4,
        sun=(-0.6, 0.6, -0.45),
        lit=(1.08, 1.01, 0.9),
        shade=(0.64, 0.64, 0.8),
        haze="#e3e2dc",
        far=260,
    )
    sk.sky(sp, [(0, "#4f97cf"), (0.55, "#a9d0e4"), (1, "#f6e8cc")])
    sk.cloud(sp, 180, 110, 280, seed=2)
    sk.cloud(sp, 560, 80, 320, seed=5)
    sk.cloud(sp, 850, 180, 260, seed=7)
    sk.skyline(sp, 420, "#b4bccb", 30, 110, 120, 860, 3, light="#f0e6d6")
    w = sp.front(-14, -13, 420)
    # The conference centre: a fluted cylinder under a saucer, beside a cone.
    w.rect(-16, 0, 16, 104, "#c98a6a")
    for i in range(10):
        w.rect(-15 + i * 3.2, 4, -13.6 + i * 3.2, 102, "#8f5a48")
    w.poly([(-21, 104), (-24, 110), (24, 110), (21, 104)], "#b5785c")
    w.rect(-10, 110, 10, 118, "#c98a6a")
    w.line([(0, 118), (0, 138)], "#8a8a8a", 0.8)
    w.poly([(26, 0), (42, 34), (58, 0)], "#a8644c")
    t = sp.front(80, 81, 420)
    t.rect(-17, 0, 17, 150, "#9cb4c4")
    t.rect(-17, 0, -4, 150, "#bcd0da")
    t.poly([(-17, 150), (0, 168), (17, 150)], "#8aa4b6")
    for v in range(4, 148, 5):
        t.rect(-15, v, 15, v + 2, "#dfeaf0", a=0.5)
    rd.strip(sp, -60, 60, 1.2, 320, "#b58a66")
    rd.strip(sp, -9, 5.4, 1.2, 320, "#7f7f84")
    rd.strip(sp, -9.6, -9, 1.2, 320, "#d8cfc0")
    rd.strip(sp, 5.4, 6.0, 1.2, 320, "#d8cfc0")
    rd.solid(sp, -1.8, 3, 220, "#f0c64a", 0.16)
    rd.dashes(sp, -5.4, 4, 140)
    rd.dashes(sp, 1.8, 4, 140)
    rd.strip(sp, 6.0, 10.2, 1.2, 320, "#c9a98a")
    rd.strip(sp, -14, -9.6, 1.2, 320, "#c9a98a")
    for x0, x1 in ((10.2, 60), (-60, -14)):
        rd.strip(sp, x0, x1, 1.2, 320, "#8fa05a")

    def office(w, width, k, i):
        c = ["#e6dccb", "#c9a88a", "#d8d8d4", "#b9c4c8"][k % 4]
        fc.front(
            w,
            width,
            floors=[6, 8, 5, 9][k % 4],
            gh=4.4,
            fh=3.2,
            body=c,
            trim=mix(c, "#fff", 0.4),
            bays=max(3, int(width / 3.2)),
            win="plain",
            ratio=(0.7, 0.5),
            glass="#5f7f90",
            cap="parapet",
            sill=False,
        )
        fc.shop(
            w,
            0.6,
            width - 0.6,
            4.0,
            ["DUKA LA VITABU", "KAHAWA HOUSE", "M-PESA  AGENT", "Nyama Choma"][k % 4],
            "bold",
            ["#27405e", "#5a3024", "#2f8a4a", "#a8442f"][k % 4],
            "#fbf3de",
            canopy=[("#d8463f", "#f4efe0"), None][k % 2],
        )

    fc.canyon(sp, 16, [12, 27, 43, 62, 84, 110, 142], office, ("left",))
    fc.canyon(sp, 22, [26, 44, 64, 90, 122], office, ("right",))
    jac = ("#6f4fa0", "#9474c8", "#c4aee8")
    for x, z, h, wd in (
        (8.3, 17, 8.2, 7.4),
        (-11.8, 26, 8.0, 6.8),
        (8.4, 33, 8.2, 7.0),
        (-11.8, 46, 8, 7),
        (8.4, 54, 8.4, 7),
        (-11.8, 72, 8, 7),
        (8.4, 80, 8, 7),
        (8.4, 120, 8, 7),
    ):
        sp.put(z, nt.tree, x, z, h, wd, jac, "#5a4a44", n=620 if z < 30 else 260, leaf=0.065 if z < 30 else 0.09)
    sp.put(60, nt.acacia, 17, 60, 9, 13)
    rng = random.Random(7)

    def petals(sp):
        for _ in range(150):
            x, z = rng.choice([rng.gauss(8, 1.5), rng.gauss(-11.5, 1.5)]), 6 + 30 * rng.random() ** 1.4
            px, py = sp.to(x, 0, z)
            u = sp.unit(z)
            sp.oval(px, py, max(0.5, 0.05 * u), max(0.3, 0.02 * u), "#a68ad6", 0.9)

    sp.put(200, petals)

    def art(w):
        w.sign(1.2, 0.55, 5.6, 1.2, "★ SAFARI SOUND ★", "bold", "#ffe04a", None, 0.02)
        w.poly([(0, 0.5), (6.4, 0.9), (6.4, 0.75), (0, 0.35)], "#3fb06a", w=0.02)

    sp.put(
        15,
        tf.bus,
        -5.6,
        15,
        tf.AWAY,
        6.4,
        2.45,
        1.0,
        "#7a2f8a",
        "#d8463f",
        "#f4d34a",
        text="KCB 472Q",
        bg="#f4d34a",
        fg="#1b1d28",
        route="46 KAWANGWARE",
        sides=art,
    )
    sp.put(
        40,
        tf.bus,
        1.0,
        42,
        tf.HERE,
        6.4,
        2.45,
        1.0,
        "#2f7a4a",
        "#f4efe0",
        "#d8463f",
        route="CBD  23",
        bg="#f4f2ea",
        text="KDA 118X",
    )
    sp.put(26, tf.car, 3.7, 27, tf.HERE, "#dfe0dc", "suv", "KCZ 903M")
    sp.put(32, tf.car, -7.4, 32, tf.AWAY, "#3f5f7a", "hatch", "KBT 551", "#f4d34a")
    sp.put(58, tf.car, -3.6, 56, tf.AWAY, "#a8322d", "sedan")
    sp.put(70, tf.car, 3.6, 74, tf.HERE, "#d8c49a", "sedan")
    pp.walk(
        sp,
        [
            (7.6, 11.6, "#e0a83a", dict(dress=True, skin=4)),
            (8.3, 12.2, "#2f4a7a", dict(skin=4)),
            (-11.2, 19, "#d8463f", dict(skin=4)),
            (7.4, 23, "#57a68a", dict(skin=4, bag="#8a5a3c")),
            (8.8, 29, "#f4efe0", dict(skin=3)),
            (-11.2, 33, "#8a4a6a", dict(dress=True, skin=4)),
            (7.7, 44, "#e0703a", dict(robe=True, skin=4)),
        ],
    )
    sp.put(
        10.6, rd.post_sign, 6.1, 10.6, "Kenyatta Avenue", 2.0, 0.42, 2.6, "#1f6b45", "#ffffff", "bold", edge="#ffffff"
    )
    sp.draw_queue()
    pp.birds(sp, [(610, 160), (636, 150), (660, 168)])
    return sp.finish()
