"""Avenue Mohammed V, Marrakesh: red walls, snow on the Atlas."""
import math
import random

from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def marrakesh(s):
    sp = Space(
        83,
        s=s,
        cx=490,
        hy=432,
        f=760,
        eye=2.2,
        sun=(0.75, 0.5, -0.25),
        lit=(1.08, 0.99, 0.86),
        shade=(0.66, 0.6, 0.74),
        haze="#f2cfb0",
        far=200,
    )
    sk.sky(sp, [(0, "#5f93c0"), (0.45, "#a9c3cf"), (0.8, "#f3cfa8"), (1, "#f7c79a")])
    sk.streaks(sp, 60, 220, "#fbe3cc", 7, 0.55)
    sk.hills(sp, 428, 215, "#8f93b4", "#e0b8a4", seed=6, snow="#f4f1f2", rough=0.75)
    sk.hills(sp, 440, 36, "#b98a74", "#dfae8a", seed=9)
    w = sp.front(-4, -3, 150)
    koutoubia(w, "#d7a078")
    rd.street(sp, 4.6, 240, "#a39184", "#c99a7c", "#e0bfa0", high=0.12)
    rd.dashes(sp, 0, 5, 120)
    body = ["#d08a68", "#c97c5c", "#d99a76", "#c4765a", "#dba27e"]
    names = [
        ("مطعم جامع الفنا", "#2f6f6a"),
        ("عطارة الأطلس", "#7b2f2a"),
        ("زرابي وجلد", "#27507a"),
        ("مقهى فرنسا", "#8a5a1f"),
    ]

    def house(w, width, k, i):
        c = body[k % 5]
        high = fc.front(
            w,
            width,
            floors=[1, 2, 1, 2][k % 4],
            gh=4.6,
            fh=3.2,
            body=c,
            trim=scale(c, 1.08),
            bays=max(2, int(width / 3.6)),
            win="point",
            ratio=(0.3, 0.6),
            frame="#f0dcc0",
            glass="#3f5f6a",
            cap=None,
            band=False,
            sill=False,
        )
        w.slab(0, high, width, high + 0.5, 0.1, c)
        for j in range(int(width / 1.1)):
            w.slab(j * 1.1 + 0.2, high + 0.5, j * 1.1 + 0.8, high + 1.1, 0.1, c)
        if k % 2:
            mid = width * 0.5
            w.arch(mid - 1.9, 0, mid + 1.9, 4.1, "#f0dcc0", point=True)
            w.arch(mid - 1.5, 0, mid + 1.5, 3.7, "#7a5236", point=True)
            w.line([(mid, 0), (mid, 3.7)], "#5a3a24", 0.06)
            for a in (-0.8, 0.8):
                for v in (0.8, 1.5, 2.2):
                    w.oval(mid + a, v, 0.1, 0.1, "#d9b45a", n=8)
            for a in (0.12, 0.72):
                w.rect(width * a, 1.0, width * a + 1.4, 2.8, "#2f6f6a")
                w.rect(width * a + 0.15, 1.15, width * a + 1.25, 2.65, "#3f8a84")
        else:
            name, board = names[(k // 2) % 4]
            fc.shop(
                w,
                0.5,
                width - 0.5,
                3.8,
                name,
                "arabic",
                board,
                "#fbeecb",
                canopy=("#3f8a84", "#efdcb8") if k % 4 == 0 else ("#b5483f", "#efdcb8"),
                glass="#3d302c",
            )
            for j in range(int(width / 0.9)):
                u = 0.8 + j * 0.9
                col = ["#c8553f", "#e0a83a", "#3f6f94", "#7a4a6a", "#2f7a5a"][(j + k) % 5]
                w.slab(u, 0.0, u + 0.66, 0.45 + 0.1 * (j % 3), 0.8, "#8a5f3f", top=col)
                w.poly([(u + 0.02, 0.45), (u + 0.33, 0.95), (u + 0.64, 0.45)], col, w=0.5)

    fc.canyon(sp, 8.2, [7.4, 18, 29, 41, 54, 70, 90], house)
    sp.shadow([(4.4, 2), (8.2, 2), (8.2, 90), (5.2, 90)], 0.24, 3)
    for x, z, h in (
        (-6.2, 24, 8.5),
        (6.3, 33, 9.5),
        (-6.3, 47, 9),
        (6.3, 60, 9.5),
        (-6.3, 76, 9),
        (6, 100, 9),
        (-6, 120, 9),
    ):
        sp.put(z, nt.palm, x, z, h, 2.6)
    for x, z in ((6.4, 19), (-6.4, 36)):
        sp.put(z, nt.tree, x, z, 4.4, 3.2, ("#35552f", "#4f7a3f", "#7a9a4a"))

    def oranges(sp, x, z):
        rng = random.Random(4)
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        for _ in range(16):
            a, d = rng.uniform(0, math.tau), rng.uniform(0.2, 1.2)
            sp.oval(px + math.cos(a) * d * u, py - 2.9 * u + math.sin(a) * d * 0.9 * u, 0.09 * u, 0.09 * u, "#f09a2e")

    sp.put(18.9, oranges, 6.4, 19)
    sp.put(35.9, oranges, -6.4, 36)

    def carriage(sp):
        b = tf.Body(sp, 1.6, 26, tf.AWAY)
        b.shade(2.4, 0.8)
        b.wheel(0.4, 0.85, 0.62, "#c8453b")
        b.wheel(1.9, 0.85, 0.5, "#c8453b")
        b.hull((0.1, 2.2, 0.7), (0, 2.3, 1.35), 0.7, 0.8, ("#2f5a44", "#2f5a44", "#5a3a2a"))
        b.hull((0.0, 1.1, 1.35), (0.1, 0.9, 2.35), 0.8, 0.7, ("#23262c", "#23262c", "#2e3238"))
        tf.plate(b, b.wall("tail", 2.4, 0.8), "كوتشي 128", "#e8c25a", "#1b1d28", 0.85, 0.5, 0.2)

    sp.put(26, carriage)
    sp.put(40, tf.car, -2.4, 42, tf.HERE, "#d9c08a", "hatch", "", roof_sign=("TAXI", "#f5d34a", "#1b1d28"))
    sp.put(
        16,
        tf.car,
        2.9,
        15,
        tf.AWAY,
        "#d9c08a",
        "hatch",
        "48213 | أ | 26",
        "#f4f2ea",
        "#1b1d28",
        roof_sign=("TAXI", "#f5d34a", "#1b1d28"),
    )
    pp.walk(
        sp,
        [
            (-5.4, 11.5, "#e8dcc4", dict(robe=True, skin=2)),
            (-4.8, 12, "#3f6f94", dict(robe=True, skin=1)),
            (5.6, 12.8, "#8a4a5a", dict(robe=True, skin=2)),
            (5.5, 24, "#d9a441", dict(skin=0, hat="#efe0c0")),
            (-5.5, 30, "#5a6a4a", dict(robe=True, skin=2)),
            (5.4, 44, "#b5483f", dict(robe=True, skin=3)),
            (-0.4, 60, "#3f5266", {}),
        ],
    )
    sp.put(
        10.6,
        rd.post_sign,
        -5.0,
        10.8,
        "شارع محمد الخامس",
        2.3,
        0.46,
        2.95,
        "#a8372f",
        "#ffffff",
        "arabic",
        edge="#ffffff",
    )
    sp.put(10.5, rd.post_sign, -5.0, 10.75, "Avenue Mohammed V", 2.3, 0.42, 2.5, "#a8372f", "#ffffff", "bold")
    sp.draw_queue()
    pp.birds(sp, [(300, 170), (325, 160), (700, 130), (722, 146)])
    return sp.finish(tint="#fbd2a6")


def koutoubia(w, c="#d59a6c"):
    w.rect(-6.5, 0, 6.5, 54, c)
    w.rect(2, 0, 6.5, 54, scale(c, 0.84))
    for v, n in ((8, 1), (20, 2), (32, 2)):
        for i in range(n):
            u = -4.6 + i * 4.4 if n == 2 else -2.4
            w.arch(u, v, u + 3, v + 7, scale(c, 0.5), point=True)
    for i in range(5):
        w.arch(-6 + i * 2.45, 42, -4 + i * 2.45, 48, scale(c, 0.62))
    w.rect(-6.5, 50, 6.5, 53, "#3f9a94")
    for i in range(6):
        w.poly([(-6.6 + i * 2.25, 54), (-5.6 + i * 2.25, 56.4), (-4.6 + i * 2.25, 54)], c)
    w.rect(-3.2, 54, 3.2, 66, c)
    w.rect(1, 54, 3.2, 66, scale(c, 0.84))
    w.arch(-1.4, 56, 1, 63, scale(c, 0.5))
    w.poly(lm.arc(0, 66, 3, 4, 0, math.pi), scale(c, 1.05))
    w.line([(0, 70), (0, 77)], "#d9b45a", 0.35)
    for v, r in ((71, 0.9), (73.2, 0.7), (75, 0.5)):
        w.oval(0, v, r, r, "#e0bc5c")
