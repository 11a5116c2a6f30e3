"""Silhouettes that name a city, drawn on a Wall that stands far away (u from its middle, v up, metres)."""
import math

from .colour import mix, scale


def eiffel(w, h=330.0, c="#6f6a72"):
    k = h / 330
    edge = lambda v: 62 * math.exp(-v / 78) + 2.2 - 0.006 * v
    def curve(v0, v1, s, dv=0.0):
        return [(s * edge(v0 + (v1 - v0) * i / 14) * k, (v0 + (v1 - v0) * i / 14) * k) for i in range(15)]
    for s in (-1, 1):
        outer = curve(0, 115, s)
        inner = [(s * (edge(v) - (25 - v * 0.115)) * k, v * k) for v in [115 * i / 14 for i in range(15)]]
        w.poly(outer + inner[::-1], c)
    w.poly(curve(112, 318, -1) + curve(112, 318, 1)[::-1], c)
    arch = [(math.cos(math.pi * i / 20) * 37 * k, (14 + 38 * math.sin(math.pi * i / 20)) * k) for i in range(21)]
    arch2 = [(math.cos(math.pi * i / 20) * 33 * k, (12 + 34 * math.sin(math.pi * i / 20)) * k) for i in range(21)]
    w.poly(arch + arch2[::-1], c)
    for v, half in ((57, 36), (115, 20), (276, 5.2)):
        w.rect(-half * k, (v - 3) * k, half * k, (v + 3.4) * k, scale(c, 0.86))
    w.rect(-1.1 * k, 316 * k, 1.1 * k, h, c)
    light = mix(c, "#ffffff", 0.35)
    for i in range(15):
        v = 122 + i * 11.5
        a, b = edge(v) * k, edge(v + 10) * k
        w.line([(-a, v * k), (b, (v + 10) * k)], light, 0.9 * k, a=0.6)
        w.line([(a, v * k), (-b, (v + 10) * k)], light, 0.9 * k, a=0.6)
    for s in (-1, 1):
        for i in range(9):
            v = 4 + i * 12
            a, b = edge(v), edge(v + 12) - (25 - (v + 12) * 0.115)
            w.line([(s * a * k, v * k), (s * b * k, (v + 12) * k)], light, 0.9 * k, a=0.5)


def suspension_tower(w, c="#6d86a0"):
    """The Manhattan Bridge's tower, seen along Washington Street."""
    dark = scale(c, 0.82)
    for a, b in ((-17, -10.5), (10.5, 17)):
        w.rect(a, 0, b, 88, c)
        w.rect(a + 1.6, 3, b - 1.6, 86, dark)
        for v in range(4, 84, 8):
            w.line([(a + 1.6, v), (b - 1.6, v + 8)], c, 0.9)
            w.line([(b - 1.6, v), (a + 1.6, v + 8)], c, 0.9)
        w.rect(a - 1.2, 86, b + 1.2, 90, c)
        w.oval((a + b) / 2, 92, 2.4, 2.4, c)
        w.line([((a + b) / 2, 92), ((a + b) / 2, 99)], c, 0.7)
    for v, t in ((40, 4), (70, 5), (82, 4)):
        w.rect(-17, v, 17, v + t, c)
    w.poly([(-10.5, 70)] + [(10.5 * math.cos(math.pi * (1 - i / 16)), 57 + 12 * math.sin(math.pi * i / 16)) for i in range(17)] + [(10.5, 70)], c)
    for i in range(7):
        u = -10.5 + 3 * i
        w.line([(u, 74), (u + 3, 82)], dark, 0.7); w.line([(u + 3, 74), (u, 82)], dark, 0.7)


def empire_state(w, c="#8f98ab"):
    for half, v in ((20, 180), (15, 250), (11, 320), (6, 345), (3.4, 372)):
        w.rect(-half, 0, half, v, c)
        w.rect(-half, 0, -half * 0.3, v, mix(c, "#fff", 0.18))
    w.rect(-0.9, 372, 0.9, 440, c)


def pagoda(w, tiers=5, c="#4a3836", roof="#39424c", panel="#d9c7a8", storey=5.6, half=3.9, reach=3.0):
    """A wooden tower of curved roofs; the top carries rings on a mast."""
    v = 0.0
    for i in range(tiers):
        k = 1 - 0.085 * i
        h = storey * k
        w.rect(-half * k, v, half * k, v + h, c)
        for j in (-1, 0, 1):
            w.rect((j * 0.62 - 0.2) * half * k, v + h * 0.2, (j * 0.62 + 0.2) * half * k, v + h * 0.62, panel if j else scale(c, 0.7))
        w.rect(-half * k * 1.12, v + h * 0.1, half * k * 1.12, v + h * 0.16, scale(c, 1.25))
        w.poly([(-half * k - 1.2, v + h * 0.86), (half * k + 1.2, v + h * 0.86), (half * k, v + h * 0.66), (-half * k, v + h * 0.66)], scale(c, 0.8))
        out = (half + reach) * k
        eave = [(-out + 2 * out * t, v + h * 0.82 + 0.75 * abs(2 * t - 1) ** 3) for t in [n / 16 for n in range(17)]]
        w.poly([(-half * k * 0.72, v + h * 1.16), (half * k * 0.72, v + h * 1.16)] + eave[::-1], roof)
        w.poly(eave + [(a, b - 0.3) for a, b in eave[::-1]], scale(roof, 0.6))
        v += h
    w.rect(-0.22, v, 0.22, v + 9.5, roof)
    for j in range(7):
        w.rect(-0.8 + 0.05 * j, v + 2 + j * 0.8, 0.8 - 0.05 * j, v + 2.3 + j * 0.8, roof)
    w.oval(0, v + 9.3, 0.35, 0.5, roof)


def pyramid(w, u, half, high, sun="#e3c28f", shade="#b08d66", lines=26, cap=None):
    ridge = u + half * 0.18
    w.poly([(u - half, 0), (u, high), (ridge, 0)], sun)
    w.poly([(ridge, 0), (u, high), (u + half, 0)], shade)
    for i in range(1, lines):
        t = i / lines
        v = high * t
        k = 0.5 + 0.5 * math.sin(i * 12.9)
        w.line([(u - half * (1 - t), v), (ridge + (u - ridge) * t, v)], scale(sun, 0.93 - 0.05 * k), high / lines * 0.22, a=0.8)
        w.line([(ridge + (u - ridge) * t, v), (u + half * (1 - t), v)], scale(shade, 0.9 + 0.05 * k), high / lines * 0.22, a=0.8)
    if cap:
        w.poly([(u - half * 0.2, high * 0.8), (u, high), (u + half * 0.2, high * 0.8), (u + half * .08, high * .77), (u - half * 0.02, high * 0.8), (u - half * .12, high * .765)], cap)


def minaret(w, u, high, c="#d9c3a0", half=2.0, tiers=2, dome="onion", cap=None):
    """A shaft with balconies, and a bulb or a pencil point."""
    v0 = 0.0
    cap = cap or scale(c, 0.86)
    for i in range(tiers):
        k = half * (1 - 0.25 * i)
        v1 = high * (0.55 + 0.3 * i / max(1, tiers - 1) if tiers > 1 else 0.8)
        w.rect(u - k, v0, u + k, v1, c)
        w.rect(u + k * 0.25, v0, u + k, v1, scale(c, 0.84))
        for j in range(3):
            vv = v0 + (v1 - v0) * (0.25 + 0.25 * j)
            w.arch(u - k * 0.3, vv, u + k * 0.2, vv + k * 1.2, scale(c, 0.55))
        w.poly([(u - k, v1 - half * 0.4), (u - k * 1.5, v1), (u + k * 1.5, v1), (u + k, v1 - half * 0.4)], scale(c, 0.9))
        w.rect(u - k * 1.5, v1, u + k * 1.5, v1 + half * 0.5, scale(c, 1.05))
        v0 = v1 + half * 0.5
    k = half * 0.5
    if dome == "pencil":
        w.rect(u - k, v0, u + k, high * 0.9, c)
        w.poly([(u - k * 1.2, high * 0.9), (u, high * 1.12), (u + k * 1.2, high * 0.9)], cap)
    else:
        w.rect(u - k, v0, u + k, high * 0.9, c)
        w.poly([(u + k * 1.5 * math.sin(math.pi * t) ** 0.8 * s * (1 - 0.2 * t), high * 0.89 + half * 2.2 * t) for s, ts in ((-1, range(11)), (1, range(10, -1, -1))) for t in [n / 10 for n in ts]], cap)
    top = high * (1.12 if dome == "pencil" else 0.9) + (0 if dome == "pencil" else half * 2.2)
    w.line([(u, top - 0.2), (u, top + half * 1.2)], "#b89a4a", half * 0.14)
    w.oval(u, top + half * 1.3, half * 0.28, half * 0.28, "#c9a94e")


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
    w.rect(-0.25, 72, 0.25, 78, "#8d8a86"); w.rect(-1.4, 75.2, 1.4, 75.7, "#8d8a86")
    for v in (38, 46):
        for u in (-2.4, 0, 2.4):
            w.arch(u - 0.6, v, u + 0.6, v + 5, "#5d5f66", point=True)
    w.oval(0, 32, 2.2, 2.2, "#f2efe6"); w.line([(0, 32), (0, 33.6)], "#3a3a40", 0.3); w.line([(0, 32), (1.2, 32)], "#3a3a40", 0.3)
    w.arch(-2.6, 0, 2.6, 11, "#5a4a40", point=True)
    w.arch(-1.4, 14, 1.4, 27, "#5d5f66", point=True)


def cathedral_twin(w, c="#d8c3a0", high=30):
    """Lisbon's Sé: two crenellated towers and a rose window."""
    for u in (-13, 5):
        w.rect(u, 0, u + 8, high, c)
        w.rect(u + 5.5, 0, u + 8, high, scale(c, 0.84))
        for i in range(4):
            w.rect(u + i * 2.2, high, u + i * 2.2 + 1.3, high + 1.6, c)
        w.rect(u - 0.3, high - 1, u + 8.3, high, scale(c, 0.9))
        for a in (1.4, 4.6):
            w.arch(u + a, high - 9, u + a + 2, high - 3.5, scale(c, 0.45))
        w.arch(u + 3, high - 18, u + 5, high - 13, scale(c, 0.5))
    w.rect(-5, 0, 5, high - 8, scale(c, 0.95))
    for i in range(5):
        w.rect(-5 + i * 2.1, high - 8, -5 + i * 2.1 + 1.2, high - 6.6, c)
    w.oval(0, high - 13, 3, 3, scale(c, 0.6)); w.oval(0, high - 13, 2.2, 2.2, "#5f6c7c")
    for i in range(8):
        w.line([(0, high - 13), (2.4 * math.cos(i * math.pi / 4), high - 13 + 2.4 * math.sin(i * math.pi / 4))], c, 0.25)
    w.arch(-3.4, 0, 3.4, 9.5, scale(c, 0.7)); w.arch(-2.2, 0, 2.2, 8, scale(c, 0.42))
