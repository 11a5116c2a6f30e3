"""More silhouettes of cities: the same convention as landmarks."""
import math

from .colour import mix, scale


def arc(cx, cy, rx, ry, a0, a1, n=18):
    return [(cx + rx * math.cos(a0 + (a1 - a0) * i / n), cy + ry * math.sin(a0 + (a1 - a0) * i / n)) for i in range(n + 1)]


def dome(w, u, v, r, high, c, ribs=6, lantern=True, point=0.0):
    pts = [(u + r * math.cos(math.pi * i / 24), v + high * math.sin(math.pi * i / 24) ** (1 - 0.3 * point)) for i in range(25)]
    w.poly(pts, c)
    w.poly([(u, v)] + pts[12:] , mix(c, "#ffffff", 0.18), a=0.7)
    for i in range(1, ribs):
        k = math.cos(math.pi * i / ribs)
        w.line([(u + r * k * math.cos(t * math.pi / 20), v + high * math.sin(t * math.pi / 20)) for t in range(11)], scale(c, 0.8), r * 0.03)
    if lantern:
        w.rect(u - r * 0.14, v + high * 0.97, u + r * 0.14, v + high * 1.22, scale(c, 1.1))
        w.poly([(u - r * 0.18, v + high * 1.2), (u, v + high * 1.5), (u + r * 0.18, v + high * 1.2)], scale(c, 0.85))


def koutoubia(w, c="#d59a6c"):
    w.rect(-6.5, 0, 6.5, 54, c); w.rect(2, 0, 6.5, 54, scale(c, 0.84))
    for v, n in ((8, 1), (20, 2), (32, 2)):
        for i in range(n):
            u = -4.6 + i * 4.4 if n == 2 else -2.4
            w.arch(u, v, u + 3, v + 7, scale(c, 0.5), point=True)
    for i in range(5):
        w.arch(-6 + i * 2.45, 42, -4 + i * 2.45, 48, scale(c, 0.62))
    w.rect(-6.5, 50, 6.5, 53, "#3f9a94")
    for i in range(6):
        w.poly([(-6.6 + i * 2.25, 54), (-5.6 + i * 2.25, 56.4), (-4.6 + i * 2.25, 54)], c)
    w.rect(-3.2, 54, 3.2, 66, c); w.rect(1, 54, 3.2, 66, scale(c, 0.84)); w.arch(-1.4, 56, 1, 63, scale(c, 0.5))
    w.poly(arc(0, 66, 3, 4, 0, math.pi), scale(c, 1.05))
    w.line([(0, 70), (0, 77)], "#d9b45a", 0.35)
    for v, r in ((71, 0.9), (73.2, 0.7), (75, 0.5)):
        w.oval(0, v, r, r, "#e0bc5c")


def opera_house(w, c="#f4ead9", base="#b98a78"):
    w.rect(-52, 0, 62, 6, base); w.rect(-46, 6, 56, 11, scale(base, 0.9))
    def curve(p, q, r, n=14):
        return [tuple((1 - t) ** 2 * p[k] + 2 * t * (1 - t) * q[k] + t * t * r[k] for k in (0, 1)) for t in [i / n for i in range(n + 1)]]

    def shell(u, v, wide, high, flip=1, tone=1.0):
        """A sail: its tip leans over the open mouth, its back runs down in one curve."""
        tip, foot, heel = (u - flip * wide * 0.34, v + high), (u, v), (u + flip * wide, v)
        back = curve(tip, (u + flip * wide * 0.62, v + high * 0.98), heel)
        mouth = curve(tip, (u + flip * wide * 0.02, v + high * 0.62), foot)
        w.poly(back + [foot] + mouth[::-1][1:-1], scale(c, tone))
        inner = curve(tip, (u + flip * wide * 0.22, v + high * 0.66), (u + flip * wide * 0.16, v))
        w.poly(mouth + inner[::-1], scale(c, 0.5 * tone))
        for k in (0.3, 0.55, 0.78):
            w.line(curve(tip, (u + flip * wide * (0.62 * k + 0.08), v + high * (0.66 + 0.32 * k)), (u + flip * wide * (k * 0.85 + 0.14), v)), scale(c, 0.84 * tone), 0.35)
    for u, wide, high, flip, tone in ((34, 20, 20, 1, 0.86), (18, 26, 36, 1, 0.9), (0, 30, 48, 1, 0.94), (-8, 13, 20, -1, 0.86), (-16, 20, 30, 1, 0.97), (-30, 17, 22, 1, 1.0), (-34, 9, 12, -1, 0.9)):
        shell(u, 10, wide, high, flip, tone)


def harbour_bridge(w, c="#5a6270", span=250, rise=92, deck=30):
    top = [(-span + 2 * span * t, deck - 4 + rise * (1 - (2 * t - 1) ** 2)) for t in [i / 40 for i in range(41)]]
    low = [(-span + 2 * span * t, deck - 26 + (rise + 4) * (1 - (2 * t - 1) ** 2)) for t in [i / 40 for i in range(41)]]
    w.line(top, c, 5); w.line(low, c, 5)
    for i in range(0, 40, 2):
        w.line([top[i], low[min(40, i + 2)]], c, 1.8); w.line([low[i], top[i]], c, 1.8); w.line([low[i], top[min(40, i + 2)]], c, 1.2)
    for i in range(4, 38, 2):
        if low[i][1] > deck:
            w.line([low[i], (low[i][0], deck)], c, 1.4)
    w.rect(-span * 1.9, deck - 4, span * 1.9, deck + 2, c)
    for s in (-1, 1):
        for k in (1.02, 1.16):
            u = s * span * k
            w.rect(u - 9, 0, u + 9, 62, "#c9b295"); w.rect(u + 2, 0, u + 9, 62, "#a8937c"); w.rect(u - 11, 60, u + 11, 65, "#c9b295")


def galata(w, c="#cdb79a"):
    w.rect(-8.2, 0, 8.2, 44, c); w.rect(3, 0, 8.2, 44, scale(c, 0.82)); w.rect(-8.2, 0, -5, 44, mix(c, "#fff", 0.15))
    for v in range(3, 44, 2):
        w.line([(-8.2, v), (8.2, v)], scale(c, 0.9), 0.12)
    for v in (12, 22, 32):
        for u in (-4, 2.5):
            w.arch(u, v, u + 1.5, v + 3.4, scale(c, 0.42))
    w.rect(-9.2, 43, 9.2, 45, scale(c, 0.86))
    for i in range(7):
        w.arch(-7.6 + i * 2.2, 36.5, -6.2 + i * 2.2, 41, scale(c, 0.42))
    w.rect(-7.6, 45, 7.6, 51, c); w.rect(3, 45, 7.6, 51, scale(c, 0.82))
    for i in range(6):
        w.arch(-6.7 + i * 2.3, 45.8, -5.2 + i * 2.3, 50, scale(c, 0.42))
    w.rect(-9.4, 45.0, 9.4, 46.2, "#8a7f76")
    w.poly([(-8.6, 51), (0, 66), (8.6, 51)], "#5f6c78"); w.poly([(0, 66), (8.6, 51), (2, 51)], "#4c5864")
    w.line([(0, 66), (0, 70)], "#c9a94e", 0.4)


def capitolio(w, c="#efe6d2"):
    w.rect(-52, 0, 52, 19, c); w.rect(-52, 18, 52, 20.5, scale(c, 0.88))
    for i in range(-12, 13):
        if abs(i) > 2:
            w.rect(i * 4 - 0.8, 3, i * 4 + 1.4, 16, scale(c, 0.6))
    w.rect(-12, 0, 12, 24, c); w.poly([(-13, 24), (0, 30), (13, 24)], scale(c, 0.94))
    for i in range(7):
        w.rect(-10.6 + i * 3.4, 4, -9.2 + i * 3.4, 22, "#fffaf0")
        if i < 6:
            w.rect(-9.2 + i * 3.4, 4, -7.2 + i * 3.4, 21, scale(c, 0.55))
    w.poly([(-14, 0), (14, 0), (11, 4), (-11, 4)], scale(c, 0.92))
    w.rect(-10, 28, 10, 44, c)
    for i in range(8):
        w.rect(-9.4 + i * 2.5, 31, -8.2 + i * 2.5, 42, scale(c, 0.62))
    w.rect(-11, 43, 11, 45.5, scale(c, 0.95))
    dome(w, 0, 45.5, 9.6, 15, "#e8d29a", 8)


def st_andrew(w, wall="#4f8fa8", roof="#3f7f6a", gold="#e0b84e"):
    """Kyiv's St Andrew's Church: blue, white, gold and green."""
    white = "#f6f2e6"
    w.rect(-12, 0, 12, 26, wall)
    for u in (-12, -7.5, -3, 2, 6.5, 11):
        w.rect(u, 0, u + 1.1, 26, white)
    for u in (-9.5, -1.2, 8.2):
        w.arch(u, 9, u + 2.4, 19, white); w.arch(u + 0.35, 9.4, u + 2.05, 18.4, "#31505e")
    w.rect(-12.6, 25, 12.6, 27, white); w.poly([(-7, 27), (0, 32), (7, 27)], white); w.poly([(-5, 27.4), (0, 31), (5, 27.4)], wall)
    w.rect(-6, 29, 6, 38, wall)
    for i in range(4):
        w.rect(-5.8 + i * 3.6, 29, -5 + i * 3.6, 38, white)
    for u in (-3.4, 0.2, 3.6):
        w.arch(u - 0.8, 30.5, u + 0.9, 36.5, "#31505e")
    w.rect(-6.5, 37.6, 6.5, 39, white)
    dome(w, 0, 39, 6.4, 8, roof, 8, False)
    w.rect(-1.3, 46, 1.3, 50, white); w.poly(arc(0, 50, 1.8, 2.6, 0, math.pi), gold); w.line([(0, 52), (0, 57)], gold, 0.4); w.line([(-1.2, 55.4), (1.2, 55.4)], gold, 0.3)
    for u in (-11.5, 11.5):
        w.rect(u - 1.9, 26, u + 1.9, 34, white); w.rect(u - 1.2, 27, u + 1.2, 33, wall)
        w.poly(arc(u, 34, 2.4, 4, 0, math.pi), roof); w.rect(u - 0.6, 37.6, u + 0.6, 40, white); w.poly(arc(u, 40, 1.1, 1.8, 0, math.pi), gold); w.line([(u, 41.5), (u, 45)], gold, 0.3); w.line([(u - .8, 44), (u + .8, 44)], gold, 0.25)


def gopuram(w, high=19.0):
    """A South Indian gate tower, tier over tier of painted figures."""
    tints = ["#e8b04a", "#d8604f", "#4f9aa8", "#e89ab0", "#7fb06a", "#f0d890"]
    w.rect(-5.2, 0, 5.2, 4.5, "#e9dcc0"); w.rect(-1.4, 0, 1.4, 3.6, "#5a3524")
    v, half, n = 4.5, 4.8, 6
    for i in range(n):
        h = (high - 6.5) / n
        w.rect(-half, v, half, v + h, scale(tints[i % 6], 0.92)); w.rect(-half - 0.25, v + h * 0.84, half + 0.25, v + h, "#f0e2c0")
        k = max(3, 9 - i)
        for j in range(k):
            u = -half + (j + 0.5) * 2 * half / k
            w.rect(u - 0.22, v + 0.1, u + 0.22, v + h * 0.56, tints[(i * 3 + j + 1) % 6]); w.oval(u, v + h * 0.68, 0.2, 0.24, "#f3d2a8", n=8)
        v += h; half *= 0.87
    w.poly(arc(0, v, half, 1.6, 0, math.pi), "#e8b04a")
    for j in range(4):
        u = -half * 0.75 + j * half * 0.5
        w.poly([(u - 0.2, v + 1.2), (u, v + 2.6), (u + 0.2, v + 1.2)], "#d9a52f")


def red_fort(w, c="#b5573f"):
    w.rect(-120, 0, 120, 18, c)
    for i in range(-60, 60):
        w.arch(i * 2, 17.6, i * 2 + 1.4, 20, c, point=True)
    for v in (6, 12):
        w.rect(-120, v, 120, v + 0.6, scale(c, 0.84))
    for s in (-1, 1):
        u = s * 15
        w.rect(u - 5, 0, u + 5, 27, scale(c, 1.05)); w.rect(u + 1.5, 0, u + 5, 27, scale(c, 0.86)); w.rect(u - 5.6, 26, u + 5.6, 28, scale(c, 1.12))
        for k in (-3.4, -0.4, 2.4):
            w.rect(u + k, 28, u + k + 0.6, 31, scale(c, 1.1))
        w.rect(u - 4.4, 31, u + 4.4, 31.8, scale(c, 1.1)); dome(w, u, 31.8, 3.8, 4.6, "#f0e6d6", 5)
    w.rect(-10, 0, 10, 23, scale(c, 1.02)); w.arch(-5.6, 0, 5.6, 17, scale(c, 0.7), point=True); w.arch(-3.6, 0, 3.6, 12, "#4a2a28", point=True)
    for i in range(7):
        u = -8.6 + i * 2.85
        w.rect(u - 0.9, 23, u + 0.9, 25.4, "#efe2cf"); w.poly(arc(u, 25.4, 1.1, 1.5, 0, math.pi), "#f4ebdc")
    w.line([(0, 26), (0, 44)], "#5a5a5a", 0.4)
    for k, col in enumerate(("#f08a2e", "#f7f4ec", "#2f8a4a")):
        w.poly([(0, 43.6 - k * 1.8), (8, 43.2 - k * 1.8), (8, 41.4 - k * 1.8), (0, 41.8 - k * 1.8)], col)


def chedi(w, u, high, c="#d9b04e", r=6.0):
    """A bell-shaped stupa that ends in a ringed spire."""
    for i, k in enumerate((1.25, 1.1, 0.98)):
        w.rect(u - r * k, high * 0.045 * i, u + r * k, high * 0.045 * (i + 1), scale(c, 0.82 + 0.08 * i))
    bell = [(1, 0.13), (0.97, 0.18), (0.82, 0.28), (0.7, 0.36), (0.52, 0.42), (0.3, 0.45)]
    w.poly([(u - r * a, high * b) for a, b in bell] + [(u + r * a, high * b) for a, b in bell[::-1]], c)
    w.poly([(u - r * a * 0.85, high * b) for a, b in bell] + [(u - r * a * 0.25, high * b) for a, b in bell[::-1]], mix(c, "#fff3c8", 0.45), a=0.8)
    w.rect(u - r * 0.34, high * 0.45, u + r * 0.34, high * 0.5, scale(c, 0.9))
    for i in range(12):
        t = i / 12
        k = 0.3 * (1 - t) ** 1.1 + 0.03
        v = high * (0.5 + 0.4 * t)
        w.rect(u - r * k, v, u + r * k, v + high * 0.026, c); w.rect(u - r * k * 0.8, v + high * 0.026, u + r * k * 0.8, v + high * 0.034, scale(c, 0.7))
    w.poly([(u - r * 0.05, high * 0.88), (u, high * 1.06), (u + r * 0.05, high * 0.88)], c)


def wat_roof(w, u, v, half, high, c="#c8602f", edge="#2f7a4a", gold="#e8bf4e"):
    """Stacked Thai gables with horn finials."""
    for i, k in enumerate((1.0, 0.74, 0.5)):
        b, t = v + high * 0.26 * i, v + high * (0.52 + 0.24 * i)
        h = half * k
        w.poly([(u - h * 1.1, b), (u - h * 0.3, b + (t - b) * 0.55), (u, t), (u + h * 0.3, b + (t - b) * 0.55), (u + h * 1.1, b)], gold)
        w.poly([(u - h, b), (u - h * 0.26, b + (t - b) * 0.5), (u, t - high * 0.05), (u + h * 0.26, b + (t - b) * 0.5), (u + h, b)], edge)
        w.poly([(u - h * 0.86, b), (u - h * 0.2, b + (t - b) * 0.44), (u, t - high * 0.13), (u + h * 0.2, b + (t - b) * 0.44), (u + h * 0.86, b)], c)
        w.poly([(u - 0.12 * half, t), (u + 0.02 * half, t + high * 0.2), (u + 0.05 * half, t)], gold)
    w.poly([(u - half * 0.34, v), (u, v + high * 0.62), (u + half * 0.34, v)], "#7a2f3a"); w.oval(u, v + high * 0.2, half * 0.1, high * 0.1, gold)


def mexican_church(w, c="#e8c98a", dome_c="#c8703f"):
    w.rect(-14, 0, 14, 17, c); w.poly([(-6, 17), (0, 21.5), (6, 17)], c); w.rect(-5, 0, 5, 18.5, scale(c, 1.06))
    for u in (-14, 8.5):
        w.rect(u, 0, u + 5.5, 25, scale(c, 1.02)); w.rect(u + 3.6, 0, u + 5.5, 25, scale(c, 0.84))
        w.arch(u + 1.5, 17, u + 4, 23, "#5a3f34"); w.rect(u - 0.4, 24.6, u + 5.9, 25.6, "#f6ead0")
        w.poly(arc(u + 2.75, 25.6, 2.6, 3.2, 0, math.pi), dome_c); w.line([(u + 2.75, 28.6), (u + 2.75, 31.6)], "#5a4a40", 0.2); w.line([(u + 2, 30.7), (u + 3.5, 30.7)], "#5a4a40", 0.2)
    w.arch(-2.4, 0, 2.4, 8, "#6a3f2c"); w.arch(-1.6, 10.5, 1.6, 15, "#4a5a66")
    for u in (-4.6, 3.6):
        w.rect(u, 0, u + 1, 17, "#f6ead0")


def parthenon(w, c="#e9d7b4"):
    rock = [(-150, 0), (-128, 26), (-104, 44), (-86, 58), (-70, 62), (-40, 66), (30, 68), (62, 65), (78, 58), (96, 60), (112, 48), (136, 24), (165, 0)]
    w.poly(rock, "#b39a80")
    for i in range(22):
        u = -120 + i * 12
        w.poly([(u, 8 + (i * 7) % 19), (u + 6, 40 + (i * 5) % 14), (u + 10, 38 + (i * 5) % 14), (u + 7, 6)], ["#9c846e", "#c9b296"][i % 2], a=0.5)
    w.rect(-74, 58, 80, 66.5, "#c7b08f"); w.rect(-104, 44, -70, 60, "#bfa888")
    w.rect(-33, 66, 37, 69, c)
    for i in range(14):
        u = -31 + i * 5
        w.rect(u, 69, u + 2.3, 81, c); w.rect(u + 1.5, 69, u + 2.3, 81, scale(c, 0.8))
        if i < 13:
            w.rect(u + 2.3, 69, u + 5, 81, scale(c, 0.52))
    w.rect(-32.5, 80.6, 36.5, 84.6, c); w.rect(-32.5, 82.4, 36.5, 82.9, scale(c, 0.78))
    w.poly([(-32.5, 84.6), (-22, 88), (-14, 87), (-10, 85), (14, 85), (22, 87.6), (36.5, 84.6)], c)
    w.rect(-66, 66, -52, 70, c)
    for i in range(5):
        w.rect(-65.4 + i * 3, 70, -64.2 + i * 3, 77, c)
    w.rect(-66, 76.8, -52, 78.6, c)


def gothic_gate(w, c="#5d5560", roof="#3d4450", snow=None):
    """Prague's bridge tower."""
    w.rect(-6.5, 0, 6.5, 30, c); w.rect(2.5, 0, 6.5, 30, scale(c, 0.8)); w.rect(-6.5, 0, -4.5, 30, mix(c, "#fff", 0.12))
    w.arch(-3.6, 0, 3.6, 10, "#2c2a36", point=True)
    for u in (-4.2, -0.7, 2.8):
        w.arch(u, 20, u + 1.5, 25.5, "#2c2a36", point=True); w.arch(u, 12.5, u + 1.5, 17, scale(c, 0.72), point=True)
    w.rect(-7.2, 29.5, 7.2, 31.5, mix(c, "#fff", 0.1))
    for i in range(6):
        w.rect(-7.2 + i * 2.5, 31.5, -5.7 + i * 2.5, 33, c)
    w.poly([(-6, 32), (-3, 48), (3, 48), (6, 32)], roof)
    if snow:
        w.poly([(-6, 32), (-3, 48), (-0.6, 48), (-2.2, 40), (-2.8, 32)], snow, a=0.85)
    w.rect(-3.2, 47.6, 3.2, 48.4, scale(roof, 0.8))
    for u in (-6.6, 6.6, -3, 3):
        top = 43 if abs(u) > 4 else 53
        w.poly([(u - 0.9, 33 if abs(u) > 4 else 48), (u, top), (u + 0.9, 33 if abs(u) > 4 else 48)], roof); w.line([(u, top), (u, top + 1.5)], "#c9a94e", 0.3); w.oval(u, top + 1.5, 0.35, 0.35, "#d9b45a")


def seoul_tower(w, c="#8f95a6"):
    w.poly([(-2.2, 0), (-1.5, 110), (1.5, 110), (2.2, 0)], c); w.poly([(-7, 84), (-9.5, 92), (-9.5, 104), (-6, 110), (6, 110), (9.5, 104), (9.5, 92), (7, 84)], c)
    w.rect(-9.5, 95, 9.5, 98, scale(c, 0.7)); w.rect(-9.5, 100, 9.5, 102, scale(c, 0.7)); w.rect(-3, 110, 3, 122, c); w.rect(-1.3, 122, 1.3, 160, mix(c, "#d8463f", 0.5)); w.rect(-0.5, 160, 0.5, 205, mix(c, "#d8463f", 0.6))


def big_ben(w, c="#c9ad7c", lit=None):
    dark = scale(c, 0.72)
    w.rect(-6, 0, 6, 62, c); w.rect(2.6, 0, 6, 62, scale(c, 0.82))
    for u in (-6, -2.2, 1.6, 5.2):
        w.rect(u, 0, u + 0.8, 62, mix(c, "#fff", 0.12))
    for v in range(4, 50, 6):
        for u in (-4.6, -0.8, 3):
            w.arch(u, v, u + 1.8, v + 4.6, dark, point=True)
    w.rect(-6.8, 50, 6.8, 64, c); w.rect(-6.8, 49, 6.8, 50.4, dark); w.rect(-6.8, 63, 6.8, 64.6, dark)
    w.oval(0, 57, 5.2, 5.2, "#2b3038"); w.oval(0, 57, 4.6, 4.6, lit or "#f4efdf", emit=1.0 if lit else 0, n=40)
    for i in range(12):
        a = i * math.tau / 12
        w.line([(4.3 * math.cos(a), 57 + 4.3 * math.sin(a)), (3.6 * math.cos(a), 57 + 3.6 * math.sin(a))], "#2b3038", 0.35)
    w.line([(0, 57), (-1.6, 59.2)], "#1b1d28", 0.5); w.line([(0, 57), (3.2, 59.0)], "#1b1d28", 0.36)
    w.rect(-5.4, 64.6, 5.4, 71, c)
    for i in range(6):
        w.arch(-5 + i * 1.75, 65, -3.8 + i * 1.75, 70, dark)
    roof = "#4f5a5c"
    w.poly([(-6, 71), (-3, 81), (3, 81), (6, 71)], roof); w.rect(-3.2, 81, 3.2, 84.5, c)
    w.poly([(-3.4, 84.5), (0, 96), (3.4, 84.5)], roof)
    for s in (-1, 1):
        w.poly([(s * 6.4 - 0.7, 64), (s * 6.4, 72), (s * 6.4 + 0.7, 64)], c)
    w.line([(0, 95), (0, 99)], "#d9b45a", 0.3)


def parliament(w, u0, u1, c="#b89c70", high=24):
    w.rect(u0, 0, u1, high, c)
    n = int((u1 - u0) / 4)
    for i in range(n):
        u = u0 + i * (u1 - u0) / n
        w.rect(u, 0, u + 0.7, high + 2, mix(c, "#fff", 0.1)); w.poly([(u - 0.2, high + 2), (u + 0.35, high + 6), (u + 0.9, high + 2)], c)
        for v in (4, 11, 17):
            w.arch(u + 1.2, v, u + 3.2, v + 5, scale(c, 0.62), point=True)


def butte(sp, pts, top="#a8543f", low="#c9805a", foot=None):
    """A table of rock with fluted walls over a skirt of rubble, in pixels."""
    y0, y1 = min(y for _, y in pts), max(y for _, y in pts)
    x0, x1 = min(x for x, _ in pts), max(x for x, _ in pts)
    sp.gradient([(0, top), (0.55, mix(top, low, 0.5)), (1, low)], pts=pts, p0=(0, y0), p1=(0, y1))
    import random
    rng = random.Random(int(x0))
    cliff = y0 + (y1 - y0) * 0.5
    inner = [x for x, y in pts if y < cliff]
    a, b = min(inner) + 2, max(inner) - 2
    x = a
    while x < b:
        wd = rng.uniform(2, 7)
        sp.poly([(x, y0 + rng.uniform(5, 12)), (x + wd * 0.5, y0 + rng.uniform(4, 9)), (x + wd * 0.45, cliff), (x - 1, cliff + rng.uniform(-8, 5))], scale(top, 0.78), 0.5)
        x += wd + rng.uniform(1, 6)
