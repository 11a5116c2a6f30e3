"""Scenes: Marrakesh, Sydney, Istanbul, Havana, Kyiv, Singapore, Nairobi."""
import math
import random

from . import facade as fc, landmarks as lm, landmarks_more as lx, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from .colour import mix, scale
from .space import Space


def marrakesh(s):
    sp = Space(83, s=s, cx=490, hy=432, f=760, eye=2.2, sun=(0.75, 0.5, -0.25), lit=(1.08, 0.99, 0.86), shade=(0.66, 0.6, 0.74), haze="#f2cfb0", far=200)
    sk.sky(sp, [(0, "#5f93c0"), (0.45, "#a9c3cf"), (0.8, "#f3cfa8"), (1, "#f7c79a")])
    sk.streaks(sp, 60, 220, "#fbe3cc", 7, 0.55)
    sk.hills(sp, 428, 215, "#8f93b4", "#e0b8a4", seed=6, snow="#f4f1f2", rough=0.75)
    sk.hills(sp, 440, 36, "#b98a74", "#dfae8a", seed=9)
    w = sp.front(-4, -3, 150)
    lx.koutoubia(w, "#d7a078")
    rd.street(sp, 4.6, 240, "#a39184", "#c99a7c", "#e0bfa0", high=0.12)
    rd.dashes(sp, 0, 5, 120)
    body = ["#d08a68", "#c97c5c", "#d99a76", "#c4765a", "#dba27e"]
    names = [("مطعم جامع الفنا", "#2f6f6a"), ("عطارة الأطلس", "#7b2f2a"), ("زرابي وجلد", "#27507a"), ("مقهى فرنسا", "#8a5a1f")]

    def house(w, width, k, i):
        c = body[k % 5]
        high = fc.front(w, width, floors=[1, 2, 1, 2][k % 4], gh=4.6, fh=3.2, body=c, trim=scale(c, 1.08), bays=max(2, int(width / 3.6)), win="point", ratio=(0.3, 0.6), frame="#f0dcc0", glass="#3f5f6a", cap=None, band=False, sill=False)
        w.slab(0, high, width, high + 0.5, 0.1, c)
        for j in range(int(width / 1.1)):
            w.slab(j * 1.1 + 0.2, high + 0.5, j * 1.1 + 0.8, high + 1.1, 0.1, c)
        if k % 2:
            mid = width * 0.5
            w.arch(mid - 1.9, 0, mid + 1.9, 4.1, "#f0dcc0", point=True); w.arch(mid - 1.5, 0, mid + 1.5, 3.7, "#7a5236", point=True)
            w.line([(mid, 0), (mid, 3.7)], "#5a3a24", 0.06)
            for a in (-0.8, 0.8):
                for v in (0.8, 1.5, 2.2):
                    w.oval(mid + a, v, 0.1, 0.1, "#d9b45a", n=8)
            for a in (0.12, 0.72):
                w.rect(width * a, 1.0, width * a + 1.4, 2.8, "#2f6f6a"); w.rect(width * a + 0.15, 1.15, width * a + 1.25, 2.65, "#3f8a84")
        else:
            name, board = names[(k // 2) % 4]
            fc.shop(w, 0.5, width - 0.5, 3.8, name, "arabic", board, "#fbeecb", canopy=("#3f8a84", "#efdcb8") if k % 4 == 0 else ("#b5483f", "#efdcb8"), glass="#3d302c")
            for j in range(int(width / 0.9)):
                u = 0.8 + j * 0.9
                col = ["#c8553f", "#e0a83a", "#3f6f94", "#7a4a6a", "#2f7a5a"][(j + k) % 5]
                w.slab(u, 0.0, u + 0.66, 0.45 + 0.1 * (j % 3), 0.8, "#8a5f3f", top=col)
                w.poly([(u + 0.02, 0.45), (u + 0.33, 0.95), (u + 0.64, 0.45)], col, w=0.5)
    fc.canyon(sp, 8.2, [7.4, 18, 29, 41, 54, 70, 90], house)
    sp.shadow([(4.4, 2), (8.2, 2), (8.2, 90), (5.2, 90)], 0.24, 3)
    for x, z, h in ((-6.2, 24, 8.5), (6.3, 33, 9.5), (-6.3, 47, 9), (6.3, 60, 9.5), (-6.3, 76, 9), (6, 100, 9), (-6, 120, 9)):
        sp.put(z, nt.palm, x, z, h, 2.6)
    for x, z in ((6.4, 19), (-6.4, 36)):
        sp.put(z, nt.tree, x, z, 4.4, 3.2, ("#35552f", "#4f7a3f", "#7a9a4a"))

    def oranges(sp, x, z):
        rng = random.Random(4)
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        for _ in range(16):
            a, d = rng.uniform(0, math.tau), rng.uniform(0.2, 1.2)
            sp.oval(px + math.cos(a) * d * u, py - 2.9 * u + math.sin(a) * d * 0.9 * u, 0.09 * u, 0.09 * u, "#f09a2e")
    sp.put(18.9, oranges, 6.4, 19); sp.put(35.9, oranges, -6.4, 36)

    def carriage(sp):
        b = tf.Body(sp, 1.6, 26, tf.AWAY)
        b.shade(2.4, 0.8)
        b.wheel(0.4, 0.85, 0.62, "#c8453b"); b.wheel(1.9, 0.85, 0.5, "#c8453b")
        b.hull((0.1, 2.2, 0.7), (0, 2.3, 1.35), 0.7, 0.8, ("#2f5a44", "#2f5a44", "#5a3a2a"))
        b.hull((0.0, 1.1, 1.35), (0.1, 0.9, 2.35), 0.8, 0.7, ("#23262c", "#23262c", "#2e3238"))
        tf.plate(b, b.wall("tail", 2.4, 0.8), "كوتشي 128", "#e8c25a", "#1b1d28", 0.85, 0.5, 0.2)
    sp.put(26, carriage)
    sp.put(40, tf.car, -2.4, 42, tf.HERE, "#d9c08a", "hatch", "", roof_sign=("TAXI", "#f5d34a", "#1b1d28"))
    sp.put(16, tf.car, 2.9, 15, tf.AWAY, "#d9c08a", "hatch", "48213 | أ | 26", "#f4f2ea", "#1b1d28", roof_sign=("TAXI", "#f5d34a", "#1b1d28"))
    pp.walk(sp, [(-5.4, 11.5, "#e8dcc4", dict(robe=True, skin=2)), (-4.8, 12, "#3f6f94", dict(robe=True, skin=1)), (5.6, 12.8, "#8a4a5a", dict(robe=True, skin=2)), (5.5, 24, "#d9a441", dict(skin=0, hat="#efe0c0")), (-5.5, 30, "#5a6a4a", dict(robe=True, skin=2)), (5.4, 44, "#b5483f", dict(robe=True, skin=3)), (-0.4, 60, "#3f5266", {})])
    sp.put(10.6, rd.post_sign, -5.0, 10.8, "شارع محمد الخامس", 2.3, 0.46, 2.95, "#a8372f", "#ffffff", "arabic", edge="#ffffff")
    sp.put(10.5, rd.post_sign, -5.0, 10.75, "Avenue Mohammed V", 2.3, 0.42, 2.5, "#a8372f", "#ffffff", "bold")
    sp.draw_queue()
    pp.birds(sp, [(300, 170), (325, 160), (700, 130), (722, 146)])
    return sp.finish(tint="#fbd2a6")


def sydney(s):
    sp = Space(89, s=s, cx=330, hy=392, f=740, eye=2.6, sun=(-0.75, 0.4, 0.1), lit=(1.05, 0.93, 0.86), shade=(0.52, 0.52, 0.7), haze="#e9b49a", far=260, haze_max=0.45, night=True)
    sk.sky(sp, [(0, "#34477f"), (0.4, "#8079a8"), (0.72, "#e8a08c"), (1, "#fbcf96")])
    sk.streaks(sp, 50, 250, "#f2b5a0", 10, 0.6); sk.streaks(sp, 120, 300, "#ffe0b0", 6, 0.5, 4)
    far_w = sp.front(110, 111, 900); far_w.y0 = -2
    sk.skyline(sp, 394, "#8d7796", 6, 34, 0, 960, 5, windows="#ffd58a")
    lm_w = sp.front(-70, -69, 620); lm_w.y0 = -2
    lx.harbour_bridge(lm_w, "#56516c")
    o = sp.front(150, 151, 262); o.y0 = -2
    # The last sun still reaches the shells.
    o.normal = (-0.8, 0.4, 0.1)
    lx.opera_house(o, "#fbe3cc", "#b9867a")
    sp.level = -1.5
    area = [sp.to(3.6, -1.5, 262), (960, 394), (960, 720), sp.to(3.6, -1.5, 2)]
    sk.sea(sp, 394, 720, "#c98f94", "#4a4f7a", "#ffd9b0", 0.35, 190, x0=330)

    def across():
        lx.opera_house(o, "#fbe3cc", "#b9867a"); lx.harbour_bridge(lm_w, "#56516c")
    sp.reflect(across, area, 0.42, 6)
    rng = random.Random(3)
    for _ in range(60):
        t = rng.random() ** 1.5
        y = 398 + 260 * t
        x = rng.uniform(420 + t * 150, 960)
        sp.poly([(x, y), (x + 10 + 40 * t, y - 0.6 - t), (x + 20 + 80 * t, y), (x + 10 + 40 * t, y + 0.8 + t)], "#ffe3bd", 0.3)
    # A ferry in green and cream.
    f = sp.front(34, 52, 95, -1.5)
    f.poly([(0.5, 0), (17, 0), (18, 2.2), (0, 2.0)], "#2f6a4a"); f.rect(0.8, 2.1, 17.2, 4.4, "#f2dfae"); f.rect(2.5, 4.4, 15, 6.4, "#f2dfae"); f.rect(7.6, 6.4, 9.6, 8.6, "#f2dfae"); f.rect(7.6, 8, 9.6, 8.6, "#2f6a4a")
    for k in range(9):
        f.rect(1.6 + k * 1.7, 2.7, 2.7 + k * 1.7, 3.8, "#ffdf9a", emit=0.7)
        if 1 <= k <= 7:
            f.rect(1.6 + k * 1.7, 4.9, 2.7 + k * 1.7, 5.9, "#ffdf9a", emit=0.7)
    # The quay: road, promenade, stone edge.
    rd.strip(sp, -40, 3.6, 1.2, 300, "#a3948c")
    sp.face([(3.6, 0, 300), (3.6, 0, 1.2), (3.6, -1.5, 1.2), (3.6, -1.5, 300)], "#6a5a58", (1, 0, 0))
    rd.paving(sp, -1.5, 3.4, 3, 60, "#7a6c68", 1.1, 0.5)
    rd.strip(sp, -8.4, -2.2, 1.2, 300, "#6d6a74"); rd.strip(sp, -2.3, -1.9, 1.2, 300, "#c9beb2")
    rd.dashes(sp, -5.3, 4, 120)
    names = [("THE ROCKS CAFÉ", "display"), ("Campbell's Stores", "script"), ("HARBOUR BOOKS", "bold"), ("OYSTER BAR", "bold")]

    def store(w, width, k, i):
        body = ["#b58a64", "#a87a58", "#c29a72"][k % 3]
        high = fc.front(w, width, floors=2, gh=3.8, fh=3.3, body=body, trim=scale(body, 1.15), bays=max(2, int(width / 3)), win="arch", ratio=(0.42, 0.66), frame=scale(body, 1.2), glass="#4a5066", lit=["#ffdf9a", "#ffc97a"], lit_share=0.6, roof="pitched", roof_colour="#5a5560", ridge=2.6)
        name, face = names[k % 4]
        fc.shop(w, 0.6, width - 0.6, 3.5, name, face, "#2f3a4a", "#ffe9c0", lit="#ffd28a", canopy=("#2f5a5a", "#e9dcc2") if k % 2 else None, emit=0.3)
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
    sp.put(60, tf.bus, -6.8, 58, tf.AWAY, 11, 3.1, 1.25, "#3f8fc4", "#e9e6de", lit="#ffe6b4", route="333 Circular Quay", lights=True, text="m/o 1872")
    pp.walk(sp, [(0.3, 11.4, "#c8553f", dict(dress=True, skin=0, hair="#a8743f")), (1.0, 11.8, "#33486a", dict(skin=1)), (2.0, 20, "#e6d8bf", dict(skin=1)), (-0.6, 27, "#4f7a6a", {}), (1.4, 40, "#7a5a7a", {}), (0.2, 55, "#b5483f", {})])
    sp.put(10.6, rd.post_sign, -1.5, 10.6, "HICKSON RD", 1.7, 0.4, 2.7, "#1f5a3f", "#ffffff", "bold", edge="#ffffff")
    sp.put(31, nt.tree, -9.3, 31, 6.5, 4.6); sp.put(48, nt.palm, -9.3, 48, 8, 2.4)
    sp.draw_queue()
    pp.birds(sp, [(640, 120), (668, 108), (690, 128), (520, 210)], "#3a3350")
    return sp.finish(bloom=0.8, lift=0.84)


def istanbul(s):
    sp = Space(97, s=s, cx=490, hy=446, f=760, eye=1.9, sun=(-0.7, 0.5, -0.1), lit=(1.08, 0.99, 0.88), shade=(0.62, 0.62, 0.78), haze="#f3d6bc", far=130)
    sk.sky(sp, [(0, "#6f95c0"), (0.5, "#c0c6d0"), (0.85, "#f8d3b0"), (1, "#fbd9ae")])
    sk.cloud(sp, 250, 130, 240, "#fff0e2", "#c9bccb", 0.9, 2); sk.cloud(sp, 760, 100, 240, "#ffeede", "#c9bccb", 0.9, 5)
    w = sp.front(0, 1, 128); w.y0 = 0
    lx.galata(w, "#d6bd9c")
    rd.street(sp, 2.9, 110, "#8f8884", "#aaa095", "#bfb5a8", high=0.08)
    rd.cobbles(sp, -2.9, 2.9, 4.2, 34, "#77706e", "#aaa29c", 0.36, 0.6)
    bodies = ["#d9b08a", "#c97f6a", "#e3cfa8", "#9fb0a8", "#d8a06a", "#b8899a", "#e8dcc4"]
    names = [("LOKUM & BAKLAVA", "bold"), ("Kahve Dünyası", "script"), ("MÜZİK ALETLERİ", "bold"), ("ESKİCİ", "display"), ("Simit Fırını", "script"), ("ÇAY BAHÇESİ", "bold"), ("Lokanta", "script")]

    def house(w, width, k, i):
        c = bodies[k % 7]
        floors = [4, 3, 4, 5, 3][k % 5]
        high = fc.front(w, width, floors=floors, gh=3.8, fh=3.1, body=c, trim=mix(c, "#ffffff", 0.45), bays=max(2, int(width / 2.6)), win=["arch", "french", "sash"][k % 3], ratio=(0.42, 0.66), glass="#52606c", lit=["#ffd592"], lit_share=0.07, balconies=(1,) if k % 3 == 1 else ())
        # The bay window of an Ottoman street.
        if k % 2 == 0:
            a, b, v0, v1 = width * 0.3, width * 0.7, 4.0, 4.0 + 3.1 * min(3, floors - 1)
            w.slab(a, v0, b, v1, 0.9, mix(c, "#5a3a2a", 0.25))
            for f in range(min(3, floors - 1)):
                for j in range(2):
                    u = a + (b - a) * (0.08 + 0.48 * j)
                    w.rect(u, v0 + f * 3.1 + 0.8, u + (b - a) * 0.36, v0 + f * 3.1 + 2.5, "#efe4cf", 0.91); w.rect(u + 0.08, v0 + f * 3.1 + 0.88, u + (b - a) * 0.36 - 0.08, v0 + f * 3.1 + 2.42, "#52606c", 0.92)
            w.slab(a - 0.15, v1, b + 0.15, v1 + 0.25, 1.1, mix(c, "#fff", 0.4))
        name, face = names[k % 7]
        fc.shop(w, 0.4, width - 0.4, 3.5, name, face, ["#7b2f2a", "#27405e", "#1f4a3a", "#5a3a24", "#2f3a44"][k % 5], "#f5e6c4", lit="#ffcf8a" if k % 2 else None, canopy=[None, ("#b5312c", "#b5312c"), None, ("#2f6f6a", "#efe6d2")][k % 4])
    fc.canyon(sp, 4.9, [5.4, 12.5, 20, 28, 36.5, 46, 57, 70], house)
    sp.shadow([(-4.9, 2), (-0.4, 2), (-1.0, 70), (-4.9, 70)], 0.2, 4)

    def cart(sp):
        px, py = sp.to(2.3, 0, 13.5); u = sp.unit(13.5)
        sp.soft([[(px - 1.0 * u, py), (px + 1.0 * u, py), (px + 1.3 * u, py + 0.2 * u), (px - 0.8 * u, py + 0.2 * u)]], "#14172a", 2, 0.35)
        for dx in (-0.6, 0.6):
            sp.oval(px + dx * u, py - 0.25 * u, 0.25 * u, 0.25 * u, "#2a2d34"); sp.oval(px + dx * u, py - 0.25 * u, 0.12 * u, 0.12 * u, "#b9bcc2")
        sp.rect(px - 0.95 * u, py - 1.05 * u, px + 0.95 * u, py - 0.4 * u, "#c8352f"); sp.rect(px - 0.95 * u, py - 1.6 * u, px + 0.95 * u, py - 1.05 * u, "#dfe9ec", 0.5)
        for r in range(3):
            for j in range(7):
                sp.oval(px + (-0.75 + j * 0.25) * u, py - (1.16 + r * 0.13) * u, 0.1 * u, 0.06 * u, "#b5722f")
        for dx in (-0.92, 0.92):
            sp.line([(px + dx * u, py - 1.0 * u), (px + dx * u, py - 2.1 * u)], "#8a8a8a", 1.3)
        sp.poly([(px - 1.15 * u, py - 2.05 * u), (px + 1.15 * u, py - 2.05 * u), (px + 0.9 * u, py - 2.35 * u), (px - 0.9 * u, py - 2.35 * u)], "#f3ead6")
        for j in range(0, 8, 2):
            sp.poly([(px + (-1.15 + j * 0.2875) * u, py - 2.05 * u), (px + (-0.8625 + j * 0.2875) * u, py - 2.05 * u), (px + (-0.675 + j * 0.225) * u, py - 2.35 * u), (px + (-0.9 + j * 0.225) * u, py - 2.35 * u)], "#c8352f")
        sp.letters([(px - 0.8 * u, py - 0.95 * u), (px + 0.8 * u, py - 0.95 * u), (px + 0.8 * u, py - 0.5 * u), (px - 0.8 * u, py - 0.5 * u)], "TAZE SİMİT", "bold", "#ffe9b0", 0.9)
    sp.put(13.5, cart)
    pp.walk(sp, [(3.6, 13.9, "#f0ebe0", dict(skin=1)), (-1.4, 11.4, "#4a5a76", dict(skin=1)), (-0.7, 11.9, "#b5648a", dict(skin=0, robe=False, dress=True)), (-3.4, 17, "#3a3f4a", dict(skin=1)), (0.9, 22, "#d9a441", {}), (-1.6, 29, "#5a6a4a", {}), (1.5, 36, "#8a4a44", {})])
    pp.crowd(sp, 9, -2.4, 2.4, 34, 66, ["#6a4f5e", "#3f5266", "#c9a27a", "#b5483f"], 2)

    def cat(sp, x, z, c):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        sp.oval(px, py - 0.13 * u, 0.17 * u, 0.14 * u, c); sp.oval(px + 0.12 * u, py - 0.31 * u, 0.09 * u, 0.085 * u, c)
        for d in (0.06, 0.17):
            sp.poly([(px + (d - 0.03) * u, py - 0.36 * u), (px + d * u, py - 0.45 * u), (px + (d + 0.03) * u, py - 0.36 * u)], c)
        sp.line([(px - 0.15 * u, py - 0.06 * u), (px - 0.33 * u, py - 0.12 * u), (px - 0.36 * u, py - 0.28 * u)], c, 0.05 * u)
    sp.put(8.6, cat, -2.5, 8.8, "#d98a3f"); sp.put(9.4, cat, 3.4, 9.2, "#e9e4da")
    sp.put(16.4, rd.post_sign, -3.3, 16.4, "BÜYÜK HENDEK\nCADDESİ", 1.7, 0.62, 2.5, "#b3202c", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    for z in (10, 18, 27, 38):
        rd.bulbs(sp, (-4.8, 6.0, z), (4.8, 6.0, z + 1), 16, 0.7, "#fff0c0")
    pp.birds(sp, [(360, 120), (385, 108), (405, 130), (620, 190), (645, 178)], "#ffffff")
    return sp.finish(tint="#fbd6b0")


def havana(s):
    sp = Space(101, s=s, cx=470, hy=420, f=760, eye=2.2, sun=(0.6, 0.65, -0.4), lit=(1.08, 1.02, 0.9), shade=(0.64, 0.66, 0.82), haze="#d9e6e6", far=230)
    sk.sky(sp, [(0, "#3f95cc"), (0.55, "#9dd0e2"), (1, "#f5ead0")])
    sk.cloud(sp, 230, 130, 330, seed=2); sk.cloud(sp, 640, 90, 260, seed=5); sk.cloud(sp, 860, 200, 240, seed=8)
    w = sp.front(1.5, 2.5, 132)
    lx.capitolio(w, "#f0e6cf")
    rd.street(sp, 4.8, 200, "#82838a", "#c9beab", "#dcd3c2")
    rd.dashes(sp, 0, 4, 110, "#f0d88a")
    bodies = ["#e8a0a0", "#7fc0b8", "#f2d27a", "#a8c4dc", "#e8b88a", "#b8d8b0", "#d98a9a", "#f0e6cf"]
    names = [("CAFÉ HABANA", "display"), ("La Bodeguita", "script"), ("TABACOS", "bold"), ("HELADERÍA", "bold"), ("Librería Martí", "script"), ("BARBERÍA", "bold")]

    def house(w, width, k, i):
        c = bodies[k % 8]
        floors = [2, 3, 2, 3][k % 4]
        high = fc.front(w, width, floors=floors, gh=4.6, fh=3.8, body=c, trim="#f8f3e6", bays=max(2, int(width / 3.1)), win=["louvre", "arch"][k % 2], ratio=(0.36, 0.7), frame="#f8f3e6", glass="#46565e", shutter=["#2f7a84", "#3f6a94", "#5a8a5a"][k % 3], balconies=tuple(range(floors)), balcony_kind="run", iron=["#2f3238", "#f4efe2"][k % 2], cap="cornice")
        w.slab(0, high + 0.35, width, high + 1.2, 0.1, c)
        for j in range(int(width / 0.5)):
            w.rect(j * 0.5 + 0.15, high + 0.5, j * 0.5 + 0.35, high + 1.05, scale(c, 0.7), 0.11)
        # The arcade over the pavement.
        w.rect(0, 0, width, 4.4, scale(c, 0.5))
        n = max(2, int(width / 3.1))
        name, face = names[k % 6]
        for j in range(n):
            u = width * (j + 0.5) / n
            w.rect(u - 1.0, 0.2, u + 1.0, 3.0, "#3a3432"); w.rect(u - 0.9, 0.3, u + 0.9, 2.9, "#e8c27a" if (j + k) % 3 == 0 else "#4a5a5c")
        for j in range(n + 1):
            u = width * j / n
            w.slab(max(0, u - 0.3), 0, min(width, u + 0.3), 3.6, 0.35, "#f8f3e6")
        w.slab(0, 3.6, width, 4.6, 0.35, c)
        w.sign(width * 0.12, 3.75, width * 0.88, 4.45, name, face, "#fbf6e6", ["#7b2f2a", "#27506e", "#2f5a3a"][k % 3], 0.42)
        if k % 3 == 0:
            for j in range(6):
                w.rect(0.8 + j * 0.6, 9.3, 1.22 + j * 0.6, 10.1, ["#f7f4ec", "#d8463f", "#3f7fc4", "#f4cf4e"][j % 4], 0.8)
        if k % 4 == 1:
            w.poly([(width * 0.2, 6.1), (width * 0.34, 5.4), (width * 0.42, 6.0), (width * 0.3, 6.9)], scale(c, 0.8), a=0.6)
    fc.canyon(sp, 8.4, [7.5, 18, 28.5, 40, 52, 66, 82, 100], house)
    for x, z, h in ((-6.4, 34, 9), (6.4, 41, 9.5), (-6.4, 56, 10), (6.4, 64, 9.5), (-6.4, 84, 10), (6.4, 92, 10)):
        sp.put(z, nt.palm, x, z, h, 2.4, trunk="#b5ada0")
    sp.put(13.5, tf.car, 2.0, 14, tf.AWAY, "#e8607e", "classic", "P 071 448", "#f4f2ea", "#1b1d28", "#3f6fb0", roof="#f7efe6")
    sp.put(21, tf.car, -2.6, 22, tf.HERE, "#3fb0a8", "classic", "P 152 903", "#f4f2ea", "#1b1d28", roof="#f4efe4")
    sp.put(36, tf.car, -2.4, 38, tf.HERE, "#f2c24a", "classic", roof="#f4efe4"); sp.put(32, tf.car, 2.4, 30, tf.AWAY, "#3f6fb8", "classic", "HAB 63", roof="#e9e4da"); sp.put(60, tf.car, 2.4, 56, tf.AWAY, "#c8352f", "classic")
    sp.put(26, tf.tuktuk, 3.9, 25, tf.AWAY, "#f2c230", "#f2d860", "")
    pp.walk(sp, [(-6.0, 11.6, "#f4f0e4", dict(skin=3, hat="#e9dcc0")), (6.1, 12.4, "#f2c230", dict(dress=True, skin=4)), (6.9, 13, "#3f7fa8", dict(skin=2)), (-6.2, 20, "#d8463f", dict(skin=4)), (6.2, 24, "#57a68a", dict(dress=True, skin=3)), (-6, 31, "#e6dfcf", dict(skin=2, hat="#4a3a30")), (5.9, 38, "#8a4a6a", {})])
    sp.put(10.8, rd.post_sign, 5.3, 10.8, "PASEO DE MARTÍ\nPRADO", 1.7, 0.64, 2.5, "#1f5a8a", "#ffffff", "bold", edge="#ffffff")
    for x, z in ((-5.4, 20), (5.4, 34), (-5.4, 46)):
        sp.put(z, rd.lamp, x, z, "globes", 4.0, "#2c3a38")
    sp.draw_queue()
    pp.birds(sp, [(330, 200), (356, 188), (600, 240)])
    return sp.finish()


def kyiv(s):
    sp = Space(103, s=s, cx=470, hy=448, f=760, eye=2.0, sun=(-0.6, 0.55, -0.4), lit=(1.06, 1.0, 0.9), shade=(0.64, 0.66, 0.82), haze="#e6dccb", far=150)
    sk.sky(sp, [(0, "#6d9fcb"), (0.55, "#b9d2de"), (1, "#f6e3c4")])
    sk.cloud(sp, 200, 120, 300, "#fdf8ee", "#c3cbd8", seed=2); sk.cloud(sp, 780, 150, 260, "#fdf8ee", "#c3cbd8", seed=6)
    leaf = ("#9a5a2c", "#c98a35", "#e8bf52")
    sk.hills(sp, 452, 130, "#8a7a4a", "#b9a06a", seed=3, n=32)
    rng = random.Random(5)
    for _ in range(60):
        x = rng.uniform(120, 860)
        y = 445 - rng.uniform(0, 95) * (1 - abs(x - 490) / 500)
        nt.foliage(sp, x, y, rng.uniform(14, 24), rng.uniform(11, 18), leaf if rng.random() < 0.7 else ("#5a6a3a", "#7f8f48", "#b5b35a"), 90, rng, 26, 0.3)
    w = sp.front(3.5, 4.5, 138); w.y0 = 14
    lx.st_andrew(w)
    for _ in range(26):
        x, y = rng.uniform(380, 640), rng.uniform(352, 420)
        nt.foliage(sp, x, y, rng.uniform(16, 26), rng.uniform(12, 18), leaf, 80, rng, 26, 0.3)
    rd.street(sp, 3.3, 90, "#8d8682", "#b5aa9a", "#c9bfae", high=0.08)
    rd.cobbles(sp, -3.3, 3.3, 4.2, 34, "#716b6a", "#aca49c", 0.3, 0.62)
    bodies = ["#e8c98a", "#d9a08a", "#a9c4b0", "#e9dcc2", "#c98a6a", "#9fb4c8", "#e3b56a"]
    names = [("КАВ'ЯРНЯ", "display"), ("Книгарня", "script"), ("ГАЛЕРЕЯ", "bold"), ("ПЕКАРНЯ", "bold"), ("Сувеніри", "script"), ("АПТЕКА", "bold"), ("Вареники", "script")]

    def house(w, width, k, i):
        c = bodies[k % 7]
        floors = [2, 1, 2, 3, 2][k % 5]
        high = fc.front(w, width, floors=floors, gh=3.9, fh=3.4, body=c, trim="#f6efe0", bays=max(2, int(width / 2.7)), win=["arch", "cross", "sash"][k % 3], ratio=(0.42, 0.64), frame="#f8f3e8", glass="#4f606c", lit=["#ffd592"], lit_share=0.08, roof="pitched", roof_colour=["#5f7a6a", "#8a4a3a", "#6a6f7a"][k % 3], ridge=2.4, quoins=k % 2 == 0, balconies=(0,) if k % 3 == 1 else ())
        name, face = names[k % 7]
        fc.shop(w, 0.5, width - 0.5, 3.5, name, face, ["#27405e", "#7b2f2a", "#1f4a3a", "#5a3a24"][k % 4], "#f5e6c4", canopy=[None, ("#c9a23a", "#f0e6d2"), None, ("#2f5a8a", "#efe6d2")][k % 4], lit="#ffcf8a" if k % 3 == 0 else None)
    fc.canyon(sp, 5.8, [6, 13.5, 21.5, 30, 39, 49, 60], house)
    sp.shadow([(-5.8, 2), (-1.6, 2), (-2.0, 60), (-5.8, 60)], 0.18, 4)
    for x, z in ((4.7, 26), (-4.6, 35), (4.7, 46)):
        sp.put(z, nt.tree, x, z, 6.0, 4.0, leaf)
    for x, z in ((-4.0, 17), (4.0, 31)):
        sp.put(z, rd.lamp, x, z, "classic", 4.3, "#2c3038")

    def easel(sp, x, z, seed):
        r = random.Random(seed)
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        for j in range(3):
            a, b = px + (j - 1.4) * 0.78 * u, py - (0.75 + 0.14 * (j % 2)) * u
            sp.line([(a + 0.1 * u, py), (a + 0.32 * u, b - 0.6 * u), (a + 0.56 * u, py)], "#6a4a34", 0.045 * u)
            sp.rect(a, b - 0.5 * u, a + 0.66 * u, b, "#caa468"); sp.rect(a + 0.05 * u, b - 0.45 * u, a + 0.61 * u, b - 0.05 * u, r.choice(["#9cc4dc", "#f0d8a8", "#cfe0d0"]))
            sp.poly([(a + 0.05 * u, b - 0.05 * u), (a + 0.05 * u, b - 0.18 * u), (a + 0.25 * u, b - 0.3 * u), (a + 0.61 * u, b - 0.12 * u), (a + 0.61 * u, b - 0.05 * u)], r.choice(["#5f8a5a", "#c8703f", "#3f6f94"]))
            sp.oval(a + 0.46 * u, b - 0.34 * u, 0.05 * u, 0.05 * u, "#f4cf4e")
    sp.put(12.6, easel, 4.2, 12.8, 1); sp.put(15.5, easel, 4.5, 16, 2)
    sp.put(22, tf.car, 1.7, 24, tf.AWAY, "#8a3a34", "hatch", "AA 4172 KB", "#f4f2ea", "#1b1d28", "#2b62b0")
    sp.put(38, tf.car, -1.7, 40, tf.HERE, "#dfdbd0", "sedan")
    pp.walk(sp, [(-1.5, 11.6, "#c9a23a", dict(skin=0, hair="#a8743f")), (-0.8, 12.0, "#5a4a6a", dict(skin=0, dress=True)), (3.5, 14.2, "#3f5a4a", dict(skin=0, hat="#3a3430")), (-4.0, 14, "#8a4a44", dict(skin=0)), (0.6, 22, "#3f5266", dict(skin=0)), (-1.2, 30, "#b5483f", dict(skin=0)), (1.5, 37, "#e6dfcf", dict(skin=0))])
    sp.put(9.8, rd.post_sign, -3.7, 10.2, "Андріївський узвіз", 2.0, 0.44, 2.6, "#1f4f9a", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    for _ in range(60):
        x, z = rng.uniform(-5, 5), 4 + 16 * rng.random()
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        sp.poly([(px - 0.09 * u, py), (px, py - 0.035 * u), (px + 0.09 * u, py), (px, py + 0.035 * u)], rng.choice(["#d9963a", "#b8602c", "#e8bf52"]), 0.9)
    pp.birds(sp, [(380, 150), (402, 140), (640, 210)])
    return sp.finish()


def singapore(s):
    sp = Space(107, s=s, cx=490, hy=440, f=760, eye=2.0, sun=(0.65, 0.6, -0.35), lit=(1.07, 1.02, 0.92), shade=(0.62, 0.66, 0.82), haze="#d9e6e2", far=180)
    sk.sky(sp, [(0, "#4f9fd0"), (0.5, "#a6d2e2"), (1, "#f2efd8")])
    sk.cloud(sp, 200, 110, 340, seed=2); sk.cloud(sp, 800, 140, 300, seed=5)
    rng = random.Random(4)
    for x, wd, h, c in ((300, 70, 250, "#8fb0c0"), (376, 54, 330, "#9dbac8"), (436, 64, 290, "#7fa3b6"), (505, 58, 360, "#a6c2ce"), (570, 76, 270, "#8aabbc"), (650, 60, 220, "#9cb8c4")):
        sp.gradient([(0, c), (1, "#dfeae6")], box=(x, 440 - h, x + wd, 446))
        for yy in range(int(440 - h) + 6, 430, 7):
            sp.rect(x + 3, yy, x + wd - 3, yy + 2.6, "#e9f4f6", 0.35)
        sp.rect(x, 440 - h, x + wd * 0.3, 446, "#ffffff", 0.14)
    w = sp.front(-1.6, -0.6, 66)
    lx.gopuram(w, 18)
    rd.street(sp, 3.6, 100, "#7d8086", "#b8a894", "#d2c6b4", high=0.14)
    rd.solid(sp, -3.1, 2, 80, "#f2c93f", 0.1); rd.solid(sp, -2.85, 2, 80, "#f2c93f", 0.1); rd.solid(sp, 3.1, 2, 80, "#f2c93f", 0.1); rd.dashes(sp, 0, 4, 70)
    bodies = ["#f2b8b0", "#8fd0c0", "#f4d884", "#a9c8ec", "#f2c6a0", "#c6e0a8", "#d8b4e0", "#f7ece0"]
    names = [("茶室  KOPITIAM", "cn"), ("海南鸡饭", "cn"), ("药材行", "cn"), ("BATIK & CO.", "bold"), ("点心楼", "cn"), ("Nasi Lemak", "script"), ("金店", "cn")]

    def house(w, width, k, i):
        c = bodies[k % 8]
        sh = ["#2f7a6a", "#3f6fa8", "#a8483f", "#5a8a4a", "#7a5a9a"][k % 5]
        high = fc.front(w, width, floors=2, gh=4.0, fh=3.5, body=c, trim="#fbf7ec", bays=3, win="louvre", ratio=(0.3, 0.66), frame="#fbf7ec", glass="#4a6068", shutter=sh, roof="pitched", roof_colour="#b5603f", ridge=2.0, band=True, sill=False, deep=8)
        for u in (0.0, width - 0.35):
            w.slab(u, 4, u + 0.35, high, 0.14, "#fbf7ec")
        for j in range(3):
            mid = width * (j + 0.5) / 3
            w.poly([(mid + 0.7 * math.cos(math.pi * t / 8), 10.6 + 0.28 * math.sin(math.pi * t / 8)) for t in range(9)], sh)
            if w.px(0) > 14:
                for q in range(3):
                    w.oval(mid - 0.5 + q * 0.5, 7.35, 0.12, 0.12, ["#e8607e", "#3f8f9a", "#f0b83a"][q], n=8)
        # The five-foot way.
        w.rect(0, 0, width, 3.7, "#4a3f3c"); w.rect(width * 0.1, 0.1, width * 0.9, 3.0, mix(c, "#3a2c28", 0.35))
        w.rect(width * 0.4, 0, width * 0.6, 2.6, sh)
        for a in (0.14, 0.68):
            w.rect(width * a, 1.0, width * (a + 0.18), 2.5, "#f0d8a0" if k % 2 else "#4a6068")
        for u in (0, width - 0.5):
            w.slab(u, 0, u + 0.5, 3.4, 0.5, "#fbf7ec"); w.slab(u, 0, u + 0.5, 0.9, 0.52, c)
        w.slab(0, 3.3, width, 4.1, 0.5, c)
        name, face = names[k % 7]
        w.sign(width * 0.1, 3.38, width * 0.9, 4.05, name, face, "#ffe9b0", ["#a8282c", "#2f3a44", "#1f5a4a"][k % 3], 0.58, edge="#e0b45a")
    fc.canyon(sp, 6.3, [6.4, 12.4, 18.6, 25, 31.6, 38.6, 46, 54, 63], house)
    sp.shadow([(3.2, 2), (6.3, 2), (6.3, 62), (3.6, 62)], 0.2, 3)

    def lantern(x, y, u, i):
        sp.line([(x, y), (x, y + 0.12 * u)], "#5a2a24", 0.6)
        sp.oval(x, y + 0.34 * u, 0.24 * u, 0.22 * u, "#d8302c"); sp.oval(x - 0.04 * u, y + 0.33 * u, 0.1 * u, 0.2 * u, "#f2604a", 0.8)
        sp.rect(x - 0.09 * u, y + 0.1 * u, x + 0.09 * u, y + 0.15 * u, "#e8b84a"); sp.rect(x - 0.09 * u, y + 0.54 * u, x + 0.09 * u, y + 0.59 * u, "#e8b84a")
        sp.line([(x, y + 0.59 * u), (x, y + 0.8 * u)], "#e8b84a", 0.04 * u)
    sp.put(17, tf.car, -1.8, 16, tf.AWAY, "#3f7fc4", "sedan", "SHC 4821 P", "#1d1f26", "#f4f2ea", roof_sign=("TAXI", "#fff6d8", "#1b1d28"))
    sp.put(30, tf.car, 1.8, 32, tf.HERE, "#e9e4da", "mini"); sp.put(44, tf.car, -1.8, 44, tf.AWAY, "#a8322d", "hatch")
    pp.walk(sp, [(-4.6, 11.4, "#e8b03a", dict(skin=2, dress=True)), (4.6, 12, "#3f8f9a", dict(skin=1)), (5.2, 12.5, "#e6e2d8", dict(skin=0, hat="#e9dcc0")), (-4.5, 20, "#b5483f", dict(skin=3)), (4.7, 24, "#7a5a9a", dict(robe=True, skin=2)), (-4.6, 30, "#4a6a8a", {}), (0.6, 37, "#f2b8b0", dict(umbrella="#f0c84a"))])
    sp.put(10.4, rd.post_sign, -4.4, 10.4, "Temple Street", 1.9, 0.44, 2.7, "#1f6b45", "#ffffff", "bold", edge="#ffffff")
    for x, z in ((5.4, 9.2), (-5.2, 15.5)):
        sp.put(z, nt.pot, x, z, pot_colour="#3f6f94", high=1.3)
    sp.put(50, nt.tree, 5.2, 50, 7, 4.6); sp.put(56, nt.palm, -5.3, 56, 8.5, 2.2)
    sp.draw_queue()
    for z in (13, 20, 29, 40):
        rd.bunting(sp, (-6.2, 7.6, z), (6.2, 7.6, z + 1), lantern, 9, 0.6)
    return sp.finish()


def nairobi(s):
    sp = Space(109, s=s, cx=440, hy=418, f=740, eye=2.4, sun=(-0.6, 0.6, -0.45), lit=(1.08, 1.01, 0.9), shade=(0.64, 0.64, 0.8), haze="#e3e2dc", far=260)
    sk.sky(sp, [(0, "#4f97cf"), (0.55, "#a9d0e4"), (1, "#f6e8cc")])
    sk.cloud(sp, 180, 110, 280, seed=2); sk.cloud(sp, 560, 80, 320, seed=5); sk.cloud(sp, 850, 180, 260, seed=7)
    sk.skyline(sp, 420, "#b4bccb", 30, 110, 120, 860, 3, light="#f0e6d6")
    w = sp.front(-14, -13, 420)
    # The conference centre: a fluted cylinder under a saucer, beside a cone.
    w.rect(-16, 0, 16, 104, "#c98a6a")
    for i in range(10):
        w.rect(-15 + i * 3.2, 4, -13.6 + i * 3.2, 102, "#8f5a48")
    w.poly([(-21, 104), (-24, 110), (24, 110), (21, 104)], "#b5785c"); w.rect(-10, 110, 10, 118, "#c98a6a"); w.line([(0, 118), (0, 138)], "#8a8a8a", 0.8)
    w.poly([(26, 0), (42, 34), (58, 0)], "#a8644c")
    t = sp.front(80, 81, 420)
    t.rect(-17, 0, 17, 150, "#9cb4c4"); t.rect(-17, 0, -4, 150, "#bcd0da"); t.poly([(-17, 150), (0, 168), (17, 150)], "#8aa4b6")
    for v in range(4, 148, 5):
        t.rect(-15, v, 15, v + 2, "#dfeaf0", a=0.5)
    rd.strip(sp, -60, 60, 1.2, 320, "#b58a66")
    rd.strip(sp, -9, 5.4, 1.2, 320, "#7f7f84"); rd.strip(sp, -9.6, -9, 1.2, 320, "#d8cfc0"); rd.strip(sp, 5.4, 6.0, 1.2, 320, "#d8cfc0")
    rd.solid(sp, -1.8, 3, 220, "#f0c64a", 0.16); rd.dashes(sp, -5.4, 4, 140); rd.dashes(sp, 1.8, 4, 140); rd.strip(sp, 6.0, 10.2, 1.2, 320, "#c9a98a"); rd.strip(sp, -14, -9.6, 1.2, 320, "#c9a98a")
    for x0, x1 in ((10.2, 60), (-60, -14)):
        rd.strip(sp, x0, x1, 1.2, 320, "#8fa05a")

    def office(w, width, k, i):
        c = ["#e6dccb", "#c9a88a", "#d8d8d4", "#b9c4c8"][k % 4]
        high = fc.front(w, width, floors=[6, 8, 5, 9][k % 4], gh=4.4, fh=3.2, body=c, trim=mix(c, "#fff", 0.4), bays=max(3, int(width / 3.2)), win="plain", ratio=(0.7, 0.5), glass="#5f7f90", cap="parapet", sill=False)
        fc.shop(w, 0.6, width - 0.6, 4.0, ["DUKA LA VITABU", "KAHAWA HOUSE", "M-PESA  AGENT", "Nyama Choma"][k % 4], "bold", ["#27405e", "#5a3024", "#2f8a4a", "#a8442f"][k % 4], "#fbf3de", canopy=[("#d8463f", "#f4efe0"), None][k % 2])
    fc.canyon(sp, 16, [12, 27, 43, 62, 84, 110, 142], office, ("left",))
    fc.canyon(sp, 22, [26, 44, 64, 90, 122], office, ("right",))
    jac = ("#6f4fa0", "#9474c8", "#c4aee8")
    for x, z, h, wd in ((8.3, 17, 8.2, 7.4), (-11.8, 26, 8.0, 6.8), (8.4, 33, 8.2, 7.0), (-11.8, 46, 8, 7), (8.4, 54, 8.4, 7), (-11.8, 72, 8, 7), (8.4, 80, 8, 7), (8.4, 120, 8, 7)):
        sp.put(z, nt.tree, x, z, h, wd, jac, "#5a4a44", n=620 if z < 30 else 260, leaf=0.065 if z < 30 else 0.09)
    sp.put(60, nt.acacia, 17, 60, 9, 13)
    rng = random.Random(7)

    def petals(sp):
        for _ in range(150):
            x, z = rng.choice([rng.gauss(8, 1.5), rng.gauss(-11.5, 1.5)]), 6 + 30 * rng.random() ** 1.4
            px, py = sp.to(x, 0, z); u = sp.unit(z)
            sp.oval(px, py, max(0.5, 0.05 * u), max(0.3, 0.02 * u), "#a68ad6", 0.9)
    sp.put(200, petals)

    def art(w):
        w.sign(1.2, 0.55, 5.6, 1.2, "★ SAFARI SOUND ★", "bold", "#ffe04a", None, 0.02); w.poly([(0, 0.5), (6.4, 0.9), (6.4, 0.75), (0, 0.35)], "#3fb06a", w=0.02)
    sp.put(15, tf.bus, -5.6, 15, tf.AWAY, 6.4, 2.45, 1.0, "#7a2f8a", "#d8463f", "#f4d34a", text="KCB 472Q", bg="#f4d34a", fg="#1b1d28", route="46 KAWANGWARE", sides=art)
    sp.put(40, tf.bus, 1.0, 42, tf.HERE, 6.4, 2.45, 1.0, "#2f7a4a", "#f4efe0", "#d8463f", route="CBD  23", bg="#f4f2ea", text="KDA 118X")
    sp.put(26, tf.car, 3.7, 27, tf.HERE, "#dfe0dc", "suv", "KCZ 903M"); sp.put(32, tf.car, -7.4, 32, tf.AWAY, "#3f5f7a", "hatch", "KBT 551", "#f4d34a"); sp.put(58, tf.car, -3.6, 56, tf.AWAY, "#a8322d", "sedan"); sp.put(70, tf.car, 3.6, 74, tf.HERE, "#d8c49a", "sedan")
    pp.walk(sp, [(7.6, 11.6, "#e0a83a", dict(dress=True, skin=4)), (8.3, 12.2, "#2f4a7a", dict(skin=4)), (-11.2, 19, "#d8463f", dict(skin=4)), (7.4, 23, "#57a68a", dict(skin=4, bag="#8a5a3c")), (8.8, 29, "#f4efe0", dict(skin=3)), (-11.2, 33, "#8a4a6a", dict(dress=True, skin=4)), (7.7, 44, "#e0703a", dict(robe=True, skin=4))])
    sp.put(10.6, rd.post_sign, 6.1, 10.6, "Kenyatta Avenue", 2.0, 0.42, 2.6, "#1f6b45", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    pp.birds(sp, [(610, 160), (636, 150), (660, 168)])
    return sp.finish()
