"""The SP146 near San Quirico d'Orcia: cypresses on a white road."""
import math
import random

from .. import nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def val_dorcia(s):
    sp = Space(
        181,
        s=s,
        cx=430,
        hy=380,
        f=760,
        eye=2.4,
        sun=(-0.75, 0.42, -0.25),
        lit=(1.1, 1.0, 0.82),
        shade=(0.66, 0.64, 0.76),
        haze="#f0d8b4",
        far=420,
    )
    sk.sky(sp, [(0, "#6fa0cc"), (0.5, "#b9cfd8"), (0.85, "#f7dcae"), (1, "#fbd99a")])
    sk.cloud(sp, 250, 120, 330, "#fff4e2", "#c9bcc8", 0.9, 2)
    sk.cloud(sp, 760, 90, 300, "#fff1dc", "#cdbcc6", 0.9, 5)
    sk.streaks(sp, 180, 320, "#fff0d8", 6, 0.5)
    sk.hills(sp, 380, 84, "#9fa8bc", "#d8ccc4", seed=3, rough=0.6)
    sk.hills(sp, 392, 50, "#a9ae9a", "#dcd0ac", seed=6, rough=0.5)
    waves = [
        (398, "#c9b873", 20, 0.0),
        (414, "#a9ae62", 26, 1.4),
        (438, "#d8bf74", 30, 2.6),
        (470, "#9fae5e", 36, 4.1),
        (520, "#c9b268", 44, 5.3),
    ]

    def crest(y, amp, ph, x):
        return y - amp * (0.5 + 0.5 * math.sin(x / 210 + ph)) - amp * 0.3 * math.sin(x / 90 + ph * 2)

    rng = random.Random(5)
    for j, (y, c, amp, ph) in enumerate(waves):
        pts = [(x, crest(y, amp, ph, x)) for x in range(-10, 981, 15)]
        sp.gradient(
            [(0, mix(c, "#fff0c0", 0.25)), (0.4, c), (1, scale(c, 0.82))],
            pts=pts + [(980, 720), (-10, 720)],
            p0=(0, y - amp),
            p1=(0, y + 110),
        )
        for q in range(9):
            d = 5 + q * 7 * (1 + j * 0.3)
            sp.line(
                [(x, crest(y, amp, ph, x) + d + 3 * math.sin(x / 60 + q)) for x in range(-10, 981, 20)],
                scale(c, 0.88),
                0.7,
                0.45,
            )
        if j == 1:
            # A farm on its knoll, cypresses about it.
            bx, by = 640, crest(y, amp, ph, 640) + 3
            for dx, h in ((-34, 34), (-26, 40), (-18, 36), (44, 38), (52, 44), (60, 36), (68, 30)):
                sp.poly([(bx + dx - 4, by), (bx + dx, by - h), (bx + dx + 4, by)], "#4a5f42")
                sp.poly([(bx + dx - 4, by), (bx + dx, by - h), (bx + dx - 1, by)], "#77864e", 0.7)
            sp.rect(bx - 10, by - 22, bx + 34, by, "#e3c08e")
            sp.poly([(bx - 13, by - 21), (bx - 4, by - 30), (bx + 28, by - 30), (bx + 37, by - 21)], "#b5653f")
            sp.rect(bx + 12, by - 36, bx + 26, by - 22, "#d8b07c")
            sp.poly([(bx + 10, by - 35), (bx + 19, by - 42), (bx + 28, by - 35)], "#a8583a")
            for a in (-4, 6, 28):
                sp.rect(bx + a, by - 15, bx + a + 4, by - 9, "#6a5a50")
            # The chapel of Vitaleta.
            cx, cy = 300, crest(y, amp, ph, 300) + 2
            sp.rect(cx - 7, cy - 16, cx + 7, cy, "#e8d2a8")
            sp.poly([(cx - 9, cy - 15), (cx, cy - 22), (cx + 9, cy - 15)], "#c99a70")
            sp.rect(cx - 1.6, cy - 28, cx + 1.6, cy - 19, "#e8d2a8")
            sp.rect(cx - 2, cy - 8, cx + 2, cy, "#6a4a3a")
            for dx in (-14, 14, 19):
                sp.poly([(cx + dx - 3, cy), (cx + dx, cy - 26), (cx + dx + 3, cy)], "#4a5f42")
        if j in (2, 3):
            for q in range(26):
                x = rng.uniform(0, 960)
                yy = crest(y, amp, ph, x) + rng.uniform(6, 26)
                nt.foliage(
                    sp,
                    x,
                    yy,
                    rng.uniform(4, 7) * (1 + 0.4 * j),
                    rng.uniform(3, 5) * (1 + 0.4 * j),
                    ("#66744a", "#88945c", "#b5b878"),
                    60,
                    rng,
                    12,
                    0.35,
                )
    # The white road bends into the picture between cypresses.
    path = lambda z: 7.0 * math.sin(z / 26.0) * min(1, z / 30)
    zs = [1.4 + 88 * (i / 60) ** 1.7 for i in range(61)]
    verge_l = [sp.to(path(z) - 4.2, 0, z) for z in zs]
    verge_r = [sp.to(path(z) + 4.2, 0, z) for z in zs]
    sp.poly(verge_l + verge_r[::-1], "#a9a25c")
    sp.gradient(
        [(0, "#efe0bc"), (1, "#d9c79e")],
        pts=[sp.to(path(z) - 2.6, 0, z) for z in zs] + [sp.to(path(z) + 2.6, 0, z) for z in zs][::-1],
        p0=(0, 400),
        p1=(0, 720),
    )
    for d in (-0.9, 0.9):
        sp.poly(
            [sp.to(path(z) + d - 0.3, 0, z) for z in zs] + [sp.to(path(z) + d + 0.3, 0, z) for z in zs][::-1],
            "#c4ae84",
            0.5,
        )
    for z in (16, 20.5, 25.5, 31, 37, 44, 52, 61, 71, 82):
        for k in (-1, 1):
            sp.put(z, nt.cypress, path(z) + k * 4.0, z, 6.4 + (z * 7 % 3) * 0.5, 1.3)

    def bars(sp):
        for z in (8, 12, 16, 20.5, 25.5, 31, 37):
            sp.soft(
                [
                    [
                        sp.to(path(z) - 4, 0, z),
                        sp.to(path(z) - 4, 0, z + 0.9),
                        sp.to(path(z) + 3, 0, z + 0.2),
                        sp.to(path(z) + 3, 0, z - 0.4),
                    ]
                ],
                "#4a4a5a",
                2,
                0.28,
            )

    sp.put(300, bars)

    def poppies(sp):
        for _ in range(150):
            z = 4.6 + 22 * rng.random() ** 1.5
            x = path(z) + rng.choice((-1, 1)) * rng.uniform(3.0, 4.2 + z * 0.25)
            px, py = sp.to(x, 0, z)
            u = sp.unit(z)
            sp.line([(px, py), (px + 0.02 * u, py - 0.34 * u)], "#7a8448", 0.02 * u)
            sp.oval(
                px + 0.02 * u,
                py - 0.36 * u,
                0.07 * u,
                0.055 * u,
                rng.choice(["#d8402e", "#e8543a", "#d8402e", "#f4e6c0"]),
            )

    sp.put(290, poppies)
    sp.put(27, tf.car, path(27) + 0.4, 26, tf.AWAY, "#c8352f", "mini", "SI 4471 KD", "#f4f2ea", "#1b1d28", "#2b4ea0")
    sp.put(13.4, tf.bike, path(13) - 1.6, 13.2, "#2f3a48", 1, "#2f6f8a")
    sp.put(13.3, pp.person, path(13) - 2.4, 13.3, "#e8e2d2", skin=1, hat="#e2cf9a")
    sp.put(9.5, rd.post_sign, 2.9, 9.7, "PIENZA 9", 1.5, 0.4, 2.4, "#f4f2ea", "#1b1d28", "bold", edge="#1b1d28")
    sp.put(9.4, rd.post_sign, 2.9, 9.65, "PODERE VITALETA", 1.5, 0.34, 1.98, "#7a4a2c", "#ffffff", "bold")
    sp.put(9.3, rd.post_sign, 2.9, 9.6, "SP 146", 1.0, 0.3, 1.62, "#1f4f9a", "#ffffff", "bold")
    sp.draw_queue()
    pp.birds(sp, [(520, 200), (545, 190), (566, 208)])
    return sp.finish(tint="#ffdca0")
