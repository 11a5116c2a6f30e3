"""U.S. Route 163, Utah: buttes, and the road straight at them."""
import math
import random

from .. import nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def monument_valley(s):
    sp = Space(
        173,
        s=s,
        cx=470,
        hy=400,
        f=760,
        eye=2.0,
        sun=(-0.7, 0.5, -0.4),
        lit=(1.08, 0.98, 0.88),
        shade=(0.64, 0.58, 0.74),
        haze="#e6c9bc",
        far=700,
    )
    sk.sky(sp, [(0, "#3f7fc0"), (0.5, "#93c0e0"), (0.85, "#f0dcc8"), (1, "#f6d0b0")])
    sk.cloud(sp, 200, 110, 330, "#fff6ea", "#c9b8c4", 0.95, 2)
    sk.cloud(sp, 720, 80, 380, "#fff6ea", "#c9b8c4", 0.95, 5)
    sk.cloud(sp, 480, 200, 260, "#fdeedd", "#d4bcc0", 0.9, 8)
    sk.streaks(sp, 220, 330, "#fff0e0", 7, 0.5)
    sk.hills(sp, 402, 26, "#b08a94", "#dcb8a8", seed=4)
    for pts, top in (
        (
            [(40, 402), (70, 366), (92, 356), (96, 306), (150, 300), (204, 304), (208, 352), (236, 368), (268, 402)],
            "#a8605a",
        ),
        (
            [
                (250, 402),
                (276, 370),
                (286, 362),
                (288, 300),
                (304, 296),
                (330, 298),
                (334, 360),
                (352, 374),
                (378, 402),
            ],
            "#b0625a",
        ),
        (
            [
                (348, 402),
                (372, 378),
                (382, 368),
                (385, 316),
                (392, 312),
                (398, 268),
                (406, 266),
                (410, 314),
                (420, 320),
                (422, 366),
                (440, 384),
                (458, 402),
            ],
            "#a85848",
        ),
        (
            [
                (560, 402),
                (596, 370),
                (612, 358),
                (616, 276),
                (640, 270),
                (700, 268),
                (742, 274),
                (746, 354),
                (772, 372),
                (808, 402),
            ],
            "#ae5a46",
        ),
        (
            [
                (806, 402),
                (830, 376),
                (844, 362),
                (846, 304),
                (880, 300),
                (930, 300),
                (960, 304),
                (980, 370),
                (1000, 402),
            ],
            "#b46a5c",
        ),
    ):
        butte(sp, pts, top, "#cf8a66")
    sk.mist(sp, 360, 404, "#f2cdb4", 0.35)
    rd.strip(sp, -900, 900, 1.2, 900, "#c9825a")
    rng = random.Random(6)
    for _ in range(460):
        z = 5 + 150 * rng.random() ** 2
        x = rng.uniform(-0.75, 0.75) * z + rng.choice([-6, 6])
        if abs(x) < 6.2:
            continue
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        c = sp.air(sp.light(rng.choice(["#8f8a54", "#7a7a4a", "#a89a60", "#b5603f"]), (0, 0.6, -0.4)), z)
        r = rng.uniform(0.2, 0.6)
        sp.oval(px + 0.2 * u, py + 0.02 * u, r * 1.2 * u, r * 0.2 * u, "#6a3f3a", 0.35)
        sp.poly(
            [
                (
                    px + r * u * math.cos(math.pi * t / 8),
                    py - r * 0.8 * u * math.sin(math.pi * t / 8) * (1 if t % 2 else 0.75),
                )
                for t in range(9)
            ],
            c,
        )
    # The road dips and rises again: two strips with a crest between.
    sp.poly([sp.to(-5.2, 0, 420), sp.to(5.2, 0, 420), (960 + 500, 800), (-540, 800)], "#b5744f")
    rd.strip(sp, -4.4, 4.4, 1.2, 420, "#75707a")
    rd.solid(sp, -3.7, 2, 400, "#f3efe4", 0.14)
    rd.solid(sp, 3.7, 2, 400, "#f3efe4", 0.14)
    rd.dashes(sp, 0, 3, 200, "#f0c23a", 0.16, 3.2, 6)
    sp.soft(
        [
            [sp.to(-2.4, 0, 90), sp.to(-1.6, 0, 90), sp.to(-1.3, 0, 2), sp.to(-2.7, 0, 2)],
            [sp.to(2.4, 0, 90), sp.to(1.6, 0, 90), sp.to(1.3, 0, 2), sp.to(2.7, 0, 2)],
        ],
        "#5a5662",
        4,
        0.3,
    )
    for i in range(12):
        x0, z0 = -1.8 + 3.6 * rng.random(), 4 + 22 * rng.random()
        pts = [sp.to(x0 + rng.uniform(-0.5, 0.5) + (j - 2) * 0.5, 0, z0 + rng.uniform(-0.1, 0.1) * j) for j in range(5)]
        sp.line(pts, "#4a4650", 0.9, 0.5)
    for z in (14, 24, 36, 52, 74, 104, 150, 210):
        for x in (-6.4,):
            px, py = sp.to(x, 0, z)
            u = sp.unit(z)
            sp.rect(px - 0.07 * u, py - 1.3 * u, px + 0.07 * u, py, sp.air("#7a5f50", z))
    for y in (0.5, 0.85, 1.2):
        sp.line([sp.to(-6.4, y, 6), sp.to(-6.4, y, 230)], "#6a5a54", 0.6, 0.8)
    for i, z in enumerate((22, 44, 75, 125, 200)):
        px, py = sp.to(12.5, 0, z)
        u = sp.unit(z)
        c = sp.air(sp.light("#5f4a40", (0, 0, -1)), z)
        sp.rect(px - 0.14 * u, py - 9 * u, px + 0.14 * u, py, c)
        sp.rect(px - 1.4 * u, py - 8.3 * u, px + 1.4 * u, py - 8.0 * u, c)
    for dx in (-1.2, 0, 1.2):
        for a, b in ((8, 22), (22, 44), (44, 75), (75, 125), (125, 200)):
            rd.cable(sp, (12.5 + dx, 8.3, a), (12.5 + dx, 8.3, b), 0.9, "#5a4a48", 0.02)
    sp.put(12.8, rd.post_sign, 5.7, 12.9, "163", 1.0, 1.0, 1.7, "#f4f2ea", "#1b1d28", "bold", edge="#1b1d28")
    sp.put(12.9, rd.post_sign, 5.7, 12.95, "SOUTH", 1.0, 0.36, 2.78, "#f4f2ea", "#1b1d28", "bold")
    sp.put(24, rd.post_sign, -5.6, 24, "MILE\n13", 0.5, 0.8, 1.1, "#1f6b45", "#ffffff", "bold")
    sp.put(34, tf.car, 1.9, 32, tf.AWAY, "#c8453b", "pickup", "E47 2KM", "#f4f2ea", "#1f3f8f")
    sp.put(92, tf.car, -1.9, 92, tf.HERE, "#e9e6de", "suv", lights=False)
    sp.put(190, tf.bus, -1.9, 190, tf.HERE, 16, 3.9, 1.3, "#3f6f94", "#e9e6de")
    for x, z, h in ((-8.6, 13.5, 1.3), (8.8, 19, 1.1)):
        sp.put(z, nt.bush, x, z, 2.2, h, ("#6a6a3f", "#8a8a50", "#b5ac6a"))
    sp.draw_queue()
    pp.birds(sp, [(520, 170), (545, 160)], r=8)
    return sp.finish(tint="#ffd6b4")


def butte(sp, pts, top="#a8543f", low="#c9805a", foot=None):
    """A table of rock with fluted walls over a skirt of rubble, in pixels."""
    y0, y1 = min(y for _, y in pts), max(y for _, y in pts)
    x0 = min(x for x, _ in pts)
    sp.gradient([(0, top), (0.55, mix(top, low, 0.5)), (1, low)], pts=pts, p0=(0, y0), p1=(0, y1))
    import random

    rng = random.Random(int(x0))
    cliff = y0 + (y1 - y0) * 0.5
    inner = [x for x, y in pts if y < cliff]
    a, b = min(inner) + 2, max(inner) - 2
    x = a
    while x < b:
        wd = rng.uniform(2, 7)
        sp.poly(
            [
                (x, y0 + rng.uniform(5, 12)),
                (x + wd * 0.5, y0 + rng.uniform(4, 9)),
                (x + wd * 0.45, cliff),
                (x - 1, cliff + rng.uniform(-8, 5)),
            ],
            scale(top, 0.78),
            0.5,
        )
        x += wd + rng.uniform(1, 6)
