"""Scenes: Buenos Aires, Delhi, Bangkok, Mexico City, Athens, Prague, Seoul."""
import math
import random

from . import facade as fc, landmarks as lm, landmarks_more as lx, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from .colour import mix, scale
from .space import Space


def buenos_aires(s):
    sp = Space(113, s=s, cx=470, hy=430, f=740, eye=2.1, sun=(0.65, 0.6, -0.4), lit=(1.07, 1.02, 0.92), shade=(0.64, 0.67, 0.84), haze="#d6e4ea", far=150)
    sk.sky(sp, [(0, "#3f8fd2"), (0.55, "#95c9e6"), (1, "#eaf0e8")])
    sk.cloud(sp, 220, 110, 260, seed=2); sk.cloud(sp, 640, 150, 300, seed=5); sk.cloud(sp, 870, 80, 220, seed=8)
    sk.skyline(sp, 434, "#a9bac8", 16, 60, 330, 640, 3, light="#e6eef2")
    # The old transporter bridge over the Riachuelo.
    w = sp.front(2, 3, 190)
    for u in (-30, 26):
        w.rect(u, 0, u + 4, 46, "#5f6f80")
        for v in range(0, 44, 6):
            w.line([(u, v), (u + 4, v + 6)], "#8496a6", 0.5)
    w.rect(-36, 40, 36, 46, "#5f6f80")
    for i in range(12):
        w.line([(-36 + i * 6, 40), (-30 + i * 6, 46)], "#8496a6", 0.5); w.line([(-30 + i * 6, 40), (-36 + i * 6, 46)], "#8496a6", 0.5)
    w.line([(-10, 40), (-10, 8)], "#5f6f80", 0.4); w.line([(2, 40), (2, 8)], "#5f6f80", 0.4); w.rect(-12, 5, 4, 9, "#c8453b")
    rd.street(sp, 4.2, 110, "#a39a90", "#b9ac9c", "#cfc4b4", high=0.06)
    rd.cobbles(sp, -4.2, 4.2, 4.2, 40, "#837a74", "#c2b8ac", 0.4, 0.6)
    paint = ["#e8503f", "#2f7fc4", "#f4c63a", "#3f9a5a", "#ee8a3a", "#7d57a8", "#3fb0b0", "#e86a9a"]
    names = [("TANGO BAR", "display"), ("PARRILLA LA BOCA", "bold"), ("Artesanías", "script"), ("HELADOS", "bold"), ("El Caminito", "script"), ("ALMACÉN", "display")]

    def house(w, width, k, i):
        a, b, c = paint[k % 8], paint[(k + 3) % 8], paint[(k + 5) % 8]
        high = 7.6 + (k % 3) * 0.9
        fc.ends(w, width, high, 7, paint[(k + 2) % 8], ridge=0)
        w.rect(0, 0, width, 3.8, a)
        half = width * (0.5 + 0.08 * (k % 2))
        w.rect(0, 3.8, half, high, b); w.rect(half, 3.8, width, high, c)
        # Corrugated iron.
        if w.px(0) > 7:
            for j in range(int(width / 0.24)):
                base = b if j * 0.24 < half else c
                w.line([(j * 0.24, 3.8), (j * 0.24, high)], scale(base, 0.85), 0.05, a=0.8)
        w.slab(0, 3.7, width, 3.95, 0.25, c); w.slab(-0.05, high - 0.1, width + 0.05, high + 0.18, 0.4, a)
        n = max(2, int(width / 2.6))
        for j in range(n):
            mid = width * (j + 0.5) / n
            fc.window(w, mid - 0.5, 4.7, mid + 0.5, 6.7, "louvre", paint[(k + j) % 8], "#45606e", shutter=paint[(k + j + 4) % 8], sill=False)
            if (j + k) % 2 == 0:
                fc.balcony(w, mid - 1.1, mid + 1.1, 4.15, 0.7, paint[(k + 1) % 8], paint[(k + 6) % 8])
        if k % 3 == 1:
            mid = width * 0.5
            x, _, z = w.at(mid, 0, 0.5)
            px, py = sp.to(x, 4.3, z); u = sp.unit(z)
            # A papier-mache dancer leans over the rail.
            sp.oval(px, py - 1.35 * u, 0.16 * u, 0.2 * u, "#e8b48a"); sp.poly([(px - 0.3 * u, py), (px + 0.3 * u, py), (px + 0.2 * u, py - 1.1 * u), (px - 0.2 * u, py - 1.1 * u)], "#22262e")
            sp.rect(px - 0.2 * u, py - 1.62 * u, px + 0.2 * u, py - 1.5 * u, "#22262e"); sp.stroke([(px + 0.15 * u, py - 1.0 * u), (px + 0.55 * u, py - 1.3 * u)], "#22262e", 0.13 * u, 0.08 * u)
        name, face = names[k % 6]
        fc.shop(w, 0.4, width - 0.4, 3.4, name, face, paint[(k + 4) % 8], "#fff6dc", wood=paint[(k + 1) % 8], canopy=[None, (paint[(k + 6) % 8], "#f7f2e2")][k % 2], lit="#ffd592" if k % 4 == 0 else None)
        if i < 4:
            for j in range(5):
                w.rect(0.6 + j * 0.55, high + 0.4, 1.0 + j * 0.55, high + 1.1, paint[(j + k) % 8], -1.0)
    fc.canyon(sp, 6.8, [6.6, 14.5, 22.5, 31, 40.5, 51, 63, 78], house, shift=3)
    sp.shadow([(3.0, 2), (6.8, 2), (6.8, 78), (3.6, 78)], 0.22, 3)

    def tango(sp):
        px, py = sp.to(0.6, 0, 14); u = sp.unit(14)
        sp.soft([[(px - 0.7 * u, py), (px + 0.5 * u, py), (px + 0.1 * u, py + 0.16 * u), (px - 1.1 * u, py + 0.16 * u)]], "#14172a", 2, 0.35)
        ink = sp.light("#23262e", (0.2, .3, -.6))
        sp.stroke([(px - 0.12 * u, py - 0.9 * u), (px - 0.3 * u, py - 0.45 * u), (px - 0.5 * u, py)], ink, 0.2 * u, 0.1 * u); sp.stroke([(px - 0.05 * u, py - 0.9 * u), (px - 0.02 * u, py)], ink, 0.2 * u, 0.1 * u)
        sp.poly([(px - 0.32 * u, py - 1.42 * u), (px + 0.06 * u, py - 1.46 * u), (px + 0.08 * u, py - 0.8 * u), (px - 0.24 * u, py - 0.8 * u)], ink)
        sp.oval(px - 0.1 * u, py - 1.6 * u, 0.1 * u, 0.13 * u, "#d9a57c"); sp.rect(px - 0.22 * u, py - 1.74 * u, px + 0.03 * u, py - 1.68 * u, ink); sp.rect(px - 0.18 * u, py - 1.82 * u, px, py - 1.7 * u, ink)
        red = sp.light("#d8303f", (0.3, .3, -.6))
        sp.stroke([(px + 0.3 * u, py - 0.7 * u), (px + 0.62 * u, py - 0.36 * u), (px + 0.95 * u, py - 0.5 * u)], "#e3b08a", 0.14 * u, 0.07 * u); sp.stroke([(px + 0.24 * u, py - 0.7 * u), (px + 0.2 * u, py)], "#e3b08a", 0.13 * u, 0.07 * u)
        sp.poly([(px + 0.1 * u, py - 1.36 * u), (px + 0.36 * u, py - 1.36 * u), (px + 0.38 * u, py - 0.95 * u), (px + 0.66 * u, py - 0.46 * u), (px + 0.1 * u, py - 0.4 * u)], red)
        sp.oval(px + 0.2 * u, py - 1.52 * u, 0.1 * u, 0.12 * u, "#e3b08a"); sp.oval(px + 0.27 * u, py - 1.56 * u, 0.1 * u, 0.1 * u, "#2a1d18")
        sp.stroke([(px, py - 1.34 * u), (px + 0.34 * u, py - 1.2 * u)], ink, 0.12 * u, 0.08 * u); sp.stroke([(px + 0.2 * u, py - 1.3 * u), (px - 0.42 * u, py - 1.5 * u), (px - 0.62 * u, py - 1.3 * u)], "#e3b08a", 0.09 * u, 0.07 * u)
    sp.put(14, tango)
    pp.walk(sp, [(-4.6, 12.4, "#f4cf4e", dict(skin=0)), (-5.3, 12.9, "#3f7fc4", dict(skin=1)), (4.9, 15, "#e8e2d2", dict(skin=1, hat="#efe0c0")), (-3.0, 22, "#57a68a", dict(dress=True)), (2.4, 26, "#b5483f", {}), (-1.2, 33, "#3f5266", {}), (4.6, 36, "#d9a441", {})])
    pp.crowd(sp, 8, -4, 4, 38, 75, ["#6a4f5e", "#3f5266", "#c9a27a", "#b5483f", "#57a68a"], 2)
    for x, z in ((5.9, 9.4), (-5.9, 10.2), (5.9, 20)):
        sp.put(z, nt.pot, x, z, flowers="#e8506e", pot_colour="#2f7fc4")
    sp.put(30, nt.tree, -5.4, 30, 6, 4); sp.put(46, nt.tree, 5.4, 46, 6.4, 4.4)
    sp.put(10.3, rd.post_sign, -4.1, 10.3, "CAMINITO\nLa Boca", 1.5, 0.62, 2.5, "#20242c", "#ffffff", "bold", edge="#f4c63a")
    sp.draw_queue()

    def flag(x, y, u, i):
        for j, c in enumerate(("#8fc4ea", "#ffffff", "#8fc4ea")):
            sp.rect(x - 0.22 * u, y + j * 0.11 * u, x + 0.22 * u, y + (j + 1) * 0.11 * u, c)
    rd.bunting(sp, (-6.7, 7.0, 15), (6.7, 7.2, 18), flag, 15, 0.7); rd.bunting(sp, (6.7, 7.3, 27), (-6.7, 7.2, 29), flag, 15, 0.7)
    return sp.finish()


def delhi(s):
    sp = Space(127, s=s, cx=480, hy=424, f=740, eye=2.3, sun=(-0.6, 0.6, -0.3), lit=(1.06, 0.98, 0.84), shade=(0.72, 0.66, 0.68), haze="#e6cfa8", far=150, haze_max=0.62)
    sk.sky(sp, [(0, "#a3aeb0"), (0.45, "#d3c5a6"), (1, "#f2d8a6")])
    sk.sun(sp, 250, 170, 26, "#fff3d8", "#ffd98f", 0.6)
    w = sp.front(1, 2, 125)
    lx.red_fort(w, "#b8573f")
    sk.mist(sp, 330, 436, "#efd3a2", 0.4)
    rd.street(sp, 5.0, 220, "#9a8c80", "#b89f84", "#c9b498", high=0.12)
    bodies = ["#e0c8a0", "#c98a6a", "#d9b48a", "#b5a48a", "#e6d2b0", "#a8b4a8"]
    names = [("मिठाई भंडार", "#a8282c"), ("साड़ी एम्पोरियम", "#7a2f6a"), ("चाय की दुकान", "#2f6a4a"), ("पुस्तक भवन", "#27507a"), ("जलेबी वाला", "#b5601f"), ("चाँदी ज्वैलर्स", "#3a3a6a")]

    def house(w, width, k, i):
        c = bodies[k % 6]
        high = fc.front(w, width, floors=[2, 3, 2, 3, 2][k % 5], gh=4.0, fh=3.2, body=c, trim=scale(c, 1.12), bays=max(2, int(width / 2.7)), win=["point", "louvre", "arch"][k % 3], ratio=(0.4, 0.62), frame=scale(c, 1.16), glass="#4f4a48", shutter=["#4f8a84", "#6a7f4a"][k % 2], balconies=(0, 1) if k % 2 else (0,), balcony_kind="run", iron=["#3a3f3c", "#4f8a84"][k % 2], cap="parapet")
        name, board = names[k % 6]
        fc.shop(w, 0.3, width - 0.3, 3.7, name, "hindi", board, "#ffeec0", canopy=[("#d9963a", "#efe0c0"), None, ("#4f8a84", "#efe0c0")][k % 3], glass="#3a302c", lit="#ffcf8a" if k % 2 == 0 else None)
        if i < 5:
            w.sign(width * 0.12, 4.4, width * 0.5, 5.3, names[(k + 2) % 6][0], "hindi", "#1b1d28", ["#f4d34a", "#f4f0e2", "#f0a04a"][k % 3], 0.5)
        if k % 2:
            w.slab(width * 0.6, high + 0.5, width * 0.6 + 1.5, high + 1.8, 1.0, "#3a3f48", w=-1.2)
            w.slab(width * 0.6 + 0.5, high + 1.8, width * 0.6 + 1.0, high + 2.0, 0.5, "#3a3f48", w=-1.0)
    fc.canyon(sp, 9.0, [8, 16.5, 25.5, 35, 46, 58, 72, 90], house)
    sp.put(15, tf.tuktuk, -2.6, 13.6, tf.AWAY, "#2f8a4a", "#f2c93a", "DL 1R  4417")
    sp.put(20, tf.tuktuk, 2.4, 22, tf.HERE, "#2f8a4a", "#f2c93a", "DL 1R 903"); sp.put(32, tf.tuktuk, -3.2, 30, tf.AWAY, "#2f8a4a", "#f2c93a", "DL 1R 12"); sp.put(44, tf.tuktuk, 2.6, 46, tf.HERE, "#2f8a4a", "#f2c93a", "")
    sp.put(26, tf.car, -0.9, 26, tf.AWAY, "#efeadd", "sedan", "DL 3C AB 7120"); sp.put(38, tf.car, 0.9, 40, tf.HERE, "#a8322d", "mini")
    sp.put(60, tf.bus, -2.6, 60, tf.AWAY, 10, 3.0, 1.25, "#2f8a4a", "#e9e4d6", route="405", bg="#f2c93a")

    def rickshaw(sp, x, z, c):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        ink = sp.light("#2a2d34", (0, .3, -.6))
        for dx in (-0.45, 0.45):
            sp.stroke([(px + dx * u, py), (px + dx * u, py - 0.8 * u)], ink, 0.09 * u, 0.09 * u)
        sp.rect(px - 0.5 * u, py - 1.0 * u, px + 0.5 * u, py - 0.45 * u, sp.light(c, (0, .2, -.7)))
        sp.poly([(px + 0.62 * u * math.cos(math.pi * (1 - t / 12)), py - 1.0 * u - 0.95 * u * math.sin(math.pi * t / 12)) for t in range(13)], sp.light(c, (0, .5, -.6)))
        sp.poly([(px + 0.45 * u * math.cos(math.pi * (1 - t / 12)), py - 1.0 * u - 0.7 * u * math.sin(math.pi * t / 12)) for t in range(13)], ink)
        for j in range(5):
            sp.oval(px + (-0.4 + j * 0.2) * u, py - 0.7 * u, 0.06 * u, 0.06 * u, ["#f4cf4e", "#e86a9a"][j % 2])
        sp.letters([(px - 0.4 * u, py - 0.62 * u), (px + 0.4 * u, py - 0.62 * u), (px + 0.4 * u, py - 0.46 * u), (px - 0.4 * u, py - 0.46 * u)], "चाँदनी चौक 212", "hindi", "#fff3c8", 0.95)
    sp.put(12.4, rickshaw, 3.7, 13, "#2f5f9a"); sp.put(27.5, rickshaw, 3.6, 28, "#a8325a")

    def cow(sp, x, z):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        c = sp.light("#efe6d6", (-.3, .4, -.6))
        for a in (-0.7, -0.5, 0.45, 0.62):
            sp.stroke([(px + a * u, py - 0.8 * u), (px + a * u, py)], scale(c, 0.85), 0.17 * u, 0.1 * u)
        sp.poly([(px + a * u, py - b * u) for a, b in ((-0.95, 1.2), (-0.85, 1.36), (0.3, 1.34), (0.5, 1.52), (0.7, 1.4), (0.98, 1.52), (1.25, 1.3), (1.22, 1.14), (0.95, 1.1), (0.72, 0.72), (-0.8, 0.7))], c)
        sp.poly([(px - 0.3 * u, py - 1.34 * u), (px + 0.1 * u, py - 1.34 * u), (px + 0.0 * u, py - 0.95 * u), (px - 0.28 * u, py - 1.0 * u)], "#a8744f", 0.8)
        sp.line([(px + 0.98 * u, py - 1.52 * u), (px + 1.0 * u, py - 1.74 * u)], "#5a4a40", 0.05 * u); sp.line([(px + 1.08 * u, py - 1.46 * u), (px + 1.2 * u, py - 1.64 * u)], "#5a4a40", 0.05 * u)
        sp.line([(px - 0.94 * u, py - 1.2 * u), (px - 1.04 * u, py - 0.6 * u)], c, 0.05 * u)
    sp.put(18.5, cow, -6.6, 18.5)
    pp.walk(sp, [(-7.0, 11.5, "#d8303f", dict(robe=True, skin=2)), (-6.2, 12, "#f4f0e2", dict(skin=3)), (6.4, 11.6, "#f0a02e", dict(robe=True, skin=2)), (7.2, 12.4, "#3f6f94", dict(skin=3)), (6.4, 20, "#2f8a6a", dict(robe=True, skin=2)), (-6.8, 26, "#e86a9a", dict(robe=True, skin=3)), (7.0, 27, "#f4f0e2", dict(skin=2, hat="#d9963a"))])
    pp.crowd(sp, 22, -7.8, -5.4, 26, 80, ["#d8303f", "#f0a02e", "#f4f0e2", "#2f6a8a", "#8a3a6a"], 4, skins=(2, 3)); pp.crowd(sp, 22, 5.4, 7.8, 26, 80, ["#d8303f", "#e8c23a", "#f4f0e2", "#2f8a6a", "#5a3a8a"], 5, skins=(2, 3))
    sp.put(10.4, rd.post_sign, 5.2, 10.5, "चाँदनी चौक", 1.9, 0.46, 3.0, "#1f6b45", "#ffffff", "hindi", edge="#ffffff"); sp.put(10.3, rd.post_sign, 5.2, 10.45, "Chandni Chowk", 1.9, 0.4, 2.58, "#1f6b45", "#ffffff", "bold")
    sp.draw_queue()
    rng = random.Random(3)
    for j in range(9):
        z = 9 + j * 3.6
        rd.cable(sp, (-8.8, rng.uniform(6.5, 9.5), z), (8.8, rng.uniform(6.5, 9.5), z + rng.uniform(2, 9)), rng.uniform(0.5, 1.4), "#3a3432", 0.025)
    marigold = ["#f0962e", "#f4c63a"]

    def garland(x, y, u, i):
        for q in range(4):
            sp.oval(x, y + (0.1 + q * 0.17) * u, 0.1 * u, 0.1 * u, marigold[(q + i) % 2])
    rd.bunting(sp, (-8.8, 6.6, 19), (8.8, 6.6, 20), garland, 22, 0.8)
    pp.birds(sp, [(560, 130), (590, 118), (610, 140), (420, 110), (680, 160)])
    return sp.finish(tint="#f6d79e")


def bangkok(s):
    sp = Space(131, s=s, cx=470, hy=420, f=740, eye=2.4, sun=(0.7, 0.5, -0.3), lit=(1.1, 1.0, 0.84), shade=(0.64, 0.6, 0.74), haze="#f6d8b0", far=200)
    sk.sky(sp, [(0, "#6488c0"), (0.4, "#c0b0c8"), (0.75, "#f9c99a"), (1, "#fde0a8")])
    sk.cloud(sp, 230, 130, 320, "#ffe9d0", "#c9a8bc", 0.9, 2); sk.cloud(sp, 780, 170, 260, "#ffe6c8", "#cfa8b4", 0.9, 5); sk.streaks(sp, 180, 330, "#ffd9ac", 6, 0.5)
    sk.sun(sp, 610, 360, 24, "#fff6dc", "#ffc98a", 0.7)
    w = sp.front(-20, -19, 92); w.y0 = 2
    for u, h, c, r in ((-22, 33, "#4f8a80", 6), (-7, 40, "#e0a838", 7), (8, 35, "#d0743a", 6), (21, 29, "#5f7fb0", 5)):
        lx.chedi(w, u, h, c, r)
    lx.wat_roof(w, 40, 9, 11, 18); w.rect(31, 0, 49, 9, "#f2e6cc")
    for u in (32, 36, 43, 47):
        w.rect(u, 0, u + 1.2, 9, "#fff8e4")
    hall = sp.front(-26, -25, 46)
    hall.rect(-7.5, 0, 7.5, 6.4, "#f2e6cc")
    for u in (-7, -4.4, -1.8, 0.9, 3.5, 6.1):
        hall.rect(u, 0, u + 0.9, 6.4, "#fff8e4")
    for u in (-5.9, -3.3, 1.9, 4.6):
        hall.rect(u + 0.1, 2.2, u + 1.2, 5.0, "#7a2f3a"); hall.poly([(u + 0.1, 5.0), (u + 0.65, 6.0), (u + 1.2, 5.0)], "#e8bf4e")
    lx.wat_roof(hall, 0, 6.4, 9.4, 10.5)
    rd.strip(sp, -60, 60, 1.2, 260, "#9fae6a")
    rd.strip(sp, -16, -7, 1.2, 200, "#c9b9a2")
    rd.street(sp, 5.2, 220, "#7f7c82", "#c9b9a2", "#e8e0d0", walk_width=3.4, high=0.16)
    for i in range(26):
        for k in (-1, 1):
            z = 2 + i * 3
            sp.face([(k * 5.2, 0.165, z), (k * 5.5, 0.165, z), (k * 5.5, 0.165, z + 1.5), (k * 5.2, 0.165, z + 1.5)], "#d8463f" if k < 0 else "#2f2f35", (0, 1, 0))
    rd.dashes(sp, -2.6, 4, 120); rd.dashes(sp, 2.6, 4, 120); rd.solid(sp, -0.12, 3, 200, "#f2c93a", 0.13); rd.solid(sp, 0.12, 3, 200, "#f2c93a", 0.13)
    # The temple's white wall along the left, shop houses along the right.
    wall = sp.left(9.4, 6, 120)
    wall.rect(0, 0, 114, 3.4, "#e2d2b6"); wall.rect(0, 0, 114, 0.5, "#b5a48a"); wall.rect(0, 3.0, 114, 3.4, "#c8834f")
    for j in range(76):
        wall.poly([(j * 1.5 + 0.1, 3.4), (j * 1.5 + 0.1, 4.0), (j * 1.5 + 0.6, 4.5), (j * 1.5 + 1.1, 4.0), (j * 1.5 + 1.1, 3.4)], "#e8dabf")
    for j in range(10):
        u = 6 + j * 11
        wall.slab(u, 0, u + 1.4, 4.4, 0.4, "#fbf5e6"); wall.slab(u - 0.2, 4.4, u + 1.6, 4.8, 0.6, "#e8bf4e")
    names = [("ร้านอาหารไทย", "#a8282c"), ("ก๋วยเตี๋ยวเรือ", "#2f6a4a"), ("นวดแผนไทย", "#6a3a7a"), ("ร้านยา", "#1f6b8a"), ("กาแฟโบราณ", "#5a3a24")]

    def house(w, width, k, i):
        c = ["#f0dcb0", "#cfe0d0", "#f2c8b0", "#e6e0d0"][k % 4]
        high = fc.front(w, width, floors=2, gh=4, fh=3.3, body=c, trim="#fbf6e8", bays=3, win="louvre", ratio=(0.3, 0.62), frame="#fbf6e8", glass="#4f5f62", shutter=["#3f8a84", "#a8603f", "#5a7a4a"][k % 3], roof="pitched", roof_colour="#c8683f", ridge=2.0, sill=False)
        name, board = names[k % 5]
        fc.shop(w, 0.3, width - 0.3, 3.6, name, "thai", board, "#ffeec0", canopy=[("#3f8a84", "#f4ead2"), ("#d8863f", "#f4ead2")][k % 2], lit="#ffd08a" if k % 2 == 0 else None)
        if i < 4:
            x, _, z = w.at(width * 0.9, 0)
            b = sp.front(x - 1.0, x, z)
            b.sign(0, 4.3, 0.95, 6.6, "|" + "ยา" if k % 2 else "金行", "thai" if k % 2 else "cn", "#ffe9a0", "#b3202c", 0.0, edge="#f0c64a")
    fc.canyon(sp, 8.8, [8, 15, 22.5, 30.5, 39, 48, 60, 74], house, ("right",))
    for x, z, h in ((-7.4, 30, 8.5), (-7.4, 52, 9), (-7.4, 80, 9)):
        sp.put(z, nt.palm, x, z, h, 2.4)
    for z in (20, 40, 66):
        sp.put(z, nt.tree, -7.6, z + 1, 5.6, 4.6, ("#3a5a34", "#557a3c", "#8aa850")); sp.put(z, rd.lamp, 6.2, z + 3, "globes", 4.4, "#3a4a3a")
    sp.put(14, tf.tuktuk, -1.7, 13.5, tf.AWAY, "#2f5fae", "#f2c93a", "สก 4471", "#f4f2ea")
    sp.put(20, tf.car, -3.9, 20, tf.AWAY, "#ee5a9a", "sedan", "ทข 8812", "#f2c93a", "#1b1d28", roof_sign=("TAXI-METER", "#f7f4ea", "#1b1d28"))
    sp.put(30, tf.car, 1.6, 32, tf.HERE, "#3f9a4a", "sedan", "", roof="#f2c93a", roof_sign=("TAXI", "#f7f4ea", "#1b1d28")); sp.put(40, tf.tuktuk, 4.0, 40, tf.HERE, "#a8325a", "#3f8a84", ""); sp.put(52, tf.bus, -3.6, 50, tf.AWAY, 11, 3.0, 1.25, "#c8352f", "#f4ead2", route="53  สนามหลวง", face="thai"); sp.put(60, tf.car, -1.2, 60, tf.AWAY, "#e9e6de", "suv")
    pp.walk(sp, [(-6.4, 11.4, "#f08a2e", dict(robe=True, skin=2, hair="#c99a72")), (-7.0, 11.9, "#f08a2e", dict(robe=True, skin=2, hair="#c99a72")), (6.4, 12.4, "#3f8f9a", dict(skin=1, dress=True)), (7.2, 13.2, "#f4f0e4", dict(skin=0, hat="#e9dcc0")), (6.5, 22, "#d8463f", dict(skin=1)), (-6.3, 28, "#6a4f8a", {}), (6.4, 32, "#d9a441", {})])
    sp.put(10.4, rd.post_sign, 5.75, 10.5, "ถนนมหาราช", 2.0, 0.48, 3.0, "#1f4f9a", "#ffffff", "thai", edge="#ffffff"); sp.put(10.3, rd.post_sign, 5.75, 10.45, "Maha Rat Rd", 2.0, 0.4, 2.58, "#1f4f9a", "#ffffff", "bold")
    sp.draw_queue()
    for dy in (0, 0.35, 0.6, 1.0):
        rd.cable(sp, (6.8, 7.2 + dy, 5), (6.8, 7.0 + dy, 60), 0.5, "#3a3438", 0.03)
    pp.birds(sp, [(300, 200), (326, 190), (350, 208)])
    return sp.finish(tint="#ffd9a0")


def mexico_city(s):
    sp = Space(137, s=s, cx=480, hy=430, f=740, eye=2.1, sun=(0.6, 0.65, -0.35), lit=(1.08, 1.01, 0.9), shade=(0.64, 0.63, 0.8), haze="#e2e4e2", far=170)
    sk.sky(sp, [(0, "#3f86cc"), (0.55, "#97c4e4"), (1, "#f4e8d0")])
    sk.cloud(sp, 200, 120, 280, seed=2); sk.cloud(sp, 780, 130, 300, seed=5)
    sk.hills(sp, 430, 130, "#8fa0bc", "#ccd3d8", seed=6, shape=lambda t: 0.35 + 0.65 * math.exp(-((t - 0.4) / 0.16) ** 2)); sk.hills(sp, 440, 60, "#7f9a86", "#c0ccb4", seed=9)
    w = sp.front(0.8, 1.8, 70)
    lx.mexican_church(w)
    rd.street(sp, 3.3, 100, "#8d8684", "#b59f8c", "#cdb8a2", high=0.1)
    rd.cobbles(sp, -3.3, 3.3, 4.2, 36, "#716a6c", "#aba29c", 0.38, 0.58)
    bodies = ["#d8603f", "#e8b03a", "#3f7fb4", "#c83f6a", "#4f9a84", "#e8945a", "#8a5aa0", "#f0e0c0"]
    names = [("NEVERÍA SIBERIA", "display"), ("Tacos El Güero", "script"), ("PANADERÍA", "bold"), ("Librería", "script"), ("CAFÉ JAROCHO", "bold"), ("ARTESANÍAS", "display"), ("Mezcal", "script")]

    def house(w, width, k, i):
        c = bodies[k % 8]
        high = fc.front(w, width, floors=[1, 0, 1, 1, 0][k % 5], gh=4.6, fh=3.4, body=c, trim="#f6ead2", bays=max(2, int(width / 3)), win="french", ratio=(0.34, 0.7), frame="#f6ead2", glass="#48565c", balconies=(0,), iron="#23262c", cap="cornice", base=c)
        w.rect(0, 0, width, 1.0, scale(c, 0.72))
        mid = width * 0.5
        if k % 2:
            w.arch(mid - 1.3, 0, mid + 1.3, 3.5, "#f6ead2"); w.arch(mid - 1.05, 0, mid + 1.05, 3.25, "#6a3f28")
            w.line([(mid, 0), (mid, 3.2)], "#4a2a1c", 0.05)
            for a in (0.14, 0.74):
                fc.window(w, width * a, 1.3, width * a + 1.1, 3.3, "bars", "#f6ead2", "#3f4a50")
            if i < 5:
                nt.creeper(w, width * 0.05, 3.0, width * 0.75, high + 0.6, bloom=("#d83f8a", "#e8609f", "#b82f74"), seed=k, n=70)
        else:
            name, face = names[k % 7]
            fc.shop(w, 0.5, width - 0.5, 3.6, name, face, ["#27506e", "#7b2f2a", "#2f5a3a"][k % 3], "#fbeecb", canopy=[("#d8463f", "#f6ead2"), ("#3f8a5a", "#f6ead2")][(k // 2) % 2], lit="#ffcf8a")
    fc.canyon(sp, 5.9, [6, 14, 22.5, 31.5, 41, 52], house)
    sp.shadow([(2.4, 2), (5.9, 2), (5.9, 52), (3.0, 52)], 0.22, 3)
    sp.put(14, tf.car, 1.7, 15, tf.AWAY, "#e8e4da", "mini", "NKX-41-82", "#f4f2ea", "#1b1d28", roof="#d83f7a", roof_sign=("TAXI", "#fff6d8", "#1b1d28"))
    sp.put(28, tf.car, -1.7, 30, tf.HERE, "#3f9a8a", "mini"); sp.put(40, tf.car, 1.7, 40, tf.AWAY, "#d8a43a", "hatch")

    def cart(sp):
        px, py = sp.to(-3.9, 0, 13.2); u = sp.unit(13.2)
        sp.oval(px - 0.4 * u, py - 0.28 * u, 0.28 * u, 0.28 * u, "#2a2d34"); sp.oval(px - 0.4 * u, py - 0.28 * u, 0.1 * u, 0.1 * u, "#c9b48a")
        sp.rect(px - 0.7 * u, py - 1.0 * u, px + 0.6 * u, py - 0.42 * u, "#f4efe0"); sp.rect(px - 0.7 * u, py - 0.62 * u, px + 0.6 * u, py - 0.5 * u, "#3f8a5a")
        sp.letters([(px - 0.65 * u, py - 0.98 * u), (px + 0.55 * u, py - 0.98 * u), (px + 0.55 * u, py - 0.64 * u), (px - 0.65 * u, py - 0.64 * u)], "ELOTES", "bold", "#d8463f", 0.9)
        for j in range(5):
            sp.oval(px + (-0.5 + j * 0.24) * u, py - 1.08 * u, 0.06 * u, 0.14 * u, "#f2cf4e")
        sp.line([(px, py - 1.0 * u), (px, py - 2.1 * u)], "#8a8a8a", 1.2)
        n = 8
        for j in range(n):
            a0, a1 = math.pi * (1 - j / n), math.pi * (1 - (j + 1) / n)
            sp.poly([(px, py - 2.45 * u), (px + 1.0 * u * math.cos(a0), py - 2.0 * u - 0.3 * u * math.sin(a0)), (px + 1.0 * u * math.cos(a1), py - 2.0 * u - 0.3 * u * math.sin(a1))], ["#d83f7a", "#f4cf4e", "#3f9a8a", "#ee8a3a"][j % 4])
        sp.poly([(px - 1.0 * u, py - 2.0 * u), (px + 1.0 * u, py - 2.0 * u), (px + 0.9 * u, py - 2.1 * u), (px - 0.9 * u, py - 2.1 * u)], "#c83f6a", 0.8)
    sp.put(13.2, cart)
    pp.walk(sp, [(-4.8, 13.4, "#f4efe0", dict(skin=2, hat="#e2cf9a")), (4.3, 11.8, "#c83f6a", dict(dress=True, skin=2)), (4.9, 12.4, "#3f7fb4", dict(skin=1)), (-4.3, 21, "#e8b03a", dict(skin=2)), (4.4, 25, "#4f9a84", dict(skin=2, hat="#caa468")), (-4.4, 34, "#6a4f8a", {}), (0.9, 33, "#e6dfcf", {})])
    for x, z, h in ((5.3, 9.6, 1.2), (-5.3, 9.2, 1.4), (-5.3, 25, 1.3)):
        sp.put(z, nt.cactus, x, z, h * 1.3)
    sp.put(26, nt.tree, 4.9, 27, 6.6, 4.6, ("#6f4fa0", "#9474c8", "#c4aee8")); sp.put(45, nt.tree, -4.9, 45, 6.4, 4.2)
    sp.put(10.3, rd.post_sign, 4.0, 10.3, "FRANCISCO SOSA\nCoyoacán", 1.9, 0.62, 2.5, "#1f6b45", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    tints = ["#e83f8a", "#3fb0c4", "#f4cf4e", "#7b5fb0", "#5fb05a", "#ee7a3a"]

    def papel(x, y, u, i):
        c = tints[i % 6]
        a, b = 0.34 * u, 0.46 * u
        sp.rect(x - a, y, x + a, y + b, c, 0.92)
        for j in range(6):
            sp.poly([(x - a + j * a / 3, y + b), (x - a + (j + 0.5) * a / 3, y + b + 0.09 * u), (x - a + (j + 1) * a / 3, y + b)], c, 0.92)
        for dx, dy, r in ((-0.16, 0.16, 0.05), (0.16, 0.16, 0.05), (0, 0.28, 0.07), (-0.18, 0.34, 0.035), (0.18, 0.34, 0.035), (0, 0.1, 0.03)):
            sp.oval(x + dx * u, y + dy * u, r * u, r * u, mix(c, "#eaf2f6", 0.75))
    for z in (13, 18, 25, 34):
        rd.bunting(sp, (-5.8, 6.5, z), (5.8, 6.5, z + 0.6), papel, 15, 0.45)
    return sp.finish()


def athens(s):
    sp = Space(139, s=s, cx=470, hy=446, f=740, eye=2.0, sun=(-0.75, 0.42, -0.1), lit=(1.1, 0.98, 0.82), shade=(0.64, 0.6, 0.78), haze="#f6d2a8", far=300, haze_max=0.5)
    sk.sky(sp, [(0, "#5a78b8"), (0.4, "#a9a8cc"), (0.75, "#f7c0a0"), (1, "#fcd9a0")])
    sk.streaks(sp, 60, 260, "#fbd0b4", 8, 0.55); sk.sun(sp, 120, 250, 26, "#fff4dc", "#ffcf94", 0.6)
    w = sp.front(4, 5, 400); w.y0 = 52
    w.poly([(-220, -60), (-170, -22), (-120, 2), (150, 2), (200, -24), (260, -60)], "#7f8a5f")
    lx.parthenon(w, "#f0dab4")
    rng = random.Random(6)
    for _ in range(80):
        x = rng.uniform(250, 720); y = 446 - rng.uniform(0, 120) * (1 - abs(x - 500) / 330)
        nt.foliage(sp, x, y, rng.uniform(9, 17), rng.uniform(6, 10), ("#5a6a48", "#77865a", "#a3a86e"), 120, rng, 18, 0.3)
    for x, y in ((330, 400), (352, 408), (620, 392), (640, 402), (420, 380)):
        sp.poly([(x - 5, y + 18), (x, y - 26), (x + 5, y + 18)], "#4a5f48")
    rd.street(sp, 2.7, 80, "#b5a692", "#c4b49c", "#d6c8b0", high=0.05)
    rd.paving(sp, -2.7, 2.7, 3, 40, "#8f8270", 0.9, 0.5)
    bodies = ["#f2dcae", "#e8b48a", "#f6eee0", "#e9c8a0", "#d99a78", "#f4e6c8"]
    names = [("ΤΑΒΕΡΝΑ", "bold"), ("Καφενείο", "script"), ("ΒΙΒΛΙΟΠΩΛΕΙΟ", "bold"), ("ΦΟΥΡΝΟΣ", "display"), ("Ούζο & Μεζέ", "script"), ("ΦΑΡΜΑΚΕΙΟ", "bold")]

    def house(w, width, k, i):
        c = bodies[k % 6]
        high = fc.front(w, width, floors=[1, 2, 1, 1][k % 4], gh=3.8, fh=3.3, body=c, trim="#fbf5e6", bays=max(2, int(width / 2.8)), win="louvre", ratio=(0.32, 0.64), frame="#fbf5e6", glass="#4a5660", shutter=["#3f7fb4", "#4f7a5a", "#2f6a9a"][k % 3], balconies=(0,) if k % 2 else (), iron="#23262c", roof="pitched", roof_colour="#c8683f", ridge=1.8, quoins=k % 3 == 0)
        if k % 2 == 0:
            for j in range(max(2, int(width / 1.6))):
                u = (j + 0.5) * width / max(2, int(width / 1.6))
                w.poly([(u - 0.16, high + 0.1), (u - 0.2, high + 0.4), (u, high + 0.75), (u + 0.2, high + 0.4), (u + 0.16, high + 0.1)], "#c8683f", w=0.35)
        name, face = names[k % 6]
        fc.shop(w, 0.4, width - 0.4, 3.4, name, face, ["#2f5f94", "#7b2f2a", "#2f5a3a"][k % 3], "#fbf3de", canopy=[("#3f7fb4", "#f6f0e0"), None, ("#f0e6d2", "#e6d8be")][k % 3], lit="#ffd08a")
        if k % 2 and i < 5:
            nt.creeper(w, width * 0.5, 2.8, width * 1.0, high, bloom=("#d83f9a", "#e86ab4", "#c02f84"), seed=k, n=80)
    fc.canyon(sp, 4.9, [5.2, 12.5, 20, 28, 37, 47], house)
    sp.shadow([(-4.9, 2), (-1.2, 2), (-1.6, 47), (-4.9, 47)], 0.2, 4)

    def table(sp, x, z):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        sp.soft([[(px - 0.5 * u, py), (px + 0.5 * u, py), (px + 0.9 * u, py + 0.1 * u), (px - 0.2 * u, py + 0.12 * u)]], "#14172a", 1.5, 0.3)
        for dx in (-0.62, 0.62):
            sp.rect(px + dx * u - 0.16 * u, py - 0.46 * u, px + dx * u + 0.16 * u, py - 0.4 * u, "#3f7fb4"); sp.rect(px + dx * u + (0.12 if dx > 0 else -0.16) * u, py - 0.9 * u, px + dx * u + (0.16 if dx > 0 else -0.12) * u, py, "#3f7fb4")
        sp.rect(px - 0.04 * u, py - 0.7 * u, px + 0.04 * u, py, "#5a4a3a")
        sp.poly([(px - 0.45 * u, py - 0.74 * u), (px + 0.45 * u, py - 0.74 * u), (px + 0.5 * u, py - 0.5 * u), (px - 0.5 * u, py - 0.5 * u)], "#f7f2e6")
        for j in range(0, 6, 2):
            sp.rect(px + (-0.45 + j * 0.15) * u, py - 0.74 * u, px + (-0.37 + j * 0.15) * u, py - 0.5 * u, "#6f9fcc", 0.6)
        sp.rect(px - 0.05 * u, py - 0.95 * u, px + 0.03 * u, py - 0.74 * u, "#5a8a5a"); sp.oval(px + 0.2 * u, py - 0.78 * u, 0.08 * u, 0.04 * u, "#e8e2d2")
    for x, z in ((3.7, 11.2), (3.8, 14.2), (-3.7, 17), (3.7, 19)):
        sp.put(z, table, x, z)
    pp.walk(sp, [(-1.3, 11.6, "#f4efe4", dict(skin=1, hat="#e9dcc0")), (-0.6, 12.0, "#3f7fb4", dict(dress=True, skin=0)), (-3.6, 13.5, "#2f3a4a", dict(skin=1)), (1.1, 19, "#d8863f", {}), (-1.0, 26, "#6a4f8a", {}), (0.9, 32, "#e6dfcf", {})])

    def cat(sp, x, z, c):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        sp.oval(px, py - 0.11 * u, 0.26 * u, 0.11 * u, c); sp.oval(px - 0.26 * u, py - 0.16 * u, 0.09 * u, 0.085 * u, c)
        for d in (-0.31, -0.21):
            sp.poly([(px + (d - 0.03) * u, py - 0.21 * u), (px + d * u, py - 0.3 * u), (px + (d + 0.03) * u, py - 0.21 * u)], c)
    sp.put(8.8, cat, -2.2, 8.8, "#e8a04a")
    for x, z in ((-4.3, 8.8), (4.4, 9.2), (-4.3, 14.6)):
        sp.put(z, nt.pot, x, z, flowers="#e8503f", pot_colour="#3f7fb4")
    sp.put(30, nt.tree, 4.1, 30, 5.4, 3.6, ("#5a6a48", "#7f8f60", "#aab27e"))
    sp.put(10.0, rd.post_sign, -3.3, 10.2, "ΟΔΟΣ ΑΔΡΙΑΝΟΥ\nADRIANOU STR.", 1.8, 0.62, 2.4, "#1f4f9a", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    for z in (12, 20, 29):
        rd.bulbs(sp, (-4.8, 4.9, z), (4.8, 4.9, z + 1), 14, 0.6, "#fff0c0")
    pp.birds(sp, [(560, 110), (584, 100), (604, 118)])
    return sp.finish(tint="#ffd6a0")


def prague(s):
    sp = Space(149, s=s, cx=480, hy=436, f=740, eye=2.0, sun=(-0.3, 0.9, -0.3), lit=(0.72, 0.76, 0.98), shade=(0.46, 0.5, 0.74), haze="#8f9cc0", far=130, night=True)
    sk.sky(sp, [(0, "#2f3f70"), (0.5, "#5f74a6"), (0.85, "#a9aec8"), (1, "#d8bfb8")])
    w2 = sp.front(-30, -29, 190); w2.y0 = 4
    w2.rect(-9, 0, 9, 34, "#8f98b0"); lx.dome(w2, 0, 34, 10, 13, "#5f8f8a"); w2.rect(16, 0, 22, 44, "#8f98b0"); lx.dome(w2, 19, 44, 3.6, 6, "#5f8f8a")
    w = sp.front(0, 1, 104)
    lx.gothic_gate(w, "#5f5a72", "#3d465c", "#eef3fb")
    rd.street(sp, 3.4, 106, "#b4bcd2", "#dfe6f2", "#eef2f8", high=0.1)
    rd.cobbles(sp, -3.4, 3.4, 4.2, 34, "#7f88a4", "#eef2fa", 0.36, 0.5)
    for x in (-1.5, -0.1, 0.1, 1.5):
        sp.soft([[sp.to(x - 0.16, 0, 60), sp.to(x + 0.16, 0, 60), sp.to(x * 1.04 + 0.2, 0, 3), sp.to(x * 1.04 - 0.2, 0, 3)]], "#7f88a8", 2, 0.45)
    bodies = ["#e3c79a", "#d99a8a", "#a9bfae", "#e8dcc0", "#c9a0a8", "#d9b070", "#9fb0cc"]
    names = [("KAVÁRNA", "display"), ("Trdelník", "script"), ("KNIHKUPECTVÍ", "bold"), ("PIVNICE U TŘÍ HOUSLIČEK", "bold"), ("Loutky", "script"), ("LÉKÁRNA", "bold")]

    def house(w, width, k, i):
        c = bodies[k % 7]
        high = fc.front(w, width, floors=[2, 3, 2, 3][k % 4], gh=4.0, fh=3.2, body=c, trim="#f4ecdc", bays=max(2, int(width / 2.5)), win=["cross", "arch", "sash"][k % 3], ratio=(0.44, 0.62), frame="#f6f0e2", glass="#3f4a66", lit=["#ffd58a", "#ffc470", "#ffe2a8"], lit_share=0.42, roof="pitched", roof_colour="#e9eef8", ridge=2.8, quoins=k % 2 == 0)
        w.slab(0, high, width, high + 0.16, 0.42, "#f6f9ff")
        if w.px(0) > 7:
            for f in range(3):
                for b in range(max(2, int(width / 2.5))):
                    st = width / max(2, int(width / 2.5))
                    w.slab((b + 0.26) * st, 4.0 + f * 3.2 + 0.5, (b + 0.74) * st, 4.0 + f * 3.2 + 0.62, 0.2, "#f2f6ff")
        name, face = names[k % 6]
        fc.shop(w, 0.5, width - 0.5, 3.6, name, face, ["#3a2a34", "#27405e", "#1f4a3a", "#5a2f24"][k % 4], "#ffe7b8", lit=["#ffcf80", "#ffbf68"][k % 2], emit=0.25)
        w.slab(0.4, 3.6, width - 0.4, 3.72, 0.3, "#f6f9ff")
        if k % 2 == 0 and i < 5:
            px, py = w.to(width * 0.5, 5.0, 0.5); u = w.px(width * 0.5)
            sp.shine(px, py, u * 1.2, "#ffd9a0", 0.25)
    fc.canyon(sp, 6.0, [6, 13, 20.5, 28.5, 37, 46.5, 58, 72, 92], house)
    for x, z in ((-4.2, 13.5), (4.2, 20), (-4.2, 29), (4.2, 40)):
        sp.put(z, rd.lamp, x, z, "classic", 4.5, "#23262e", "#ffd98a")

        def pool(sp, x=x, z=z):
            sp.soft([[sp.to(x + 2.3 * math.cos(t / 16 * math.tau), 0, z + 2.6 * math.sin(t / 16 * math.tau)) for t in range(16)]], "#ffdca0", 8, 0.3)
        sp.put(z + 5, pool)

    walkers = [(-1.7, 11.6, "#8a3a44", dict(skin=0, hat="#5a2a34")), (-1.0, 12.0, "#3a4a6a", dict(skin=0)), (4.4, 14.6, "#5a6a4a", dict(skin=0, hat="#3a3a44")), (-3.9, 19, "#c9a23a", dict(skin=0)), (1.6, 22, "#4a3a5a", dict(skin=0, umbrella="#c8453b")), (-1.2, 31, "#3f5266", {}), (2.0, 37, "#7a4a4a", {})]
    pp.walk(sp, walkers)
    sp.put(15.5, tf.car, 2.5, 25, tf.AWAY, "#6a2f34", "hatch", "4A7 2198", "#f4f2ea", "#1b1d28", "#2b4ea0", lights=True)

    def stall(sp):
        px, py = sp.to(-4.7, 0, 22); u = sp.unit(22)
        sp.rect(px - 0.9 * u, py - 1.1 * u, px + 0.9 * u, py, "#7a4a2c"); sp.rect(px - 0.9 * u, py - 2.1 * u, px + 0.9 * u, py - 1.1 * u, "#ffcf80", emit=0.7)
        sp.poly([(px - 1.1 * u, py - 2.1 * u), (px + 1.1 * u, py - 2.1 * u), (px + 0.8 * u, py - 2.7 * u), (px - 0.8 * u, py - 2.7 * u)], "#f2f6ff")
        sp.letters([(px - 0.85 * u, py - 0.8 * u), (px + 0.85 * u, py - 0.8 * u), (px + 0.85 * u, py - 0.4 * u), (px - 0.85 * u, py - 0.4 * u)], "SVAŘÁK 60 Kč", "bold", "#ffe7b8", 0.92)
    sp.put(22, stall)
    sp.put(10.3, rd.post_sign, 4.0, 10.4, "MOSTECKÁ\nMALÁ STRANA · PRAHA 1", 1.9, 0.6, 2.5, "#b3262c", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    for z in (17, 26, 36):
        rd.bulbs(sp, (-5.9, 6.4, z), (5.9, 6.4, z + 0.5), 20, 0.7)
    sk.snowfall(sp, 520)
    return sp.finish(bloom=0.9, lift=0.86)


def seoul(s):
    sp = Space(151, s=s, cx=470, hy=330, f=760, eye=2.4, sun=(0.6, 0.55, -0.4), lit=(1.07, 1.01, 0.92), shade=(0.64, 0.66, 0.82), haze="#dfe3e4", far=190)
    sk.sky(sp, [(0, "#5f9fd6"), (0.6, "#b9d8e8"), (1, "#f2ecdc")], 380)
    sk.cloud(sp, 190, 90, 260, seed=2); sk.cloud(sp, 760, 110, 300, seed=5)
    sk.hills(sp, 372, 120, "#8fa9a0", "#c6d4c8", seed=4, shape=lambda t: 0.3 + 0.7 * math.exp(-((t - 0.55) / 0.2) ** 2))
    w = sp.front(40, 41, 640); w.y0 = 40
    lx.seoul_tower(w)
    sk.skyline(sp, 412, "#b7c3cc", 12, 62, 200, 780, 5, light="#eef2f2")
    sk.hills(sp, 420, 34, "#8aa58a", "#b9c6a6", seed=8)
    slope = -0.115
    sp.slope = slope
    rd.street(sp, 2.3, 90, "#a9a29c", "#b8aea4", "#cfc6ba", walk_width=1.4, high=0.04)
    rd.paving(sp, -2.3, 2.3, 3, 40, "#8a827c", 0.7, 0.5)

    def house(w, width, k, i):
        sp.slope = 0.0
        z0 = min(w.a[1], w.at(w.width, 0)[2])
        w.y0 = slope * z0
        low = slope * width
        w.rect(0, low, width, 0.0, "#a39484")
        stone, plaster, wood = ["#b9a894", "#a8998a"][k % 2], "#f4ecda", "#7a4a34"
        fc.ends(w, width, 3.6, 6, plaster, ridge=1.4)
        w.rect(0, low, width, 1.7, stone)
        step = 0.62 if w.px(0) > 14 else 1.2
        for r in range(3 if w.px(0) > 8 else 0):
            w.line([(0, 0.55 * r), (width, 0.55 * r)], scale(stone, 0.8), 0.05)
            for j in range(int(width / step)):
                u = (j + 0.5 * (r % 2)) * step
                w.line([(u, 0.55 * r), (u, 0.55 * (r + 1))], scale(stone, 0.8), 0.04)
        if k % 2:
            w.rect(0, 1.7, width, 2.2, "#8a4a3a")
            for j in range(int(width / 0.6)):
                w.rect(j * 0.6 + 0.12, 1.78, j * 0.6 + 0.46, 2.12, "#d9c4a8")
        w.rect(0, 2.0 if k % 2 else 1.7, width, 3.6, plaster)
        for j in range(int(width / 1.5) + 1):
            u = min(width - 0.2, j * 1.5)
            w.rect(u, 1.7, u + 0.2, 3.6, wood)
        w.rect(0, 3.3, width, 3.6, wood); w.rect(0, 2.5, width, 2.62, wood)
        for j in range(int(width / 1.5)):
            if j % 2 == k % 2:
                a = j * 1.5 + 0.35
                w.rect(a, 2.3, a + 0.95, 3.25, "#e8d8b4")
                for q in range(5):
                    w.line([(a + 0.19 * q, 2.3), (a + 0.19 * q, 3.25)], wood, 0.04); w.line([(a, 2.3 + 0.23 * q), (a + 0.95, 2.3 + 0.23 * q)], wood, 0.04)
        mid = width * (0.35 if k % 3 else 0.65)
        w.rect(mid - 1.0, 0, mid + 1.0, 2.75, wood); w.rect(mid - 0.8, 0, mid + 0.8, 2.5, "#9a5f3f"); w.line([(mid, 0), (mid, 2.5)], "#5a3424", 0.05)
        for a in (-0.25, 0.25):
            w.oval(mid + a, 1.3, 0.1, 0.1, "#2a2622", n=10)
        for a in (-0.4, 0.4):
            w.poly([(mid + a - 0.16, 1.6), (mid + a + 0.16, 1.6), (mid + a + 0.16, 2.2), (mid + a - 0.16, 2.2)], "#f2e8d0")
        fc.tiles_roof(w, width, 3.7, 1.0, 1.5, 3.2, "#4f5862", "#343a42", 0.3, under="#8a6248", studs="#7a838c")
        if i == 1:
            w.sign(mid + 1.2, 1.75, mid + 2.4, 2.25, "찻집", "krserif", "#3a2a20", "#e8d8b4", 0.1)
        if i == 2:
            w.sign(mid + 1.2, 1.75, mid + 2.6, 2.25, "한옥 게스트하우스", "kr", "#f6ead0", "#3a5a4a", 0.1)
        sp.slope = slope
    fc.canyon(sp, 3.5, [4.4, 10.5, 17, 24, 31.5, 40, 50, 62], house)
    sp.shadow([(0.8, 2), (3.5, 2), (3.5, 62), (1.2, 62)], 0.2, 3)
    for x, z, coat, kw in ((-1.2, 11.8, "#e86a8a", dict(robe=True, skin=0)), (-0.4, 12.2, "#4a7fc4", dict(robe=True, skin=0)), (1.2, 17, "#3f4a5a", dict(skin=0)), (-0.9, 24, "#f0c84a", dict(robe=True, skin=0)), (0.8, 32, "#6a4f5e", {}), (-0.3, 40, "#3f5266", {})):
        sp.put(z, pp.person, x, z, coat, hair="#1d1815", **kw)
        if kw.get("robe"):
            def jeogori(sp, x=x, z=z):
                px, py = sp.to(x, 0, z); u = sp.unit(z)
                sp.poly([(px - 0.12 * u, py - 1.46 * u), (px + 0.12 * u, py - 1.46 * u), (px + 0.3 * u, py - 1.12 * u), (px + 0.3 * u, py - 0.84 * u), (px + 0.18 * u, py - 1.0 * u), (px - 0.18 * u, py - 1.0 * u), (px - 0.3 * u, py - 0.84 * u), (px - 0.3 * u, py - 1.12 * u)], "#f4ead6"); sp.line([(px, py - 1.46 * u), (px, py - 1.05 * u)], "#2a211d", 0.07 * u); sp.line([(px, py - 1.14 * u), (px, py - 1.04 * u)], "#d8405a", 0.09 * u)
                sp.poly([(px - 0.2 * u, py - 1.0 * u), (px + 0.2 * u, py - 1.0 * u), (px + 0.44 * u, py - 0.04 * u), (px - 0.44 * u, py - 0.04 * u)], sp.light({"#e86a8a": "#d8506f", "#4a7fc4": "#3f6fb0", "#f0c84a": "#e0b03a"}[{-1.2: "#e86a8a", -0.4: "#4a7fc4", -0.9: "#f0c84a"}[x]], (0.2, 0.3, -0.6)))
            sp.put(z - 0.01, jeogori)
    for x, z in ((-2.9, 8.6), (2.9, 9.8), (2.9, 20)):
        sp.put(z, nt.pot, x, z, pot_colour="#6a5040", high=1.0)
    sp.put(30, nt.tree, -3.9, 30, 6.6, 4.2, ("#a8482c", "#d8703a", "#f0a84a")); sp.put(46, nt.tree, 3.9, 46, 6.6, 4.4, ("#b5762c", "#e0a83a", "#f4d06a"))
    sp.put(9.6, rd.post_sign, -2.5, 10.0, "북촌로11길\nBukchon-ro 11-gil", 1.6, 0.58, 2.3, "#1f4f9a", "#ffffff", "kr", edge="#ffffff")
    sp.draw_queue()
    sp.slope = 0.0
    for y, x in ((4.6, -2.7), (4.9, -2.6)):
        rd.cable(sp, (x, y, 4), (x - 0.2, y - 4, 44), 0.3, "#3a3438", 0.025)
    pp.birds(sp, [(300, 170), (324, 160), (690, 190)])
    return sp.finish()
