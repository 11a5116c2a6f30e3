"""Prinsengracht, Amsterdam: gables across the water."""
import math
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..space import Space


def amsterdam(s):
    sp = Space(
        31,
        s=s,
        cx=480,
        hy=372,
        f=760,
        eye=4.2,
        sun=(-0.6, 0.6, -0.55),
        lit=(1.05, 1.0, 0.93),
        shade=(0.66, 0.7, 0.84),
        haze="#dfe6e8",
        far=420,
    )
    sk.sky(sp, [(0, "#7fb0d4"), (0.5, "#bcd6e4"), (1, "#f3ead6")])
    sk.cloud(sp, 180, 120, 330)
    sk.cloud(sp, 640, 80, 260, seed=3)
    sk.cloud(sp, 880, 190, 240, seed=5)
    bodies = [
        "#7d3f35",
        "#35403f",
        "#a8674a",
        "#5a3a34",
        "#c9b48e",
        "#6d2f2c",
        "#8a5a44",
        "#46505a",
        "#b5533f",
        "#d8cbb0",
    ]
    kinds = ["step", "bell", "neck", "spout", "bell", "step", "neck", "bell", "spout", "neck"]

    def houses():
        rng = random.Random(6)
        row, x = [], -33.0
        while x < 33:
            row.append((x, rng.uniform(5.4, 6.8), len(row)))
            x += row[-1][1]
        # From the edges inwards: a side wall must not cover the neighbour that stands before it.
        for x, width, i in sorted(row, key=lambda h: -abs(h[0] + h[1] / 2)):
            w = sp.front(x, x + width - 0.05, 42)
            sp.rng.seed(i)
            body, floors = bodies[i % 10], 3 + (i % 3 == 0)
            trim = "#ece5d4"
            high = fc.front(
                w,
                width - 0.05,
                floors=floors,
                gh=3.4,
                fh=3.1,
                body=body,
                trim=trim,
                bays=3,
                win="cross",
                ratio=(0.52, 0.66),
                frame=trim,
                glass="#41525e",
                cap=None,
                band=False,
                lit=["#ffdc9a"],
                lit_share=0.1,
            )
            stepped_gable(w, width - 0.05, high, body, trim, kinds[i % 10], 3.4)
            fc.door(w, 0.6, 1.8, 2.7, ["#22483c", "#7b2f2a", "#27405e", "#1f2a2a"][i % 4], trim)
            for a in (2.2, 4.0):
                fc.window(w, a, 0.8, min(width - 0.3, a + 1.4), 2.7, "cross", trim, "#41525e")
            w.slab(0.3, 0, 2.2, 0.5, 1.2, "#b0a696")
        w = sp.front(-40, 40, 35, -1.6)
        w.rect(0, 0, 80, 1.6, "#6d5f58")
        for j in range(3):
            w.line([(0, 0.4 * (j + 1)), (80, 0.4 * (j + 1))], "#594c47", 0.05)

    def quay_life():
        for x in (-24, -12.5, -1, 10, 22):
            sp.put(37.5, nt.tree, x, 37.5, 8.6, 5.0, ("#55682f", "#7f8f3c", "#b9b357"), n=140)
        for x, c in ((-18, "#b23a34"), (-7, "#e6e2d8"), (5, "#3f5f7a"), (16.5, "#4a4f4a")):
            sp.put(38, tf.car, x, 38.4, tf.RIGHTWARD, c, "hatch")
        for x, coat in ((-14.8, "#c94f3f"), (1.5, "#3f5266"), (12.5, "#d9b85a"), (13.3, "#6a4f5e")):
            sp.put(36.4, pp.person, x, 36.4, coat, shadow=False)
        for x in (-21, -3.6, 7.6, 19.6):
            sp.put(36, tf.bike, x, 36, "#23262c")
        sp.draw_queue()

    rd.strip(sp, -60, 60, 35, 60, "#a3907f")
    sp.level = -1.6
    water = [sp.to(-60, -1.6, 35), sp.to(60, -1.6, 35), (960, 720), (0, 720)]
    sk.sea(sp, water[0][1], 720, "#7d8f8c", "#4c6468", "#dfe8e4", 0.22, 150)

    def all_far():
        houses()
        quay_life()

    sp.reflect(all_far, water, 0.55, 7, "#51686a")
    houses()
    quay_life()
    # A tour boat and a moored sloop.
    for x, z, L, c, cabin in ((-11, 26, 13, "#20364a", "#e9e4d6"), (9.5, 21, 6.5, "#7a3f2c", None)):
        w = sp.front(x, x + L, z, -1.6)
        w.poly([(0.6, 0), (L - 1.2, 0), (L, 1.1), (0, 1.0)], c)
        w.poly([(0, 1.0), (L, 1.1), (L - 0.1, 0.88), (0.06, 0.8)], "#e9e2cf")
        if cabin:
            w.poly([(1.0, 1.0), (1.6, 2.3), (L - 2.6, 2.3), (L - 1.4, 1.1)], cabin)
            for k in range(8):
                u = 2.0 + k * 1.0
                w.rect(u, 1.2, u + 0.8, 2.1, "#4d6470")
            w.sign(L * 0.2, 0.2, L * 0.7, 0.8, "RONDVAART", "bold", "#f5e6c4")
        else:
            w.rect(1.2, 1.1, 3.0, 1.7, "#a8774a")
        p0, p1 = sp.to(x, -1.6, z), sp.to(x + L, -1.6, z)
        sp.soft(
            [[(p0[0], p0[1]), (p1[0], p1[1]), (p1[0] - 10, p1[1] + 22), (p0[0] + 14, p0[1] + 20)]], "#1d2c30", 4, 0.4
        )
    # The near quay with its railing and bicycles.
    rd.strip(sp, -40, 40, 5, 12.4, "#9a7f70")
    rd.cobbles(sp, -10, 10, 8.6, 12.2, "#7f665a", "#b39a88", 0.34, 0.6)
    rail = sp.front(-12, 12, 12.2)
    for v in (0.55, 1.02):
        rail.rect(0, v, 24, v + 0.06, "#2f3a38")
    for i in range(13):
        rail.rect(i * 2, 0, i * 2 + 0.09, 1.12, "#2f3a38")
        rail.oval(i * 2 + 0.045, 1.18, 0.09, 0.09, "#2f3a38")
    for x, c, d in (
        (-5.6, "#2b2f36", 1),
        (-4.3, "#7a2f2a", -1),
        (-3.3, "#25485e", 1),
        (2.2, "#2b2f36", 1),
        (3.5, "#c9a23a", -1),
    ):
        tf.bike(sp, x, 11.8, "#24272d", d, c)
    for x in (-5.6, 1.4, 2.9):
        nt.pot(sp, x, 12.15, flowers="#d8486a", high=0.55, y=0.72, pot_colour="#4a5a52")
    rd.post_sign(sp, 5.9, 11.95, "Prinsengracht", 2.3, 0.44, 2.0, "#1f4b9a", "#ffffff", "bold", edge="#ffffff")
    rd.lamp(sp, -6.9, 11.7, "classic", 4.4, "#2f3a38")
    rd.lamp(sp, 7.3, 11.7, "classic", 4.4, "#2f3a38")
    pp.birds(sp, [(420, 110), (450, 98), (475, 118)])
    return sp.finish()


def stepped_gable(w, width, high, body, trim, kind="step", rise=3.4):
    """Amsterdam's crowns: step, neck, bell or spout."""
    mid, h = width / 2, high
    if kind == "step":
        pts, n = [(0, h)], 5
        for i in range(n):
            pts += [(mid * i / n, h + rise * (i + 1) / n), (mid * (i + 1) / n, h + rise * (i + 1) / n)]
        pts = pts + [(width - u, v) for u, v in pts[::-1]]
    elif kind == "neck":
        k = width * 0.22
        pts = [
            (0, h),
            (0.1, h + 0.8),
            (mid - k, h + 1.0),
            (mid - k, h + rise * 0.9),
            (mid - k * 1.25, h + rise * 0.9),
            (mid, h + rise * 1.15),
            (mid + k * 1.25, h + rise * 0.9),
            (mid + k, h + rise * 0.9),
            (mid + k, h + 1.0),
            (width - 0.1, h + 0.8),
            (width, h),
        ]
    elif kind == "bell":
        pts = [(0, h)] + [
            (mid * (t**1.4) * 0.72 + mid * 0.02, h + rise * (1 - math.cos(math.pi * t)) / 2)
            for t in [i / 10 for i in range(11)]
        ]
        pts = pts + [(width - u, v) for u, v in pts[::-1]]
    else:
        pts = [
            (0, h),
            (mid - 0.7, h + rise),
            (mid - 0.7, h + rise + 0.5),
            (mid + 0.7, h + rise + 0.5),
            (mid + 0.7, h + rise),
            (width, h),
        ]
    grown = [(mid + (u - mid) * 1.06, h + (v - h) * 1.05) for u, v in pts]
    w.poly(grown, trim)
    w.poly(pts, body)
    fc.window(w, mid - 0.5, h + 0.5, mid + 0.5, h + 1.9, "sash", trim)
    # The hoist beam every canal house has.
    w.slab(mid - 0.08, h + rise * 0.72, mid + 0.08, h + rise * 0.72 + 0.16, 0.9, "#4a3a30")
    w.sp.line([w.to(mid, h + rise * 0.72, 0.8), w.to(mid, h + rise * 0.72 - 0.7, 0.8)], "#3a3a3a", 0.6)
