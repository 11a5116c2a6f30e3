"""Kabukicho, Tokyo: neon in the rain."""
import random

from .. import facade as fc, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def tokyo(s):
    sp = Space(
        11,
        s=s,
        cx=500,
        hy=430,
        f=700,
        eye=1.8,
        sun=(0.1, 0.9, -0.4),
        lit=(0.5, 0.48, 0.66),
        shade=(0.26, 0.27, 0.46),
        haze="#3a2c5e",
        far=120,
        night=True,
    )
    neon = ["#ff4f7b", "#36d1dc", "#ffd23f", "#7cff6b", "#ff8a3d", "#c56bff", "#f4f4ff", "#ff3b3b"]
    words = ["居酒屋", "カラオケ館", "焼肉", "ラーメン", "寿司", "喫茶", "薬", "麻雀", "串カツ", "酒場", "歌舞伎町", "天ぷら", "ビデオ", "珈琲", "鳥貴", "漫画"]

    def walls():
        rng = random.Random(4)
        for side in ("left", "right"):
            edges = [6, 12, 18.5, 25, 33, 42, 53, 68, 90, 120]
            for i in range(len(edges) - 2, -1, -1):
                z0, z1 = edges[i], edges[i + 1]
                width = z1 - z0
                w = sp.left(6.2, z0, z1) if side == "left" else sp.right(6.2, z0, z1)
                floors = rng.randint(5, 9)
                body = rng.choice(["#4a4a66", "#57506a", "#3f4a63", "#5d5566", "#46435c"])
                sp.rng.seed(i * 7 + (side == "left"))
                high = fc.front(
                    w,
                    width,
                    floors=floors,
                    gh=4,
                    fh=3.0,
                    body=body,
                    trim=scale(body, 1.25),
                    bays=max(2, int(width / 2.2)),
                    win="plain",
                    ratio=(0.66, 0.5),
                    lit=["#ffe2a0", "#bfe6ff", "#ffc98a", "#fff1cf"],
                    lit_share=0.5,
                    band=False,
                    sill=False,
                    cap="parapet",
                    glass="#2a3350",
                )
                c = rng.choice(neon)
                fc.shop(
                    w,
                    0.2,
                    width - 0.2,
                    3.9,
                    rng.choice(words),
                    "jp",
                    mix(c, "#200818", 0.55),
                    "#fff6e0",
                    lit=rng.choice(["#ffdf9e", "#ffeec8", "#d9f1ff"]),
                    emit=1.0,
                )
                # A column of boards that stands out over the street, one per floor, as the buildings of Kabukicho carry it.
                near = 0.25 if side == "left" else width - 0.25
                px, _, zz = w.at(near, 0)
                for f in range(floors - 1):
                    v = 4.5 + f * 2.0
                    if v + 1.8 > high:
                        break
                    c = rng.choice(neon)
                    b = sp.front(
                        min(px, px + (1.5 if side == "left" else -1.5)),
                        max(px, px + (1.5 if side == "left" else -1.5)),
                        zz - 0.1,
                    )
                    light = rng.random() < 0.5
                    b.sign(
                        0.05,
                        v,
                        1.45,
                        v + 1.8,
                        "|" + rng.choice([x for x in words if len(x) < 4]),
                        "jp",
                        "#fffaf0" if not light else mix(c, "#000", 0.35),
                        mix(c, "#000", 0.15) if not light else "#fff3e0",
                        0.0,
                        emit=0.8,
                        fit=0.86,
                    )
                u0 = width * 0.2
                c = rng.choice(neon)
                w.sign(
                    u0,
                    high * 0.62,
                    width * 0.8,
                    high * 0.62 + 1.9,
                    rng.choice(words),
                    "jp",
                    "#ffffff",
                    mix(c, "#100010", 0.25),
                    0.3,
                    emit=0.9,
                    edge="#fff6e0",
                )

    sk.sky(sp, [(0, "#141638"), (0.5, "#33265c"), (0.85, "#7a3f7c"), (1, "#d0628a")])
    rd.street(sp, 3.2, 200, "#4a4860", "#6a6478", "#807a90", high=0.1)
    area = [sp.to(-6.2, 0, 120), sp.to(6.2, 0, 120), (960, 720), (0, 720)]
    sp.reflect(walls, area, 0.62, 9)
    rd.zebra(sp, -3.2, 3.2, 8.0, 11.5, "#d8d4ea", 9, 0.75)
    rd.solid(sp, -0.0, 13, 80, "#d8d4ea", 0.14, 0.7)
    walls()
    # The red gate of the first street.
    sp.box(-5.6, -5.1, 0, 6.8, 29.6, 30.1, "#8f2436")
    sp.box(5.1, 5.6, 0, 6.8, 29.6, 30.1, "#8f2436")
    gate = sp.front(-5.9, 5.9, 29.5)
    gate.slab(0, 6.5, 11.8, 9.3, 0.6, "#b3203a", emit=0.55)
    gate.sign(0.5, 7.0, 11.3, 9.1, "歌舞伎町一番街", "jp", "#fff8e6", None, 0.62, emit=1.0, fit=0.92)
    for i in range(24):
        u = 0.25 + i * 0.49
        for v in (6.65, 9.16):
            gate.oval(u, v, 0.09, 0.09, "#ffe9a8", 0.63, emit=1)
    coats = ["#2e3350", "#503a58", "#3d4d66", "#6a4a5a", "#8a8aa0"]
    pp.crowd(sp, 14, -3, 3, 14, 60, coats, 3, skins=(0, 1), shadow=False)
    sp.put(9.2, pp.person, -1.5, 9.2, "#39405f", "#22263a", 0, high=1.7, umbrella="#e8eef8", shadow=False)
    sp.put(9.8, pp.person, 1.4, 9.8, "#a34a5e", "#22263a", 0, high=1.62, umbrella="#e05a6d", shadow=False, dress=True)
    sp.put(11.5, pp.person, 2.4, 11.5, "#d8d4e4", "#22263a", 0, high=1.72, umbrella="#3fb6c4", shadow=False)
    sp.put(
        22,
        tf.car,
        -2.0,
        24,
        tf.HERE,
        "#2b2f3c",
        "sedan",
        "新宿 500\nあ 20-46",
        "#3b9a58",
        "#fff",
        lights=True,
        roof_sign=("TAXI", "#ffe08a", "#1b1d28"),
    )
    sp.draw_queue()
    sk.rain(sp, 260, "#cfd6ff", 0.2)
    return sp.finish(bloom=1.15, vignette=0.2)
