"""Adrianou, Athens: the Acropolis above Plaka."""
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk
from ..colour import scale
from ..space import Space


def athens(s):
    sp = Space(
        139,
        s=s,
        cx=470,
        hy=446,
        f=740,
        eye=2.0,
        sun=(-0.75, 0.42, -0.1),
        lit=(1.1, 0.98, 0.82),
        shade=(0.64, 0.6, 0.78),
        haze="#f6d2a8",
        far=300,
        haze_max=0.5,
    )
    sk.sky(sp, [(0, "#5a78b8"), (0.4, "#a9a8cc"), (0.75, "#f7c0a0"), (1, "#fcd9a0")])
    sk.streaks(sp, 60, 260, "#fbd0b4", 8, 0.55)
    sk.sun(sp, 120, 250, 26, "#fff4dc", "#ffcf94", 0.6)
    w = sp.front(4, 5, 400)
    w.y0 = 52
    w.poly([(-220, -60), (-170, -22), (-120, 2), (150, 2), (200, -24), (260, -60)], "#7f8a5f")
    parthenon(w, "#f0dab4")
    rng = random.Random(6)
    for _ in range(80):
        x = rng.uniform(250, 720)
        y = 446 - rng.uniform(0, 120) * (1 - abs(x - 500) / 330)
        nt.foliage(
            sp, x, y, rng.uniform(9, 17), rng.uniform(6, 10), ("#5a6a48", "#77865a", "#a3a86e"), 120, rng, 18, 0.3
        )
    for x, y in ((330, 400), (352, 408), (620, 392), (640, 402), (420, 380)):
        sp.poly([(x - 5, y + 18), (x, y - 26), (x + 5, y + 18)], "#4a5f48")
    rd.street(sp, 2.7, 80, "#b5a692", "#c4b49c", "#d6c8b0", high=0.05)
    rd.paving(sp, -2.7, 2.7, 3, 40, "#8f8270", 0.9, 0.5)
    bodies = ["#f2dcae", "#e8b48a", "#f6eee0", "#e9c8a0", "#d99a78", "#f4e6c8"]
    names = [
        ("ΤΑΒΕΡΝΑ", "bold"),
        ("Καφενείο", "script"),
        ("ΒΙΒΛΙΟΠΩΛΕΙΟ", "bold"),
        ("ΦΟΥΡΝΟΣ", "display"),
        ("Ούζο & Μεζέ", "script"),
        ("ΦΑΡΜΑΚΕΙΟ", "bold"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 6]
        high = fc.front(
            w,
            width,
            floors=[1, 2, 1, 1][k % 4],
            gh=3.8,
            fh=3.3,
            body=c,
            trim="#fbf5e6",
            bays=max(2, int(width / 2.8)),
            win="louvre",
            ratio=(0.32, 0.64),
            frame="#fbf5e6",
            glass="#4a5660",
            shutter=["#3f7fb4", "#4f7a5a", "#2f6a9a"][k % 3],
            balconies=(0,) if k % 2 else (),
            iron="#23262c",
            roof="pitched",
            roof_colour="#c8683f",
            ridge=1.8,
            quoins=k % 3 == 0,
        )
        if k % 2 == 0:
            for j in range(max(2, int(width / 1.6))):
                u = (j + 0.5) * width / max(2, int(width / 1.6))
                w.poly(
                    [
                        (u - 0.16, high + 0.1),
                        (u - 0.2, high + 0.4),
                        (u, high + 0.75),
                        (u + 0.2, high + 0.4),
                        (u + 0.16, high + 0.1),
                    ],
                    "#c8683f",
                    w=0.35,
                )
        name, face = names[k % 6]
        fc.shop(
            w,
            0.4,
            width - 0.4,
            3.4,
            name,
            face,
            ["#2f5f94", "#7b2f2a", "#2f5a3a"][k % 3],
            "#fbf3de",
            canopy=[("#3f7fb4", "#f6f0e0"), None, ("#f0e6d2", "#e6d8be")][k % 3],
            lit="#ffd08a",
        )
        if k % 2 and i < 5:
            nt.creeper(w, width * 0.5, 2.8, width * 1.0, high, bloom=("#d83f9a", "#e86ab4", "#c02f84"), seed=k, n=80)

    fc.canyon(sp, 4.9, [5.2, 12.5, 20, 28, 37, 47], house)
    sp.shadow([(-4.9, 2), (-1.2, 2), (-1.6, 47), (-4.9, 47)], 0.2, 4)

    def table(sp, x, z):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        sp.soft(
            [[(px - 0.5 * u, py), (px + 0.5 * u, py), (px + 0.9 * u, py + 0.1 * u), (px - 0.2 * u, py + 0.12 * u)]],
            "#14172a",
            1.5,
            0.3,
        )
        for dx in (-0.62, 0.62):
            sp.rect(px + dx * u - 0.16 * u, py - 0.46 * u, px + dx * u + 0.16 * u, py - 0.4 * u, "#3f7fb4")
            sp.rect(
                px + dx * u + (0.12 if dx > 0 else -0.16) * u,
                py - 0.9 * u,
                px + dx * u + (0.16 if dx > 0 else -0.12) * u,
                py,
                "#3f7fb4",
            )
        sp.rect(px - 0.04 * u, py - 0.7 * u, px + 0.04 * u, py, "#5a4a3a")
        sp.poly(
            [
                (px - 0.45 * u, py - 0.74 * u),
                (px + 0.45 * u, py - 0.74 * u),
                (px + 0.5 * u, py - 0.5 * u),
                (px - 0.5 * u, py - 0.5 * u),
            ],
            "#f7f2e6",
        )
        for j in range(0, 6, 2):
            sp.rect(
                px + (-0.45 + j * 0.15) * u, py - 0.74 * u, px + (-0.37 + j * 0.15) * u, py - 0.5 * u, "#6f9fcc", 0.6
            )
        sp.rect(px - 0.05 * u, py - 0.95 * u, px + 0.03 * u, py - 0.74 * u, "#5a8a5a")
        sp.oval(px + 0.2 * u, py - 0.78 * u, 0.08 * u, 0.04 * u, "#e8e2d2")

    for x, z in ((3.7, 11.2), (3.8, 14.2), (-3.7, 17), (3.7, 19)):
        sp.put(z, table, x, z)
    pp.walk(
        sp,
        [
            (-1.3, 11.6, "#f4efe4", dict(skin=1, hat="#e9dcc0")),
            (-0.6, 12.0, "#3f7fb4", dict(dress=True, skin=0)),
            (-3.6, 13.5, "#2f3a4a", dict(skin=1)),
            (1.1, 19, "#d8863f", {}),
            (-1.0, 26, "#6a4f8a", {}),
            (0.9, 32, "#e6dfcf", {}),
        ],
    )

    def cat(sp, x, z, c):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        sp.oval(px, py - 0.11 * u, 0.26 * u, 0.11 * u, c)
        sp.oval(px - 0.26 * u, py - 0.16 * u, 0.09 * u, 0.085 * u, c)
        for d in (-0.31, -0.21):
            sp.poly(
                [
                    (px + (d - 0.03) * u, py - 0.21 * u),
                    (px + d * u, py - 0.3 * u),
                    (px + (d + 0.03) * u, py - 0.21 * u),
                ],
                c,
            )

    sp.put(8.8, cat, -2.2, 8.8, "#e8a04a")
    for x, z in ((-4.3, 8.8), (4.4, 9.2), (-4.3, 14.6)):
        sp.put(z, nt.pot, x, z, flowers="#e8503f", pot_colour="#3f7fb4")
    sp.put(30, nt.tree, 4.1, 30, 5.4, 3.6, ("#5a6a48", "#7f8f60", "#aab27e"))
    sp.put(
        10.0,
        rd.post_sign,
        -3.3,
        10.2,
        "ΟΔΟΣ ΑΔΡΙΑΝΟΥ\nADRIANOU STR.",
        1.8,
        0.62,
        2.4,
        "#1f4f9a",
        "#ffffff",
        "bold",
        edge="#ffffff",
    )
    sp.draw_queue()
    for z in (12, 20, 29):
        rd.bulbs(sp, (-4.8, 4.9, z), (4.8, 4.9, z + 1), 14, 0.6, "#fff0c0")
    pp.birds(sp, [(560, 110), (584, 100), (604, 118)])
    return sp.finish(tint="#ffd6a0")


def parthenon(w, c="#e9d7b4"):
    rock = [
        (-150, 0),
        (-128, 26),
        (-104, 44),
        (-86, 58),
        (-70, 62),
        (-40, 66),
        (30, 68),
        (62, 65),
        (78, 58),
        (96, 60),
        (112, 48),
        (136, 24),
        (165, 0),
    ]
    w.poly(rock, "#b39a80")
    for i in range(22):
        u = -120 + i * 12
        w.poly(
            [(u, 8 + (i * 7) % 19), (u + 6, 40 + (i * 5) % 14), (u + 10, 38 + (i * 5) % 14), (u + 7, 6)],
            ["#9c846e", "#c9b296"][i % 2],
            a=0.5,
        )
    w.rect(-74, 58, 80, 66.5, "#c7b08f")
    w.rect(-104, 44, -70, 60, "#bfa888")
    w.rect(-33, 66, 37, 69, c)
    for i in range(14):
        u = -31 + i * 5
        w.rect(u, 69, u + 2.3, 81, c)
        w.rect(u + 1.5, 69, u + 2.3, 81, scale(c, 0.8))
        if i < 13:
            w.rect(u + 2.3, 69, u + 5, 81, scale(c, 0.52))
    w.rect(-32.5, 80.6, 36.5, 84.6, c)
    w.rect(-32.5, 82.4, 36.5, 82.9, scale(c, 0.78))
    w.poly([(-32.5, 84.6), (-22, 88), (-14, 87), (-10, 85), (14, 85), (22, 87.6), (36.5, 84.6)], c)
    w.rect(-66, 66, -52, 70, c)
    for i in range(5):
        w.rect(-65.4 + i * 3, 70, -64.2 + i * 3, 77, c)
    w.rect(-66, 76.8, -52, 78.6, c)
