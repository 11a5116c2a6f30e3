"""Chiappini Street, Cape Town: Bo-Kaap under the tablecloth."""
import math
import random

from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def cape_town(s):
    sp = Space(
        71,
        s=s,
        cx=500,
        hy=430,
        f=760,
        eye=2.1,
        sun=(-0.6, 0.6, -0.5),
        lit=(1.06, 1.01, 0.94),
        shade=(0.64, 0.68, 0.84),
        haze="#cfe0ea",
        far=280,
    )
    sk.sky(sp, [(0, "#3c8ccf"), (0.55, "#8dc4e6"), (1, "#dcebee")])
    sk.cloud(sp, 150, 70, 180, seed=2)
    top = [
        (120, 262),
        (140, 214),
        (176, 196),
        (260, 188),
        (380, 192),
        (470, 184),
        (560, 190),
        (650, 186),
        (720, 194),
        (752, 214),
        (790, 252),
        (830, 262),
        (880, 236),
        (920, 250),
        (990, 330),
        (1000, 450),
        (-20, 450),
        (-20, 320),
        (40, 300),
        (80, 288),
    ]
    top = [(x, 450 - (450 - y) * 1.22) for x, y in top]
    sp.gradient(
        [(0, "#6f7f92"), (0.45, "#8a97a0"), (0.7, "#8fa18c"), (1, "#b9c6b0")], pts=top, p0=(0, 130), p1=(0, 440)
    )
    rng = random.Random(8)
    for _ in range(46):
        x = rng.uniform(150, 740)
        y, l = rng.uniform(146, 166), rng.uniform(36, 105)
        sp.poly(
            [(x, y), (x + rng.uniform(4, 14), y), (x + rng.uniform(-4, 8), y + l), (x - 3, y + l * 0.8)],
            rng.choice(["#5b6b80", "#9aa6ac", "#5b6b80"]),
            0.35,
        )
    # The tablecloth.
    puff = [
        [(x + r * math.cos(t / 16 * math.tau), y + r * 0.5 * math.sin(t / 16 * math.tau)) for t in range(16)]
        for x, y, r in [(rng.uniform(170, 730), rng.uniform(118, 140), rng.uniform(18, 44)) for _ in range(34)]
    ]
    sp.soft(puff, "#ffffff", 5, 0.93)
    sp.soft([[(x, y + 12) for x, y in p] for p in puff[:12]], "#e9f0f5", 8, 0.5)
    sk.hills(sp, 446, 70, "#6f8a62", "#a9b88e", seed=4)
    rd.street(sp, 3.5, 180, "#86868a", "#bdb4a6", "#d8d2c4")
    rd.cobbles(sp, -3.5, 3.5, 4.4, 30, "#707078", "#a0a0a2", 0.36, 0.55)
    bodies = [
        "#f08a3c",
        "#35a6a0",
        "#e8506e",
        "#f4cf4e",
        "#7b5fb0",
        "#6fbf5a",
        "#3f8fd0",
        "#f2a6b8",
        "#d8463f",
        "#a6d6c4",
    ]

    def house(w, width, k, i):
        body = bodies[k % 10]
        two = k % 4 == 2
        high = fc.front(
            w,
            width,
            floors=1 if two else 0,
            gh=4.2,
            fh=3.0,
            body=body,
            trim="#fbf8f0",
            bays=3,
            win="sash",
            ratio=(0.4, 0.6),
            frame="#fbf8f0",
            glass="#4a6070",
            cap=None,
            band=False,
            side=scale(body, 0.97),
        )
        w.slab(0, high, width, high + 0.7, 0.12, body)
        w.slab(-0.05, high + 0.7, width + 0.05, high + 0.9, 0.25, "#fbf8f0")
        w.slab(0, high - 0.15, width, high, 0.18, "#fbf8f0")
        if k % 3 == 0:
            mid = width / 2
            w.poly(
                [(mid - 1.6, high + 0.85), (mid - 1.0, high + 1.5), (mid + 1.0, high + 1.5), (mid + 1.6, high + 0.85)],
                body,
            )
        w.slab(width * 0.4, 0, width * 0.62, 0.5, 0.9, "#cfc8ba")
        w.slab(width * 0.43, 0.5, width * 0.59, 0.62, 0.5, "#cfc8ba")
        w.rect(width * 0.44 - 0.18, 0.55, width * 0.58 + 0.18, 3.3, "#fbf8f0")
        w.rect(width * 0.44, 0.55, width * 0.58, 2.6, ["#6a3a2a", "#2f4a5a", "#fbf8f0", "#35523f"][k % 4])
        w.rect(width * 0.44, 2.7, width * 0.58, 3.15, "#4a6070")
        for a in (0.1, 0.7):
            fc.window(
                w,
                width * a,
                1.2,
                width * (a + 0.19),
                3.1,
                "louvre" if k % 2 else "sash",
                "#fbf8f0",
                "#4a6070",
                shutter=["#2f5a4a", "#fbf8f0"][k % 2] if k % 2 else "#fff",
            )
        if i == 0:
            w.sign(
                width * 0.64,
                3.35,
                width * 0.9,
                3.75,
                "Chiappini Street",
                "bold",
                "#1b1d28",
                "#fbf8f0",
                0.04,
                edge="#1b1d28",
            )

    fc.canyon(sp, 6.2, [6.4, 14.5, 22.5, 31, 40, 50, 61, 74, 90, 110], house, shift=4)
    m = sp.front(-8.5, -7.5, 58)
    lm.minaret(m, 0, 13, "#f4f1e6", 1.0, 2, cap="#3f8a5a")
    sp.shadow([(-6.2, 2), (-2.6, 2), (-3.2, 110), (-6.2, 110)], 0.2, 3)
    sp.put(16, tf.car, -1.9, 15, tf.AWAY, "#efe9da", "classic", "CA 418-207", "#f4f2ea", "#1f3f8f")
    sp.put(34, tf.car, 2.3, 36, tf.HERE, "#3f7fa0", "hatch", "CA 77-518")
    sp.put(52, tf.car, -2.4, 52, tf.AWAY, "#c8453b", "mini")
    sp.put(26, tf.car, 2.9, 25, tf.HERE, "#f4cf4e", "mini", "CA 31-902")
    sp.put(31, nt.tree, -5.2, 31, 5.5, 3.8)
    sp.put(47, nt.cypress, 5.2, 47, 7.5, 1.4)
    sp.put(66, nt.tree, 5.3, 66, 6, 4)
    sp.put(44, nt.palm, -5.3, 44, 8, 2.2)
    for x, z, coat, kw in (
        (4.6, 11.4, "#f4f1e6", dict(robe=True, skin=3, hat=None)),
        (-4.7, 12.4, "#35a6a0", dict(dress=True, skin=2)),
        (4.5, 20, "#6a4f5e", dict(skin=3)),
        (-4.4, 23, "#d9a441", dict(skin=4)),
        (4.4, 33, "#3f5266", dict(skin=2)),
    ):
        sp.put(z, pp.person, x, z, coat, **kw)
    for x, z in ((5.6, 8.9), (-5.5, 9.5), (-5.5, 19.5), (5.6, 27)):
        sp.put(z, nt.pot, x, z, flowers=["#e8506e", "#f4cf4e"][int(z) % 2])
    sp.draw_queue()
    rd.cable(sp, (-6, 7.4, 8), (6, 7.2, 30), 0.6, "#4a4a52")
    return sp.finish()
