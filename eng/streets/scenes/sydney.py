"""Hickson Road, Sydney: dusk at the cove."""
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def sydney(s):
    sp = Space(
        89,
        s=s,
        cx=330,
        hy=392,
        f=740,
        eye=2.6,
        sun=(-0.75, 0.4, 0.1),
        lit=(1.05, 0.93, 0.86),
        shade=(0.52, 0.52, 0.7),
        haze="#e9b49a",
        far=260,
        haze_max=0.45,
        night=True,
    )
    sk.sky(sp, [(0, "#34477f"), (0.4, "#8079a8"), (0.72, "#e8a08c"), (1, "#fbcf96")])
    sk.streaks(sp, 50, 250, "#f2b5a0", 10, 0.6)
    sk.streaks(sp, 120, 300, "#ffe0b0", 6, 0.5, 4)
    far_w = sp.front(110, 111, 900)
    far_w.y0 = -2
    sk.skyline(sp, 394, "#8d7796", 6, 34, 0, 960, 5, windows="#ffd58a")
    lm_w = sp.front(-70, -69, 620)
    lm_w.y0 = -2
    harbour_bridge(lm_w, "#56516c")
    o = sp.front(150, 151, 262)
    o.y0 = -2
    # The last sun still reaches the shells.
    o.normal = (-0.8, 0.4, 0.1)
    opera_house(o, "#fbe3cc", "#b9867a")
    sp.level = -1.5
    area = [sp.to(3.6, -1.5, 262), (960, 394), (960, 720), sp.to(3.6, -1.5, 2)]
    sk.sea(sp, 394, 720, "#c98f94", "#4a4f7a", "#ffd9b0", 0.35, 190, x0=330)

    def across():
        opera_house(o, "#fbe3cc", "#b9867a")
        harbour_bridge(lm_w, "#56516c")

    sp.reflect(across, area, 0.42, 6)
    rng = random.Random(3)
    for _ in range(60):
        t = rng.random() ** 1.5
        y = 398 + 260 * t
        x = rng.uniform(420 + t * 150, 960)
        sp.poly(
            [(x, y), (x + 10 + 40 * t, y - 0.6 - t), (x + 20 + 80 * t, y), (x + 10 + 40 * t, y + 0.8 + t)],
            "#ffe3bd",
            0.3,
        )
    # A ferry in green and cream.
    f = sp.front(34, 52, 95, -1.5)
    f.poly([(0.5, 0), (17, 0), (18, 2.2), (0, 2.0)], "#2f6a4a")
    f.rect(0.8, 2.1, 17.2, 4.4, "#f2dfae")
    f.rect(2.5, 4.4, 15, 6.4, "#f2dfae")
    f.rect(7.6, 6.4, 9.6, 8.6, "#f2dfae")
    f.rect(7.6, 8, 9.6, 8.6, "#2f6a4a")
    for k in range(9):
        f.rect(1.6 + k * 1.7, 2.7, 2.7 + k * 1.7, 3.8, "#ffdf9a", emit=0.7)
        if 1 <= k <= 7:
            f.rect(1.6 + k * 1.7, 4.9, 2.7 + k * 1.7, 5.9, "#ffdf9a", emit=0.7)
    # The quay: road, promenade, stone edge.
    rd.strip(sp, -40, 3.6, 1.2, 300, "#a3948c")
    sp.face([(3.6, 0, 300), (3.6, 0, 1.2), (3.6, -1.5, 1.2), (3.6, -1.5, 300)], "#6a5a58", (1, 0, 0))
    rd.paving(sp, -1.5, 3.4, 3, 60, "#7a6c68", 1.1, 0.5)
    rd.strip(sp, -8.4, -2.2, 1.2, 300, "#6d6a74")
    rd.strip(sp, -2.3, -1.9, 1.2, 300, "#c9beb2")
    rd.dashes(sp, -5.3, 4, 120)
    names = [
        ("THE ROCKS CAFÉ", "display"),
        ("Campbell's Stores", "script"),
        ("HARBOUR BOOKS", "bold"),
        ("OYSTER BAR", "bold"),
    ]

    def store(w, width, k, i):
        body = ["#b58a64", "#a87a58", "#c29a72"][k % 3]
        fc.front(
            w,
            width,
            floors=2,
            gh=3.8,
            fh=3.3,
            body=body,
            trim=scale(body, 1.15),
            bays=max(2, int(width / 3)),
            win="arch",
            ratio=(0.42, 0.66),
            frame=scale(body, 1.2),
            glass="#4a5066",
            lit=["#ffdf9a", "#ffc97a"],
            lit_share=0.6,
            roof="pitched",
            roof_colour="#5a5560",
            ridge=2.6,
        )
        name, face = names[k % 4]
        fc.shop(
            w,
            0.6,
            width - 0.6,
            3.5,
            name,
            face,
            "#2f3a4a",
            "#ffe9c0",
            lit="#ffd28a",
            canopy=("#2f5a5a", "#e9dcc2") if k % 2 else None,
            emit=0.3,
        )

    fc.canyon(sp, 11.4, [8, 19, 31, 44, 58, 74, 92], store, ("left",))
    for z in (13, 27, 48):
        sp.put(z, rd.lamp, 3.0, z, "globes", 3.6, "#2c3038", "#fff0c4")
    rail = [(3.3, z) for z in range(4, 120, 2)]
    for v in (0.5, 0.95):
        sp.line([sp.to(3.3, v, 4), sp.to(3.3, v, 130)], "#33303c", 1.3)
    for x, z in rail:
        a, b = sp.to(x, 0, z), sp.to(x, 1.0, z)
        sp.line([a, b], "#33303c", max(0.5, 0.06 * sp.unit(z)))
    sp.put(17, tf.car, -7.9 + 1.2, 16, tf.AWAY, "#d8d4cc", "suv", "DKV 41B", "#f4d34a", "#1b1d28", lights=True)
    sp.put(34, tf.car, -3.7, 36, tf.HERE, "#394a66", "sedan", "BX 72 QC", "#f4d34a", lights=True)
    sp.put(
        60,
        tf.bus,
        -6.8,
        58,
        tf.AWAY,
        11,
        3.1,
        1.25,
        "#3f8fc4",
        "#e9e6de",
        lit="#ffe6b4",
        route="333 Circular Quay",
        lights=True,
        text="m/o 1872",
    )
    pp.walk(
        sp,
        [
            (0.3, 11.4, "#c8553f", dict(dress=True, skin=0, hair="#a8743f")),
            (1.0, 11.8, "#33486a", dict(skin=1)),
            (2.0, 20, "#e6d8bf", dict(skin=1)),
            (-0.6, 27, "#4f7a6a", {}),
            (1.4, 40, "#7a5a7a", {}),
            (0.2, 55, "#b5483f", {}),
        ],
    )
    sp.put(10.6, rd.post_sign, -1.5, 10.6, "HICKSON RD", 1.7, 0.4, 2.7, "#1f5a3f", "#ffffff", "bold", edge="#ffffff")
    sp.put(31, nt.tree, -9.3, 31, 6.5, 4.6)
    sp.put(48, nt.palm, -9.3, 48, 8, 2.4)
    sp.draw_queue()
    pp.birds(sp, [(640, 120), (668, 108), (690, 128), (520, 210)], "#3a3350")
    return sp.finish(bloom=0.8, lift=0.84)


def opera_house(w, c="#f4ead9", base="#b98a78"):
    w.rect(-52, 0, 62, 6, base)
    w.rect(-46, 6, 56, 11, scale(base, 0.9))

    def curve(p, q, r, n=14):
        return [
            tuple((1 - t) ** 2 * p[k] + 2 * t * (1 - t) * q[k] + t * t * r[k] for k in (0, 1))
            for t in [i / n for i in range(n + 1)]
        ]

    def shell(u, v, wide, high, flip=1, tone=1.0):
        """A sail: its tip leans over the open mouth, its back runs down in one curve."""
        tip, foot, heel = (u - flip * wide * 0.34, v + high), (u, v), (u + flip * wide, v)
        back = curve(tip, (u + flip * wide * 0.62, v + high * 0.98), heel)
        mouth = curve(tip, (u + flip * wide * 0.02, v + high * 0.62), foot)
        w.poly(back + [foot] + mouth[::-1][1:-1], scale(c, tone))
        inner = curve(tip, (u + flip * wide * 0.22, v + high * 0.66), (u + flip * wide * 0.16, v))
        w.poly(mouth + inner[::-1], scale(c, 0.5 * tone))
        for k in (0.3, 0.55, 0.78):
            w.line(
                curve(
                    tip,
                    (u + flip * wide * (0.62 * k + 0.08), v + high * (0.66 + 0.32 * k)),
                    (u + flip * wide * (k * 0.85 + 0.14), v),
                ),
                scale(c, 0.84 * tone),
                0.35,
            )

    for u, wide, high, flip, tone in (
        (34, 20, 20, 1, 0.86),
        (18, 26, 36, 1, 0.9),
        (0, 30, 48, 1, 0.94),
        (-8, 13, 20, -1, 0.86),
        (-16, 20, 30, 1, 0.97),
        (-30, 17, 22, 1, 1.0),
        (-34, 9, 12, -1, 0.9),
    ):
        shell(u, 10, wide, high, flip, tone)


def harbour_bridge(w, c="#5a6270", span=250, rise=92, deck=30):
    top = [(-span + 2 * span * t, deck - 4 + rise * (1 - (2 * t - 1) ** 2)) for t in [i / 40 for i in range(41)]]
    low = [(-span + 2 * span * t, deck - 26 + (rise + 4) * (1 - (2 * t - 1) ** 2)) for t in [i / 40 for i in range(41)]]
    w.line(top, c, 5)
    w.line(low, c, 5)
    for i in range(0, 40, 2):
        w.line([top[i], low[min(40, i + 2)]], c, 1.8)
        w.line([low[i], top[i]], c, 1.8)
        w.line([low[i], top[min(40, i + 2)]], c, 1.2)
    for i in range(4, 38, 2):
        if low[i][1] > deck:
            w.line([low[i], (low[i][0], deck)], c, 1.4)
    w.rect(-span * 1.9, deck - 4, span * 1.9, deck + 2, c)
    for s in (-1, 1):
        for k in (1.02, 1.16):
            u = s * span * k
            w.rect(u - 9, 0, u + 9, 62, "#c9b295")
            w.rect(u + 2, 0, u + 9, 62, "#a8937c")
            w.rect(u - 11, 60, u + 11, 65, "#c9b295")
