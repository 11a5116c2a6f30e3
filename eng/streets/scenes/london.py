"""Parliament Street, London: rain, and red buses in it."""
import math

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def london(s):
    sp = Space(
        163,
        s=s,
        cx=470,
        hy=424,
        f=740,
        eye=2.1,
        sun=(0.2, 0.9, -0.3),
        lit=(0.74, 0.76, 0.9),
        shade=(0.5, 0.53, 0.7),
        haze="#9fa8bc",
        far=150,
        night=True,
    )
    sk.sky(sp, [(0, "#46557c"), (0.5, "#7f8aa8"), (0.85, "#c0b4b8"), (1, "#dfc0a8")])
    for x, y, wd in ((150, 110, 420), (560, 80, 460), (880, 170, 380), (380, 200, 300)):
        sk.cloud(sp, x, y, wd, "#8f98b2", "#5f6c8c", 0.6, int(x))
    w = sp.front(11, 12, 178)

    def background():
        parliament(w, 8, 90, "#b09a78", 22)
        big_ben(w, "#d6b888", "#fff3cf")

    background()
    rd.street(sp, 5.6, 150, "#5f6478", "#84869a", "#a0a2b2")

    def walls():
        for side in ("left", "right"):
            edges = [8, 20, 33, 47, 63, 82] if side == "left" else [8, 19, 31, 44, 58]
            for i in range(len(edges) - 2, -1, -1):
                z0, z1 = edges[i], edges[i + 1]
                ww = sp.left(10.2, z0, z1) if side == "left" else sp.right(10.6, z0, z1)
                sp.rng.seed(i * 3 + (side == "left"))
                k = i + (side == "left")
                c = ["#e0d6c0", "#c9b696", "#d8cdb6"][k % 3]
                fc.front(
                    ww,
                    z1 - z0,
                    floors=[3, 4, 3][k % 3],
                    gh=4.6,
                    fh=3.7,
                    body=c,
                    trim="#f4ecdc",
                    bays=max(3, int((z1 - z0) / 2.9)),
                    win=["sash", "arch"][k % 2],
                    ratio=(0.4, 0.62),
                    frame="#f6f0e2",
                    glass="#44506a",
                    lit=["#ffdf9a", "#ffd080"],
                    lit_share=0.4,
                    quoins=True,
                    balconies=(0,) if k % 2 else (),
                    top_win="sash",
                )
                fc.shop(
                    ww,
                    0.6,
                    z1 - z0 - 0.6,
                    4.1,
                    ["THE RED LION", "Whitehall Books", "TEA & SCONES", "ST STEPHEN'S TAVERN"][k % 4],
                    ["display", "script", "bold", "display"][k % 4],
                    ["#2a2f3a", "#1f4a3a", "#6a2430", "#1f2f5a"][k % 4],
                    "#ffe0a0",
                    lit="#ffcf80",
                    emit=0.3,
                )

    area = [sp.to(-10, 0, 120), sp.to(10, 0, 120), (960, 720), (0, 720)]

    def both():
        background()
        walls()

    sp.reflect(both, area, 0.42, 8)
    walls()
    rd.solid(sp, 5.2, 2, 80, "#e8c23a", 0.1, 0.8)
    rd.solid(sp, 4.95, 2, 80, "#e8c23a", 0.1, 0.8)
    rd.solid(sp, -5.2, 2, 80, "#e8c23a", 0.1, 0.8)
    rd.dashes(sp, 0, 4, 100, "#e9e9ef", 0.14, 2.4, 4.6)
    for i in range(18):
        x = -5.5 + i * 0.64
        if abs(x) < 5.5:
            rd.strip(sp, x, x + 0.32, 8.4, 10.6, "#d9dce8") if i % 2 == 0 else None
    for x, z in ((-6.4, 17), (6.5, 24), (-6.4, 38), (6.5, 50)):
        sp.put(z, rd.lamp, x, z, "globes", 4.8, "#23262e", "#ffe6b0")

    def ad(wl):
        wl.sign(2.4, 2.42, 7.8, 2.86, "MIND THE TRACES — A MUSICAL", "bold", "#ffe9b0", "#27305a", 0.02)

    bus = dict(L=10.2, H=4.4, half=1.27, low="#c8202c", deck=2.35, lit="#ffe8b4", lights=True)
    sp.put(
        17, tf.bus, -3.4, 17, tf.AWAY, text="LTZ 1159", bg="#f2c93a", fg="#1b1d28", route="11 FULHAM", sides=ad, **bus
    )
    sp.put(34, tf.bus, 3.0, 36, tf.HERE, text="LTZ 1042", route="24 PIMLICO", sides=ad, **bus)
    sp.put(
        17,
        tf.car,
        2.6,
        18,
        tf.HERE,
        "#22252d",
        "suv",
        "LK19 VWR",
        "#f4f2ea",
        lights=True,
        roof_sign=("TAXI", "#ffb84a", "#2a1a08"),
    )
    sp.put(60, tf.car, -1.6, 60, tf.AWAY, "#3a4660", "hatch", lights=True)
    pp.walk(
        sp,
        [
            (-2.3, 9.6, "#3a3f58", dict(skin=0, umbrella="#23262e")),
            (-1.2, 9.9, "#a33a4a", dict(skin=1, umbrella="#d8404a", dress=True)),
            (7.6, 11.4, "#5a6a4a", dict(skin=3, umbrella="#3f5f94")),
            (7.2, 18, "#c9a23a", dict(skin=0)),
            (-7.6, 13, "#4a3a5a", dict(skin=2, umbrella="#e6dfcf")),
            (-7.4, 22, "#3f5266", {}),
            (7.4, 30, "#7a4a4a", dict(umbrella="#2f6a6a")),
        ],
    )

    def booth(sp):
        px, py = sp.to(7.4, 0, 14.6)
        u = sp.unit(14.6)
        c = sp.light("#d8202c", (0, 0.4, -0.7))
        sp.rect(px - 0.48 * u, py - 2.4 * u, px + 0.48 * u, py, c)
        sp.poly(
            [
                (px + 0.5 * u * math.cos(math.pi * (1 - t / 10)), py - 2.4 * u - 0.16 * u * math.sin(math.pi * t / 10))
                for t in range(11)
            ],
            c,
        )
        sp.rect(px - 0.4 * u, py - 2.3 * u, px + 0.4 * u, py - 2.08 * u, "#fff3d0", emit=0.8)
        sp.letters(
            [
                (px - 0.38 * u, py - 2.3 * u),
                (px + 0.38 * u, py - 2.3 * u),
                (px + 0.38 * u, py - 2.08 * u),
                (px - 0.38 * u, py - 2.08 * u),
            ],
            "TELEPHONE",
            "bold",
            "#1b1d28",
            0.92,
        )
        for r in range(6):
            for q, (a, b) in enumerate(((-0.36, -0.22), (-0.18, 0.18), (0.22, 0.36))):
                sp.rect(
                    px + a * u, py - (1.95 - r * 0.3) * u, px + b * u, py - (1.72 - r * 0.3) * u, "#ffe3a8", emit=0.35
                )

    sp.put(14.6, booth)
    sp.put(
        10.4,
        rd.post_sign,
        -5.0,
        10.6,
        "PARLIAMENT STREET SW1\nCITY OF WESTMINSTER",
        2.3,
        0.6,
        2.3,
        "#f4f2ea",
        "#1b1d28",
        "bold",
        edge="#b3202c",
    )
    sp.put(30, nt.bare, -7.6, 30, 7.5)
    sp.put(44, nt.bare, 7.8, 44, 8)
    sp.draw_queue()
    sk.rain(sp, 520, "#e0e6f4", 0.3)
    return sp.finish(bloom=0.9, lift=0.84)


def big_ben(w, c="#c9ad7c", lit=None):
    dark = scale(c, 0.72)
    w.rect(-6, 0, 6, 62, c)
    w.rect(2.6, 0, 6, 62, scale(c, 0.82))
    for u in (-6, -2.2, 1.6, 5.2):
        w.rect(u, 0, u + 0.8, 62, mix(c, "#fff", 0.12))
    for v in range(4, 50, 6):
        for u in (-4.6, -0.8, 3):
            w.arch(u, v, u + 1.8, v + 4.6, dark, point=True)
    w.rect(-6.8, 50, 6.8, 64, c)
    w.rect(-6.8, 49, 6.8, 50.4, dark)
    w.rect(-6.8, 63, 6.8, 64.6, dark)
    w.oval(0, 57, 5.2, 5.2, "#2b3038")
    w.oval(0, 57, 4.6, 4.6, lit or "#f4efdf", emit=1.0 if lit else 0, n=40)
    for i in range(12):
        a = i * math.tau / 12
        w.line(
            [(4.3 * math.cos(a), 57 + 4.3 * math.sin(a)), (3.6 * math.cos(a), 57 + 3.6 * math.sin(a))], "#2b3038", 0.35
        )
    w.line([(0, 57), (-1.6, 59.2)], "#1b1d28", 0.5)
    w.line([(0, 57), (3.2, 59.0)], "#1b1d28", 0.36)
    w.rect(-5.4, 64.6, 5.4, 71, c)
    for i in range(6):
        w.arch(-5 + i * 1.75, 65, -3.8 + i * 1.75, 70, dark)
    roof = "#4f5a5c"
    w.poly([(-6, 71), (-3, 81), (3, 81), (6, 71)], roof)
    w.rect(-3.2, 81, 3.2, 84.5, c)
    w.poly([(-3.4, 84.5), (0, 96), (3.4, 84.5)], roof)
    for s in (-1, 1):
        w.poly([(s * 6.4 - 0.7, 64), (s * 6.4, 72), (s * 6.4 + 0.7, 64)], c)
    w.line([(0, 95), (0, 99)], "#d9b45a", 0.3)


def parliament(w, u0, u1, c="#b89c70", high=24):
    w.rect(u0, 0, u1, high, c)
    n = int((u1 - u0) / 4)
    for i in range(n):
        u = u0 + i * (u1 - u0) / n
        w.rect(u, 0, u + 0.7, high + 2, mix(c, "#fff", 0.1))
        w.poly([(u - 0.2, high + 2), (u + 0.35, high + 6), (u + 0.9, high + 2)], c)
        for v in (4, 11, 17):
            w.arch(u + 1.2, v, u + 3.2, v + 5, scale(c, 0.62), point=True)
