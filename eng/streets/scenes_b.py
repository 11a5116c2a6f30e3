"""Scenes: Amsterdam, Kyoto, Giza, Reykjavik, Rio de Janeiro, Cape Town, Lisbon."""
import math
import random

from . import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from .colour import mix, scale
from .space import Space


def far(sp, x, z):
    """A wall far away whose u = 0 stands at x."""
    w = sp.front(x, x + 1, z)
    return w


def amsterdam(s):
    sp = Space(31, s=s, cx=480, hy=372, f=760, eye=4.2, sun=(-0.6, 0.6, -0.55), lit=(1.05, 1.0, 0.93), shade=(0.66, 0.7, 0.84), haze="#dfe6e8", far=420)
    sk.sky(sp, [(0, "#7fb0d4"), (0.5, "#bcd6e4"), (1, "#f3ead6")])
    sk.cloud(sp, 180, 120, 330); sk.cloud(sp, 640, 80, 260, seed=3); sk.cloud(sp, 880, 190, 240, seed=5)
    bodies = ["#7d3f35", "#35403f", "#a8674a", "#5a3a34", "#c9b48e", "#6d2f2c", "#8a5a44", "#46505a", "#b5533f", "#d8cbb0"]
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
            high = fc.front(w, width - 0.05, floors=floors, gh=3.4, fh=3.1, body=body, trim=trim, bays=3, win="cross", ratio=(0.52, 0.66), frame=trim, glass="#41525e", cap=None, band=False, lit=["#ffdc9a"], lit_share=0.1)
            fc.stepped_gable(w, width - 0.05, high, body, trim, kinds[i % 10], 3.4)
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
        houses(); quay_life()
    sp.reflect(all_far, water, 0.55, 7, "#51686a")
    houses(); quay_life()
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
        sp.soft([[(p0[0], p0[1]), (p1[0], p1[1]), (p1[0] - 10, p1[1] + 22), (p0[0] + 14, p0[1] + 20)]], "#1d2c30", 4, 0.4)
    # The near quay with its railing and bicycles.
    rd.strip(sp, -40, 40, 5, 12.4, "#9a7f70")
    rd.cobbles(sp, -10, 10, 8.6, 12.2, "#7f665a", "#b39a88", 0.34, 0.6)
    rail = sp.front(-12, 12, 12.2)
    for v in (0.55, 1.02):
        rail.rect(0, v, 24, v + 0.06, "#2f3a38")
    for i in range(13):
        rail.rect(i * 2, 0, i * 2 + 0.09, 1.12, "#2f3a38")
        rail.oval(i * 2 + 0.045, 1.18, 0.09, 0.09, "#2f3a38")
    for x, c, d in ((-5.6, "#2b2f36", 1), (-4.3, "#7a2f2a", -1), (-3.3, "#25485e", 1), (2.2, "#2b2f36", 1), (3.5, "#c9a23a", -1)):
        tf.bike(sp, x, 11.8, "#24272d", d, c)
    for x in (-5.6, 1.4, 2.9):
        nt.pot(sp, x, 12.15, flowers="#d8486a", high=0.55, y=0.72, pot_colour="#4a5a52")
    rd.post_sign(sp, 5.9, 11.95, "Prinsengracht", 2.3, 0.44, 2.0, "#1f4b9a", "#ffffff", "bold", edge="#ffffff")
    rd.lamp(sp, -6.9, 11.7, "classic", 4.4, "#2f3a38")
    rd.lamp(sp, 7.3, 11.7, "classic", 4.4, "#2f3a38")
    pp.birds(sp, [(420, 110), (450, 98), (475, 118)])
    return sp.finish()


def kyoto(s):
    sp = Space(41, s=s, cx=500, hy=440, f=740, eye=1.9, sun=(-0.75, 0.42, 0.15), lit=(1.1, 0.98, 0.84), shade=(0.72, 0.64, 0.72), haze="#f4c8a6", far=110)
    sk.sky(sp, [(0, "#6d7fae"), (0.4, "#c9a3ae"), (0.72, "#f4b98e"), (1, "#fbd9a0")])
    sk.streaks(sp, 60, 270, "#f9cfae", 8, 0.6); sk.streaks(sp, 40, 200, "#b98ba6", 6, 0.45, 3)
    sk.sun(sp, 300, 372, 26, "#fff1cf", "#ffbe80", 0.7)
    sk.hills(sp, 430, 110, "#a98aa0", "#dda891", seed=3); sk.hills(sp, 446, 60, "#7d6b80", "#c08f82", seed=8)
    p = far(sp, 0.6, 92)
    p.y0 = 3.5
    lm.pagoda(p, 5, "#54403f", "#3d4250", "#c7a88a", 6.4, 4.3, 3.4)
    sk.mist(sp, 330, 450, "#f5c79e", 0.35)
    rd.street(sp, 3.1, 140, "#a99a8f", "#8f8178", "#b9aa9c", high=0.06)
    rd.cobbles(sp, -3.1, 3.1, 4.2, 34, "#8d7d74", "#c9b9a9", 0.55, 0.6)
    names = ["茶", "京菓子 松屋", "八坂の塔", "甘味処", "清水焼", "抹茶", "うどん"]

    def house(w, width, k, i):
        wood = ["#5d4236", "#6b4a3a", "#4f3a33", "#735342"][k % 4]
        plaster = ["#e8d9be", "#d9c6a4", "#efe3cd"][k % 3]
        fc.ends(w, width, 5.6, 7, plaster, ridge=2.0)
        w.rect(0, 0, width, 5.4, wood)
        # Lattice below, plaster and a slatted window above.
        n = int(width / 0.22)
        w.rect(0.2, 0.3, width - 0.2, 2.4, "#f2c987" if k % 2 == 0 or i < 2 else "#c99a62", emit=0)
        for j in range(n):
            u = 0.25 + j * (width - 0.5) / n
            w.line([(u, 0.3), (u, 2.4)], scale(wood, 0.72), 0.07)
        fc.door(w, width * 0.62, width * 0.62 + 1.7, 2.2, "#2e2422", wood)
        for j in range(3):
            u = width * 0.62 + j * 0.57
            w.rect(u + 0.03, 1.5, u + 0.54, 2.25, ["#2f4a66", "#7b2f3a", "#3d5a46"][k % 3], 0.1)
        fc.tiles_roof(w, width, 2.75, 1.1, 0.65, 0.1, "#565a66", "#33353f", 0.0)
        w.rect(0.15, 3.55, width - 0.15, 5.3, plaster)
        for j in range(int((width - 1) / 0.16)):
            w.rect(0.6 + j * 0.16, 3.75, 0.68 + j * 0.16, 5.0, wood)
        w.rect(0.5, 3.65, width - 0.5, 3.75, wood); w.rect(0.5, 5.0, width - 0.5, 5.1, wood)
        fc.tiles_roof(w, width, 5.4, 1.0, 2.1, 3.4, "#4d525e", "#2f323b", 0.1)
        if i < 6:
            near = width * 0.25
            for j in range(2):
                a = w.at(near + j * width * 0.4, 2.0, 0.8)
                px, py = sp.to(*a); u = sp.unit(a[2])
                sp.oval(px, py, 0.2 * u, 0.3 * u, "#e8543f" if k % 2 else "#fff0d0"); sp.rect(px - 0.12 * u, py - 0.34 * u, px + 0.12 * u, py - 0.28 * u, "#2a2320")
                sp.rect(px - 0.12 * u, py + 0.28 * u, px + 0.12 * u, py + 0.34 * u, "#2a2320")
                sp.letters([(px - 0.16 * u, py - 0.2 * u), (px + 0.16 * u, py - 0.2 * u), (px + 0.16 * u, py + 0.2 * u), (px - 0.16 * u, py + 0.2 * u)], "茶", "jpserif", "#fff6e0" if k % 2 else "#2a2320", 0.9)
                sp.shine(px, py, u * 1.0, "#ffb070", 0.35)
            x, _, z = w.at(width * 0.12 if w.n[0] > 0 else width * 0.88, 0)
            b = sp.front(x if w.n[0] > 0 else x - 0.75, x + 0.75 if w.n[0] > 0 else x, z)
            b.sign(0.05, 2.2 + 0.0, 0.7, 4.0, "|" + names[k % 7].split()[0], "jpserif", "#f6ead0", "#4a2f28", 0.0, fit=0.88)
    fc.canyon(sp, 4.6, [6.2, 13, 20, 27.5, 35, 43, 52, 63, 78], house)
    sp.shadow([(-4.6, 2), (0.8, 2), (0.2, 78), (-4.6, 78)], 0.2, 5)
    blossom = ("#d98aa0", "#f2b3c1", "#fde0e4")
    sp.put(18, nt.tree, 4.3, 18, 7.4, 6.0, blossom, "#4a3836", n=190)
    sp.put(38, nt.tree, -4.0, 38, 7.0, 5.4, blossom, "#4a3836", n=160)
    sp.put(60, nt.tree, 4.0, 60, 7.0, 5.4, blossom, "#4a3836")
    for x, z, coat, obi, um in ((-1.1, 12.5, "#b8485e", "#f0c75a", "#d8484a"), (-0.2, 12.9, "#4a6a94", "#e8d9be", None), (1.3, 24, "#6f5a8a", "#e8c27a", "#f0e2c6"), (-1.6, 33, "#3f4f66", "#d9c6a4", None)):
        sp.put(z, pp.person, x, z, coat, skin=0, hair="#1d1815", robe=True, high=1.62, umbrella=um)
        def sash(sp, x=x, z=z, obi=obi):
            px, py = sp.to(x, 0, z); u = sp.unit(z) * 1.62 / 1.7
            sp.rect(px - 0.21 * u, py - 1.12 * u, px + 0.21 * u, py - 0.9 * u, sp.light(obi, (0, 0.3, -0.6)))
        sp.put(z - 0.01, sash)
    pp.crowd(sp, 7, -2.2, 2.2, 30, 70, ["#6a4f5e", "#3f5266", "#c9a27a", "#8a8a9a"], 4, skins=(0, 1))
    sp.put(9.6, nt.pot, -3.6, 9.6, pot_colour="#5d6a76", high=1.0)
    sp.put(17, rd.post_sign, -3.4, 16.2, "八坂通\nYasaka-dori", 1.5, 0.62, 2.0, "#5a3a2c", "#f6ead0", "jp", "#4a3a32", "#c9a97a")
    sp.draw_queue()
    rng = random.Random(9)
    for _ in range(70):
        x, y, r = rng.uniform(300, 960), rng.uniform(180, 700), rng.uniform(1.0, 2.4)
        sp.poly([(x - r, y), (x, y - r * 0.7), (x + r, y), (x, y + r * 0.7)], "#f7ccd4", 0.85)
    rd.cable(sp, (-4.2, 6.6, 8), (4.2, 6.2, 34), 0.5, "#4a3a40"); rd.cable(sp, (4.3, 6.4, 10), (-4.0, 6.3, 40), 0.5, "#4a3a40")
    return sp.finish(tint="#ffcf9a")


def camel(sp, x, z, c="#b98a58", blanket="#a8322d", flip=1):
    px, py = sp.to(x, 0, z); u = sp.unit(z)
    P = lambda pts: [(px + flip * a * u, py - b * u) for a, b in pts]
    col = sp.air(sp.light(c, (-0.3, 0.4, -0.6)), z)
    for a in (-0.75, -0.55, 0.5, 0.7):
        sp.stroke(P([(a, 1.1), (a + 0.06, 0.55), (a, 0)]), scale(col, 0.85), 0.2 * u, 0.09 * u)
    sp.poly(P([(-1.0, 1.2), (-0.95, 1.6), (-0.5, 1.75), (-0.15, 2.2), (0.2, 1.8), (0.7, 1.65), (1.0, 1.5), (1.3, 1.45), (1.45, 1.75), (1.5, 2.1), (1.95, 2.12), (2.0, 1.98), (1.75, 1.88), (1.7, 1.5), (1.4, 1.15), (0.8, 1.0), (-0.6, 1.0)]), col)
    sp.poly(P([(-0.55, 1.78), (-0.15, 2.26), (0.3, 1.82), (0.35, 1.2), (-0.5, 1.2)]), sp.air(sp.light(blanket, (0, .3, -.6)), z))
    sp.poly(P([(-0.52, 1.45), (0.33, 1.45), (0.33, 1.35), (-0.52, 1.35)]), "#e8c25a")
    sp.line(P([(-1.0, 1.5), (-1.12, 1.0)]), col, 0.05 * u)


def giza(s):
    sp = Space(53, s=s, cx=450, hy=432, f=760, eye=2.2, sun=(-0.7, 0.6, -0.3), lit=(1.08, 1.0, 0.86), shade=(0.68, 0.62, 0.7), haze="#ecd3a8", far=190, haze_max=0.45)
    sk.sky(sp, [(0, "#9db9c4"), (0.5, "#d9d0b4"), (1, "#f4d7a0")])
    sk.sun(sp, 160, 120, 24, "#fff9e4", "#ffe6ae", 0.6)
    w = far(sp, 0, 760)
    lm.pyramid(w, 165, 150, 168, "#dcbc8e", "#b59a7c", 30)
    lm.pyramid(w, -62, 186, 222, "#e4c594", "#b99c79", 34, cap="#efdcb6")
    lm.pyramid(w, 330, 56, 66, "#d9ba90", "#b89e80", 16)
    sk.mist(sp, 330, 440, "#f0d4a2", 0.4)
    m = far(sp, 17, 105)
    lm.minaret(m, 0, 30, "#d8c09a", 2.2, 2)
    rd.street(sp, 4.4, 240, "#9a8a78", "#c2aa86", "#cdb897", high=0.1)
    bodies = ["#cfae86", "#c08a66", "#dcc6a0", "#b5795a", "#d4b48a"]
    names = [("بازار الأهرام", "#7b2f2a"), ("مقهى أبو الهول", "#1f5a4a"), ("عطور وبرديات", "#27405e"), ("مخبز", "#8a5a1f"), ("صيدلية", "#1d6b46")]

    def house(w, width, k, i):
        body = bodies[k % 5]
        floors = [2, 3, 1, 2, 1][k % 5]
        high = fc.front(w, width, floors=floors, gh=3.8, fh=3.0, body=body, trim=scale(body, 1.12), bays=max(2, int(width / 3.2)), win=["louvre", "point", "plain"][k % 3], ratio=(0.36, 0.52), frame="#8a6a4a", shutter=["#4f7a74", "#6b5a3f"][k % 2],
                        glass="#4a4a4c", cap=None, band=True, balconies=(1,) if k % 2 else (0, 2), balcony_kind="solid", iron=scale(body, 1.08))
        w.slab(0, high, width, high + 0.9, 0.05, body)
        for j in range(int(width / 2.6)):
            w.line([(j * 2.6 + 0.4, high + 0.9), (j * 2.6 + 0.4, high + 1.9)], "#6a4a3a", 0.06)
        if k % 2:
            w.oval(width * 0.6, high + 1.6, 0.6, 0.6, "#e6e2d8", -1.5); w.line([(width * 0.6, high), (width * 0.6, high + 1.2)], "#6a6a6a", 0.08, -1.5)
        name, board = names[k % 5]
        fc.shop(w, 0.4, width - 0.4, 3.4, name, "arabic", board, "#fbeecb", canopy=[("#c9a25a", "#a8442f"), ("#2f6f6a", "#efe0c0"), None][k % 3], glass="#3a3430")
        if k % 3 == 1 and i < 5:
            for f in range(floors - 1):
                for j in range(6):
                    c = ["#e8e2d4", "#b5483f", "#4a6a8a", "#d9b85a", "#6a8a6a"][(j + f) % 5]
                    w.rect(width * 0.15 + j * 0.55, 5.1 + f * 3, width * 0.15 + j * 0.55 + 0.42, 5.9 + f * 3, c, 0.9)
                w.line([(width * 0.1, 5.9 + f * 3), (width * 0.1 + 3.6, 5.9 + f * 3)], "#4a4038", 0.03, 0.9)
    fc.canyon(sp, 8.6, [8, 18, 29, 41, 55, 72, 95, 125], house)
    sp.shadow([(-7.4, 2), (-3.0, 2), (-3.6, 120), (-7.4, 120)], 0.0)
    for x, z, h in ((5.6, 34, 9), (-5.6, 46, 9.5), (5.8, 62, 10), (-5.8, 80, 9)):
        sp.put(z, nt.palm, x, z, h, 2.5)
    sp.put(21, camel, -1.9, 20, blanket="#a8322d")
    sp.put(20.9, pp.person, -3.4, 20.4, "#e8e2d2", skin=2, robe=True, hat="#f2ede0")
    sp.put(15, tf.car, 2.6, 15, tf.AWAY, "#f2f0e8", "sedan", "م ن ص 3418", "#cfe0ee", "#1b1d28", roof_sign=("TAXI", "#f5d34a", "#1b1d28"))
    sp.put(40, tf.car, -2.2, 42, tf.HERE, "#3b5f86", "hatch")
    sp.put(33, tf.tuktuk, 2.7, 32, tf.AWAY, "#22262c", "#2a2d33")
    sp.put(70, tf.bus, -2.0, 70, tf.HERE, 5, 2.2, 0.95, "#e6e2d8", band="#2b6fae")
    for x, z, coat, kw in ((-5.4, 11.5, "#33343f", dict(robe=True)), (5.6, 12.6, "#7aa0b8", dict(robe=True)), (4.9, 22, "#b5483f", {}), (-5.2, 30, "#6a4f5e", dict(robe=True)), (5.4, 44, "#3f5266", {}), (-4.9, 50, "#e8e2d2", dict(robe=True))):
        sp.put(z, pp.person, x, z, coat, skin=2, **kw)
    sp.put(12, rd.post_sign, 5.0, 11.8, "شارع أبو الهول السياحي", 2.4, 0.46, 3.0, "#1f4f8f", "#ffffff", "arabic", edge="#ffffff")
    sp.put(11.9, rd.post_sign, 5.0, 11.75, "Abou Al Hol Al Seyahi St.", 2.4, 0.4, 2.58, "#1f4f8f", "#ffffff", "bold")
    sp.draw_queue()
    rd.cable(sp, (-8, 8.5, 12), (8, 9, 26), 1.0, "#4a4038"); rd.cable(sp, (-7, 9.6, 24), (7, 9.2, 40), 1.0, "#4a4038")
    pp.birds(sp, [(600, 150), (628, 138), (650, 160), (575, 172)])
    return sp.finish(tint="#f6d9a4")


def reykjavik(s):
    sp = Space(61, s=s, cx=470, hy=430, f=760, eye=2.3, sun=(0.6, 0.45, -0.5), lit=(1.05, 1.01, 0.95), shade=(0.66, 0.72, 0.86), haze="#d5e2ec", far=240)
    sk.sky(sp, [(0, "#6aa3d0"), (0.55, "#b3d0e2"), (1, "#e9eee8")])
    sk.cloud(sp, 150, 150, 330, "#fdfdfb", "#b7c6d6"); sk.cloud(sp, 790, 110, 380, "#fdfdfb", "#b7c6d6", seed=2); sk.cloud(sp, 560, 220, 220, "#f6f6f4", "#c5d0dc", seed=7)
    w = far(sp, 0, 165); w.y0 = 0
    lm.hallgrim(w, "#cfc9bf")
    rd.street(sp, 3.6, 170, "#7d8188", "#b6b4ae", "#d2cec6")
    for i, c in enumerate(["#d8463f", "#ee8a3a", "#f3cf4a", "#57a65a", "#3f7fc4", "#7d57a8"]):
        a = -3.0 + i
        sp.gradient([(0, sp.air(sp.light(c, (0, 1, 0)), 120)), (0.25, sp.light(c, (0, 1, 0))), (1, sp.light(c, (0, 1, 0)))],
                    pts=[sp.to(a, 0, 160), sp.to(a + 1, 0, 160), sp.to(a + 1, 0, 1.5), sp.to(a, 0, 1.5)], p0=(0, 442), p1=(0, 720))
    rng = random.Random(3)
    for _ in range(60):
        x, z = rng.uniform(-3, 3), 4 + 50 * rng.random() ** 2
        sp.ground([(x, z), (x + 0.4, z + 0.1), (x + 0.5, z + 0.5), (x + 0.1, z + 0.4)], "#7d8188", 0.16)
    bodies = ["#c8453b", "#3f6f94", "#e3c15a", "#f0ebe0", "#4f8a74", "#8fb4c8", "#d9774a", "#5a6a7a"]
    roofs = ["#35424e", "#a83a34", "#2f6b57", "#c8504a", "#3b4a58"]
    names = [("KAFFI MOKKA", "bold"), ("Bókabúð", "script"), ("ÍSBÚÐIN", "bold"), ("Lopapeysur & ull", "script"), ("GALLERÍ", "display"), ("Bakarí", "script"), ("FISKUR", "bold"), ("Skólavörðubúð", "serif")]

    def house(w, width, k, i):
        body = bodies[k % 8]
        floors = 1 + (k % 3 != 0)
        high = fc.front(w, width, floors=floors, gh=3.5, fh=2.9, body=body, trim="#f5f2ea", bays=max(2, int(width / 3)), win="cross", ratio=(0.4, 0.6), frame="#f7f4ec", glass="#53697a", roof="pitched", roof_colour=roofs[k % 5], ridge=3.2, deep=8, band=False, lit=["#ffe2a6"], lit_share=0.15)
        if w.px(0) > 9:
            for j in range(int(width / 0.3)):
                w.line([(j * 0.3, 3.6), (j * 0.3, high)], scale(body, 0.9), 0.04, a=0.55)
        w.slab(width * 0.7, high + 1.2, width * 0.7 + 0.8, high + 4.4, 0.7, "#e0dcd2", w=-3.2)
        name, face = names[k % 8]
        fc.shop(w, 0.6, width - 0.6, 3.2, name, face, scale(body, 0.62) if k % 2 else "#f3efe4", "#f8f4e6" if k % 2 else "#2c3440", wood=scale(body, 0.8), lit="#ffdfa6" if k % 3 == 0 else None)
    fc.canyon(sp, 7.2, [7, 16, 25.5, 35, 46, 58, 72, 90, 112, 140], house, shift=3)
    sp.put(30, rd.lamp, -4.8, 24, "classic", 4.2, "#2c3038"); sp.put(44, rd.lamp, 4.8, 44, "classic", 4.2, "#2c3038")
    for x, z in ((5.4, 31), (-5.5, 41), (5.4, 63)):
        sp.put(z, nt.birch, x, z, 5.5)
    for x, z, coat, kw in ((-1.3, 12, "#d9a441", dict(hat="#b5483f")), (-0.4, 12.4, "#3f6a8a", {}), (1.9, 17, "#b5483f", dict(bag="#e0c9a0")), (-2.2, 26, "#4a5a4a", {}), (0.7, 34, "#7a5a8a", {}), (2.2, 40, "#2f4a66", {}), (-5.6, 14, "#6a4f5e", {}), (5.4, 19, "#e0dccf", dict(skin=0))):
        sp.put(z, pp.person, x, z, coat, skin=kw.pop("skin", 0), hair="#b8894f", **kw)
    pp.crowd(sp, 9, -3.2, 3.2, 44, 95, ["#b5483f", "#3f5266", "#d9a441", "#4f8a74"], 2, skins=(0,))
    sp.put(10.8, rd.post_sign, 4.4, 10.8, "Skólavörðustígur", 2.1, 0.42, 2.7, "#f3f1ea", "#1b1d28", "bold", edge="#1b1d28")
    sp.put(18.5, rd.post_sign, 4.6, 18.5, "", 0.9, 0.0, 2.4, "#2b62b0", "#fff", shape="round", edge="#c8352f")
    sp.put(21, tf.bike, -5.2, 19, "#2f3a48", 1, "#2f8a8a")
    sp.draw_queue()
    pp.birds(sp, [(300, 250), (326, 238), (640, 150), (662, 162)], "#ffffff")
    return sp.finish()


def rio(s):
    sp = Space(67, s=s, cx=360, hy=372, f=720, eye=3.4, sun=(0.55, 0.65, -0.45), lit=(1.08, 1.02, 0.92), shade=(0.64, 0.68, 0.84), haze="#cfe3ec", far=330)
    sk.sky(sp, [(0, "#3f93cf"), (0.55, "#94cbe6"), (1, "#f3ead2")])
    sk.cloud(sp, 560, 110, 360, seed=2); sk.cloud(sp, 180, 70, 220, seed=5); sk.cloud(sp, 850, 210, 260, seed=8)
    sk.hills(sp, 372, 90, "#8aa8b4", "#c3d5d6", seed=5, x0=250, x1=960)
    loaf = [(600, 376), (626, 330), (648, 268), (668, 222), (690, 204), (712, 210), (730, 240), (744, 292), (762, 340), (790, 360), (820, 352), (850, 330), (880, 324), (910, 342), (950, 376)]
    sp.gradient([(0, "#5f7f80"), (0.7, "#7f9f96"), (1, "#a9bfb0")], pts=loaf, p0=(0, 200), p1=(0, 380))
    sp.poly([(668, 222), (690, 204), (712, 210), (706, 250), (716, 300), (700, 350), (684, 300), (690, 250)], "#8ba59a", 0.55)
    sp.line([(690, 203), (850, 328)], "#53656a", 0.6, 0.8)
    sp.rect(764, 262, 770, 267, "#d8463f")
    sk.hills(sp, 378, 70, "#3f6a50", "#7a9a72", seed=9, x0=380, x1=640, shape=lambda t: math.sin(math.pi * t) ** 0.6)
    sk.sea(sp, 372, 470, "#6fb4c8", "#2f8fae", "#f4fbf8", 0.5, 120, x0=470)
    # Beach, surf, promenade, avenue.
    rd.strip(sp, 10, 46, 4, 330, "#f0dcb0")
    for k, (d, c, a) in enumerate(((46, "#2f8fae", 1.0), (44.6, "#8fd0d2", 0.9), (43.6, "#f6fbf6", 0.9))):
        pts = [sp.to(d + 0.6 * math.sin(i * 0.9 + k), 0, 6 + 324 * (i / 60) ** 2) for i in range(61)]
        sp.poly(pts + [(960, 372), (1400, 372), (1400, 900), (pts[0][0] + 600, pts[0][1])] if k == 0 else pts + [(x + 3 + (y - 372) * 0.09, y) for x, y in pts[::-1]], c, a)
    rd.strip(sp, 1.6, 10, 1.2, 330, "#efece4")
    rng = random.Random(2)
    for j in range(5):
        x0 = 2.2 + j * 1.6
        edge_l, edge_r = [], []
        z = 3.0
        while z < 120:
            ph = math.sin(z * 1.45) * 0.62
            edge_l.append(sp.to(x0 + ph, 0, z)); edge_r.append(sp.to(x0 + 0.78 + ph, 0, z))
            z += 0.18 + z * 0.012
        sp.poly(edge_l + edge_r[::-1], sp.light("#3a3d46", (0, 1, 0)), 0.92)
    rd.strip(sp, -12, 1.4, 1.2, 330, "#7f828a"); rd.strip(sp, -13.5, -12, 1.2, 330, "#cfc7ba"); rd.strip(sp, 1.3, 1.7, 1.2, 330, "#d8d2c6")
    rd.dashes(sp, -1.9, 4, 160); rd.dashes(sp, -8.6, 4, 160); rd.solid(sp, -5.2, 3, 200, "#f0c64a", 0.14); rd.solid(sp, -5.5, 3, 200, "#f0c64a", 0.14)
    bodies = ["#e9e4da", "#d9cdb8", "#c9d4d6", "#efe9de", "#d8b9a0", "#dfe3dd"]

    def block(w, width, k, i):
        body = bodies[k % 6]
        floors = [9, 11, 8, 12, 10][k % 5]
        high = fc.front(w, width, floors=floors, gh=4.4, fh=3.0, body=body, trim="#f7f4ec", bays=max(2, int(width / 3.6)), win="plain", ratio=(0.66, 0.58), glass="#567a8c", balconies=tuple(range(floors)), balcony_kind=["glass", "solid"][k % 2], iron=["#bfe0e6", "#f4f1e8"][k % 2], cap="parapet", sill=False)
        fc.shop(w, 0.6, width - 0.6, 4.0, ["HOTEL ATLÂNTICO", "PADARIA LEME", "Sucos do Rio", "CHURRASCARIA", "FARMÁCIA"][k % 5], "bold", ["#2a4a66", "#7b2f2a", "#2f7a4a", "#5a2f24", "#1f6b8a"][k % 5], "#f8f2de", canopy=[None, ("#f0c64a", "#f7f2e2")][k % 2])
    fc.canyon(sp, 15.5, [10, 24, 39, 56, 74, 96, 122, 156, 200, 260], block, ("left",))
    for z in (14, 25, 38, 54, 74, 100, 130):
        sp.put(z, nt.palm, 10.0 + (z == 14) * 0.6, z, 9.5, 2.8, seed=z)
    for z, x, c in ((40, 16, "#d8463f"), (44, 20, "#f0c64a"), (52, 17, "#3f7fc4"), (60, 24, "#e8e4da"), (75, 18, "#57a65a"), (38, 24, "#ee8a3a"), (90, 26, "#d8463f")):
        def parasol(sp, x=x, z=z, c=c):
            px, py = sp.to(x, 0, z); u = sp.unit(z)
            sp.line([(px, py), (px, py - 2 * u)], "#f4f0e6", 0.07 * u)
            sp.poly([(px + 1.3 * u * math.cos(math.pi * (1 - t / 12)), py - 1.8 * u - 0.7 * u * math.sin(math.pi * t / 12)) for t in range(13)], c)
            sp.poly([(px - 0.4 * u, py - 1.8 * u), (px, py - 2.5 * u), (px + 0.4 * u, py - 1.8 * u)], "#fbf6ea", 0.9)
        sp.put(z, parasol)
    sp.put(13, tf.car, -0.3, 14, tf.AWAY, "#f2c92e", "sedan", "RIO2A19", "#f4f2ea", "#1b1d28", "#2b4ea0", roof_sign=("TÁXI", "#fff6d8", "#1b1d28"))
    sp.put(30, tf.bus, -3.7, 30, tf.AWAY, 11, 3.1, 1.3, "#2f6fb0", "#f2efe6", text="LUC4D77", route="472 LEME", band="#f0c64a", bg="#d8463f", fg="#fff")
    sp.put(26, tf.car, -7.0, 28, tf.HERE, "#a8322d", "hatch"); sp.put(60, tf.car, -10.2, 56, tf.HERE, "#d8d6d0", "sedan"); sp.put(64, tf.car, -0.2, 60, tf.AWAY, "#3b4652", "suv")
    for x, z, coat, kw in ((5.4, 11.5, "#2f9a8a", dict(dress=True, skin=2)), (6.6, 12.6, "#f0c64a", dict(skin=3)), (3.2, 20, "#e8e4da", dict(skin=1, hat="#efe6d0")), (7.8, 24, "#d8463f", dict(skin=2)), (4.6, 33, "#4a6a8a", {}), (8.3, 42, "#f2efe6", dict(skin=3)), (5.6, 56, "#ee8a3a", {})):
        sp.put(z, pp.person, x, z, coat, legs="#4a5a6a", **kw)
    sp.put(10.5, rd.post_sign, 2.0, 10.6, "Av. Atlântica\nCOPACABANA", 1.7, 0.62, 2.3, "#1f4f9a", "#ffffff", "bold")
    sp.draw_queue()
    pp.birds(sp, [(520, 180), (545, 170), (566, 190), (800, 130)], "#4a5560")
    return sp.finish()


def cape_town(s):
    sp = Space(71, s=s, cx=500, hy=430, f=760, eye=2.1, sun=(-0.6, 0.6, -0.5), lit=(1.06, 1.01, 0.94), shade=(0.64, 0.68, 0.84), haze="#cfe0ea", far=280)
    sk.sky(sp, [(0, "#3c8ccf"), (0.55, "#8dc4e6"), (1, "#dcebee")])
    sk.cloud(sp, 150, 70, 180, seed=2)
    top = [(120, 262), (140, 214), (176, 196), (260, 188), (380, 192), (470, 184), (560, 190), (650, 186), (720, 194), (752, 214), (790, 252), (830, 262), (880, 236), (920, 250), (990, 330), (1000, 450), (-20, 450), (-20, 320), (40, 300), (80, 288)]
    top = [(x, 450 - (450 - y) * 1.22) for x, y in top]
    sp.gradient([(0, "#6f7f92"), (0.45, "#8a97a0"), (0.7, "#8fa18c"), (1, "#b9c6b0")], pts=top, p0=(0, 130), p1=(0, 440))
    rng = random.Random(8)
    for _ in range(46):
        x = rng.uniform(150, 740)
        y, l = rng.uniform(146, 166), rng.uniform(36, 105)
        sp.poly([(x, y), (x + rng.uniform(4, 14), y), (x + rng.uniform(-4, 8), y + l), (x - 3, y + l * 0.8)], rng.choice(["#5b6b80", "#9aa6ac", "#5b6b80"]), 0.35)
    # The tablecloth.
    puff = [[(x + r * math.cos(t / 16 * math.tau), y + r * 0.5 * math.sin(t / 16 * math.tau)) for t in range(16)]
            for x, y, r in [(rng.uniform(170, 730), rng.uniform(118, 140), rng.uniform(18, 44)) for _ in range(34)]]
    sp.soft(puff, "#ffffff", 5, 0.93)
    sp.soft([[(x, y + 12) for x, y in p] for p in puff[:12]], "#e9f0f5", 8, 0.5)
    sk.hills(sp, 446, 70, "#6f8a62", "#a9b88e", seed=4)
    rd.street(sp, 3.5, 180, "#86868a", "#bdb4a6", "#d8d2c4")
    rd.cobbles(sp, -3.5, 3.5, 4.4, 30, "#707078", "#a0a0a2", 0.36, 0.55)
    bodies = ["#f08a3c", "#35a6a0", "#e8506e", "#f4cf4e", "#7b5fb0", "#6fbf5a", "#3f8fd0", "#f2a6b8", "#d8463f", "#a6d6c4"]

    def house(w, width, k, i):
        body = bodies[k % 10]
        two = k % 4 == 2
        high = fc.front(w, width, floors=1 if two else 0, gh=4.2, fh=3.0, body=body, trim="#fbf8f0", bays=3, win="sash", ratio=(0.4, 0.6), frame="#fbf8f0", glass="#4a6070", cap=None, band=False, side=scale(body, 0.97))
        w.slab(0, high, width, high + 0.7, 0.12, body)
        w.slab(-0.05, high + 0.7, width + 0.05, high + 0.9, 0.25, "#fbf8f0")
        w.slab(0, high - 0.15, width, high, 0.18, "#fbf8f0")
        if k % 3 == 0:
            mid = width / 2
            w.poly([(mid - 1.6, high + 0.85), (mid - 1.0, high + 1.5), (mid + 1.0, high + 1.5), (mid + 1.6, high + 0.85)], body)
        w.slab(width * 0.4, 0, width * 0.62, 0.5, 0.9, "#cfc8ba"); w.slab(width * 0.43, 0.5, width * 0.59, 0.62, 0.5, "#cfc8ba")
        door = fc.door
        w.rect(width * 0.44 - 0.18, 0.55, width * 0.58 + 0.18, 3.3, "#fbf8f0"); w.rect(width * 0.44, 0.55, width * 0.58, 2.6, ["#6a3a2a", "#2f4a5a", "#fbf8f0", "#35523f"][k % 4]); w.rect(width * 0.44, 2.7, width * 0.58, 3.15, "#4a6070")
        for a in (0.1, 0.7):
            fc.window(w, width * a, 1.2, width * (a + 0.19), 3.1, "louvre" if k % 2 else "sash", "#fbf8f0", "#4a6070", shutter=["#2f5a4a", "#fbf8f0"][k % 2] if k % 2 else "#fff")
        if i == 0:
            w.sign(width * 0.64, 3.35, width * 0.9, 3.75, "Chiappini Street", "bold", "#1b1d28", "#fbf8f0", 0.04, edge="#1b1d28")
    fc.canyon(sp, 6.2, [6.4, 14.5, 22.5, 31, 40, 50, 61, 74, 90, 110], house, shift=4)
    m = sp.front(-8.5, -7.5, 58); lm.minaret(m, 0, 13, "#f4f1e6", 1.0, 2, cap="#3f8a5a")
    sp.shadow([(-6.2, 2), (-2.6, 2), (-3.2, 110), (-6.2, 110)], 0.2, 3)
    sp.put(16, tf.car, -1.9, 15, tf.AWAY, "#efe9da", "classic", "CA 418-207", "#f4f2ea", "#1f3f8f")
    sp.put(34, tf.car, 2.3, 36, tf.HERE, "#3f7fa0", "hatch", "CA 77-518"); sp.put(52, tf.car, -2.4, 52, tf.AWAY, "#c8453b", "mini"); sp.put(26, tf.car, 2.9, 25, tf.HERE, "#f4cf4e", "mini", "CA 31-902")
    sp.put(31, nt.tree, -5.2, 31, 5.5, 3.8); sp.put(47, nt.cypress, 5.2, 47, 7.5, 1.4); sp.put(66, nt.tree, 5.3, 66, 6, 4); sp.put(44, nt.palm, -5.3, 44, 8, 2.2)
    for x, z, coat, kw in ((4.6, 11.4, "#f4f1e6", dict(robe=True, skin=3, hat=None)), (-4.7, 12.4, "#35a6a0", dict(dress=True, skin=2)), (4.5, 20, "#6a4f5e", dict(skin=3)), (-4.4, 23, "#d9a441", dict(skin=4)), (4.4, 33, "#3f5266", dict(skin=2))):
        sp.put(z, pp.person, x, z, coat, **kw)
    for x, z in ((5.6, 8.9), (-5.5, 9.5), (-5.5, 19.5), (5.6, 27)):
        sp.put(z, nt.pot, x, z, flowers=["#e8506e", "#f4cf4e"][int(z) % 2])
    sp.draw_queue()
    rd.cable(sp, (-6, 7.4, 8), (6, 7.2, 30), 0.6, "#4a4a52")
    return sp.finish()


def lisbon(s):
    sp = Space(79, s=s, cx=520, hy=428, f=760, eye=2.2, sun=(0.7, 0.55, -0.2), lit=(1.08, 1.0, 0.88), shade=(0.66, 0.66, 0.82), haze="#f0dcc0", far=170)
    sk.sky(sp, [(0, "#5fa0d0"), (0.5, "#a9cfe0"), (1, "#f8e2bc")])
    sk.cloud(sp, 380, 90, 250, "#fff6e8", "#cfc6d0", seed=1); sk.cloud(sp, 720, 150, 180, "#fff3e0", "#d2c6cc", seed=6)
    w = far(sp, 1.5, 76); w.y0 = 0
    lm.cathedral_twin(w, "#ddc7a0", 31)
    rd.street(sp, 3.4, 120, "#8f8b88", "#d2c9b8", "#e0d8c8", high=0.1)
    rd.cobbles(sp, -3.4, 3.4, 4.4, 30, "#77737a", "#a9a4a0", 0.3, 0.55)
    rd.rails(sp, (-1.9, -0.5), 2, 80, "#c9cbd0", "#5f5c60"); rd.rails(sp, (0.7, 2.1), 2, 80, "#c9cbd0", "#5f5c60")
    bodies = ["#f0d9a8", "#8fb4c8", "#e8a98c", "#f2ead8", "#e6c15f", "#9fc0a8", "#d98a86"]
    names = [("PASTELARIA", "display"), ("Ginjinha", "script"), ("CAFÉ A BRASILEIRA", "bold"), ("Azulejos & Louça", "script"), ("MERCEARIA", "bold"), ("FADO", "display"), ("Livraria", "script")]

    def house(w, width, k, i):
        body = bodies[k % 7]
        floors = [3, 4, 3, 3, 4][k % 5]
        high = fc.front(w, width, floors=floors, gh=3.8, fh=3.1, body=body, trim="#f3ecdc", bays=max(2, int(width / 2.8)), win="french", ratio=(0.4, 0.7), frame="#f6f1e4", glass="#4f6370", balconies=tuple(range(floors)), iron="#2f3a38", roof="pitched", roof_colour="#c2653f", ridge=2.2, band=False)
        if k % 2 and w.px(0) > 6:
            # Tiles: a small two-tone lattice between the windows.
            tone = ["#3f6fa8", "#4f8a74", "#c9a23a"][k % 3]
            step = 0.5 if w.px(0) > 20 else 0.9
            for a in range(int(width / step)):
                for b in range(int((high - 3.9) / step)):
                    u, v = a * step, 3.9 + b * step
                    if abs(((u / width * max(2, int(width / 2.8))) % 1) - 0.5) > 0.3 or ((v - 3.8) % 3.1) < 0.3 or ((v - 3.8) % 3.1) > 2.75:
                        w.poly([(u + step / 2, v), (u + step, v + step / 2), (u + step / 2, v + step), (u, v + step / 2)], tone, a=0.32)
        name, face = names[k % 7]
        fc.shop(w, 0.5, width - 0.5, 3.5, name, face, ["#27405e", "#7b2f2a", "#1f4a3a", "#5a3a24"][k % 4], "#f5e6c4", canopy=[None, ("#b5312c", "#f0e6d2"), None, ("#2f6f6a", "#efe6d2")][k % 4], lit="#ffd592" if k % 3 == 0 else None)
        if i < 5 and k % 3 == 0:
            for j in range(7):
                w.rect(0.8 + j * 0.6, 6.0, 1.25 + j * 0.6, 6.75, ["#f7f4ec", "#d8463f", "#3f7fc4", "#f4cf4e"][j % 4], 0.75)
            w.line([(0.6, 6.78), (5.2, 6.78)], "#4a4a4a", 0.03, 0.75)
    fc.canyon(sp, 5.6, [6, 14, 22.5, 31, 40, 50, 61], house)
    sp.shadow([(1.4, 2), (5.6, 2), (5.6, 60), (2.6, 60)], 0.24, 3)

    def tram(sp):
        b = tf.bus(sp, -1.2, 22, tf.HERE, 8.4, 3.35, 1.2, "#f2b822", "#f7f1e0", None, "#5a7080", "", "28  PRAZERES", lights=True)
        n = b.wall("nose", 8.4, 1.2)
        n.rect(0.14, 1.2, 2.26, 2.25, "#5a7080"); n.rect(0.82, 1.2, 0.9, 2.25, "#7a4a24"); n.rect(1.5, 1.2, 1.58, 2.25, "#7a4a24")
        n.oval(1.2, 0.95, 0.17, 0.17, "#fff3c4", 0.05, emit=0)
        n.sign(0.85, 0.45, 1.55, 0.72, "567", "bold", "#7a2a1c", None, 0.05)
        px, py = sp.to(-1.2, 3.35, 17)
        sp.line([(px, py), (px + 14, py - 70)], "#3a3a40", 1.2)
    sp.put(18, tram)
    for x, z, coat, kw in ((-4.5, 10.4, "#b5483f", dict(dress=True, hat="#efe0c0")), (4.4, 11.6, "#3f5266", dict(bag="#c98a4a")), (4.6, 17, "#d9a441", dict(dress=True)), (-4.4, 19, "#2f6f6a", {}), (4.2, 27, "#6a4f5e", {}), (-4.2, 34, "#e8e2d2", {}), (2.9, 12.8, "#e6dfcf", dict(hat="#4a3a30"))):
        sp.put(z, pp.person, x, z, coat, **kw)
    sp.put(29, tf.car, 1.4, 34, tf.AWAY, "#22262c", "sedan", "24-LX-71", roof=("#3f9a6a"))
    for x, z in ((-5.1, 9.0), (5.2, 14.6), (-5.1, 16.6)):
        sp.put(z, nt.pot, x, z, flowers="#e8506e", pot_colour="#c2653f")
    sp.draw_queue()
    for z in (12, 20, 30, 42):
        rd.cable(sp, (-5.5, 6.4, z), (5.5, 6.4, z), 0.35, "#3a3a40", 0.02)
    rd.cable(sp, (-1.2, 6.1, 3), (-1.2, 6.0, 70), 0.05, "#3a3a40", 0.02); rd.cable(sp, (1.4, 6.1, 3), (1.4, 6.0, 70), 0.05, "#3a3a40", 0.02)
    colours = ["#d8463f", "#f4cf4e", "#3f9a6a", "#3f7fc4", "#ee8a3a"]
    def flag(x, y, u, i):
        sp.poly([(x - 0.16 * u, y), (x + 0.16 * u, y), (x, y + 0.36 * u)], colours[i % 5])
    rd.bunting(sp, (-5.5, 7.6, 16), (5.5, 7.9, 18), flag, 22, 0.6); rd.bunting(sp, (5.5, 8.2, 26), (-5.5, 8.0, 28), flag, 22, 0.6)
    plate = sp.right(5.6, 6, 14)
    plate.sign(3.2, 4.05, 5.0, 4.7, "RUA\nAUGUSTO ROSA", "serif", "#1f3f7f", "#f7f4ec", 0.05, edge="#1f3f7f")
    return sp.finish(grain=0.5)
