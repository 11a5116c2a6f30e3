"""Skólavörðustígur, Reykjavik: the painted street."""
import math
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def reykjavik(s):
    sp = Space(
        61,
        s=s,
        cx=470,
        hy=430,
        f=760,
        eye=2.3,
        sun=(0.6, 0.45, -0.5),
        lit=(1.05, 1.01, 0.95),
        shade=(0.66, 0.72, 0.86),
        haze="#d5e2ec",
        far=240,
    )
    sk.sky(sp, [(0, "#6aa3d0"), (0.55, "#b3d0e2"), (1, "#e9eee8")])
    sk.cloud(sp, 150, 150, 330, "#fdfdfb", "#b7c6d6")
    sk.cloud(sp, 790, 110, 380, "#fdfdfb", "#b7c6d6", seed=2)
    sk.cloud(sp, 560, 220, 220, "#f6f6f4", "#c5d0dc", seed=7)
    w = sp.front(0, 0 + 1, 165)
    w.y0 = 0
    hallgrim(w, "#cfc9bf")
    rd.street(sp, 3.6, 170, "#7d8188", "#b6b4ae", "#d2cec6")
    for i, c in enumerate(["#d8463f", "#ee8a3a", "#f3cf4a", "#57a65a", "#3f7fc4", "#7d57a8"]):
        a = -3.0 + i
        sp.gradient(
            [(0, sp.air(sp.light(c, (0, 1, 0)), 120)), (0.25, sp.light(c, (0, 1, 0))), (1, sp.light(c, (0, 1, 0)))],
            pts=[sp.to(a, 0, 160), sp.to(a + 1, 0, 160), sp.to(a + 1, 0, 1.5), sp.to(a, 0, 1.5)],
            p0=(0, 442),
            p1=(0, 720),
        )
    rng = random.Random(3)
    for _ in range(60):
        x, z = rng.uniform(-3, 3), 4 + 50 * rng.random() ** 2
        sp.ground([(x, z), (x + 0.4, z + 0.1), (x + 0.5, z + 0.5), (x + 0.1, z + 0.4)], "#7d8188", 0.16)
    bodies = ["#c8453b", "#3f6f94", "#e3c15a", "#f0ebe0", "#4f8a74", "#8fb4c8", "#d9774a", "#5a6a7a"]
    roofs = ["#35424e", "#a83a34", "#2f6b57", "#c8504a", "#3b4a58"]
    names = [
        ("KAFFI MOKKA", "bold"),
        ("Bókabúð", "script"),
        ("ÍSBÚÐIN", "bold"),
        ("Lopapeysur & ull", "script"),
        ("GALLERÍ", "display"),
        ("Bakarí", "script"),
        ("FISKUR", "bold"),
        ("Skólavörðubúð", "serif"),
    ]

    def house(w, width, k, i):
        body = bodies[k % 8]
        floors = 1 + (k % 3 != 0)
        high = fc.front(
            w,
            width,
            floors=floors,
            gh=3.5,
            fh=2.9,
            body=body,
            trim="#f5f2ea",
            bays=max(2, int(width / 3)),
            win="cross",
            ratio=(0.4, 0.6),
            frame="#f7f4ec",
            glass="#53697a",
            roof="pitched",
            roof_colour=roofs[k % 5],
            ridge=3.2,
            deep=8,
            band=False,
            lit=["#ffe2a6"],
            lit_share=0.15,
        )
        if w.px(0) > 9:
            for j in range(int(width / 0.3)):
                w.line([(j * 0.3, 3.6), (j * 0.3, high)], scale(body, 0.9), 0.04, a=0.55)
        w.slab(width * 0.7, high + 1.2, width * 0.7 + 0.8, high + 4.4, 0.7, "#e0dcd2", w=-3.2)
        name, face = names[k % 8]
        fc.shop(
            w,
            0.6,
            width - 0.6,
            3.2,
            name,
            face,
            scale(body, 0.62) if k % 2 else "#f3efe4",
            "#f8f4e6" if k % 2 else "#2c3440",
            wood=scale(body, 0.8),
            lit="#ffdfa6" if k % 3 == 0 else None,
        )

    fc.canyon(sp, 7.2, [7, 16, 25.5, 35, 46, 58, 72, 90, 112, 140], house, shift=3)
    sp.put(30, rd.lamp, -4.8, 24, "classic", 4.2, "#2c3038")
    sp.put(44, rd.lamp, 4.8, 44, "classic", 4.2, "#2c3038")
    for x, z in ((5.4, 31), (-5.5, 41), (5.4, 63)):
        sp.put(z, nt.birch, x, z, 5.5)
    for x, z, coat, kw in (
        (-1.3, 12, "#d9a441", dict(hat="#b5483f")),
        (-0.4, 12.4, "#3f6a8a", {}),
        (1.9, 17, "#b5483f", dict(bag="#e0c9a0")),
        (-2.2, 26, "#4a5a4a", {}),
        (0.7, 34, "#7a5a8a", {}),
        (2.2, 40, "#2f4a66", {}),
        (-5.6, 14, "#6a4f5e", {}),
        (5.4, 19, "#e0dccf", dict(skin=0)),
    ):
        sp.put(z, pp.person, x, z, coat, skin=kw.pop("skin", 0), hair="#b8894f", **kw)
    pp.crowd(sp, 9, -3.2, 3.2, 44, 95, ["#b5483f", "#3f5266", "#d9a441", "#4f8a74"], 2, skins=(0,))
    sp.put(
        10.8, rd.post_sign, 4.4, 10.8, "Skólavörðustígur", 2.1, 0.42, 2.7, "#f3f1ea", "#1b1d28", "bold", edge="#1b1d28"
    )
    sp.put(18.5, rd.post_sign, 4.6, 18.5, "", 0.9, 0.0, 2.4, "#2b62b0", "#fff", shape="round", edge="#c8352f")
    sp.put(21, tf.bike, -5.2, 19, "#2f3a48", 1, "#2f8a8a")
    sp.draw_queue()
    pp.birds(sp, [(300, 250), (326, 238), (640, 150), (662, 162)], "#ffffff")
    return sp.finish()


def hallgrim(w, c="#c9c4bd"):
    """Basalt columns that climb to a tower, as in Reykjavik."""
    shade = scale(c, 0.82)
    for i in range(13):
        u = 6.2 + i * 2.0
        v = 42 * math.exp(-i / 4.2) + 7
        for s in (-1, 1):
            a, b = sorted((s * u, s * (u + 1.75)))
            w.rect(a, 0, b, v, c if i % 2 else scale(c, 0.93))
            w.rect(b - 0.6, 0, b, v, shade)
    w.rect(-6.2, 0, 6.2, 58, c)
    w.rect(2.0, 0, 6.2, 58, shade)
    for s in (-1, 1):
        for k in range(3):
            a, b = sorted((s * (3.0 + k * 1.2), s * (4.1 + k * 1.2)))
            w.rect(a, 0, b, 60 - k * 7, c if s < 0 else shade)
    w.poly([(-4.6, 58), (-3.4, 64), (3.4, 64), (4.6, 58)], c)
    w.poly([(-3.4, 63), (0, 73), (3.4, 63)], shade)
    w.rect(-0.25, 72, 0.25, 78, "#8d8a86")
    w.rect(-1.4, 75.2, 1.4, 75.7, "#8d8a86")
    for v in (38, 46):
        for u in (-2.4, 0, 2.4):
            w.arch(u - 0.6, v, u + 0.6, v + 5, "#5d5f66", point=True)
    w.oval(0, 32, 2.2, 2.2, "#f2efe6")
    w.line([(0, 32), (0, 33.6)], "#3a3a40", 0.3)
    w.line([(0, 32), (1.2, 32)], "#3a3a40", 0.3)
    w.arch(-2.6, 0, 2.6, 11, "#5a4a40", point=True)
    w.arch(-1.4, 14, 1.4, 27, "#5d5f66", point=True)
