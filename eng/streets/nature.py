"""Trees and plants, each standing at (x, z) on the street and drawn to the scale of that depth."""
import math
import random

from .colour import mix, scale


def spot(sp, x, z, y=0.0):
    px, py = sp.to(x, y, z)
    return px, py, sp.unit(z)


def tone(sp, colour, z, k=1.0):
    base = scale(colour, tuple(0.35 * a + 0.65 * b for a, b in zip(sp.shade_tint, sp.lit_tint)))
    return sp.air(scale(base, k), z)


def sunside(sp):
    return 1 if sp.sun[0] > 0 else -1


def ground_shadow(sp, x, z, r, a=0.26, long=1.0):
    px, py, u = spot(sp, x, z)
    side = -sunside(sp)
    pts = [
        (
            px + side * r * u * 0.5 * long + math.cos(t / 16 * math.tau) * r * u * (1 + 0.4 * long),
            py + math.sin(t / 16 * math.tau) * r * u * 0.16,
        )
        for t in range(16)
    ]
    sp.soft([pts], "#1c2038", max(1, r * u * 0.06), a)


def foliage(sp, cx, cy, rx, ry, colours, z, rng, n=120, leaf=0.12):
    """Leaf masses in three tones, the light one towards the sun."""
    side = sunside(sp)
    dark, mid, light = (tone(sp, c, z) for c in colours)
    lump = []
    for _ in range(9):
        a, d = rng.uniform(0, math.tau), rng.uniform(0.15, 0.62)
        lump.append((cx + math.cos(a) * rx * d, cy + math.sin(a) * ry * d, rng.uniform(0.42, 0.6)))
    for x, y, r in lump:
        sp.oval(x, y + ry * 0.06, rx * r, ry * r, dark)
    for tint, count, dx, dy, spread in (
        (dark, n // 3, 0, 0.1, 1.0),
        (mid, n, 0.06, -0.06, 0.9),
        (light, n // 2, 0.26, -0.26, 0.66),
    ):
        for _ in range(count):
            a, d = rng.uniform(0, math.tau), math.sqrt(rng.random()) * spread
            r = leaf * min(rx, ry) * rng.uniform(0.55, 1.25)
            sp.oval(cx + side * rx * dx + math.cos(a) * rx * d, cy + ry * dy + math.sin(a) * ry * d, r * 1.25, r, tint)


GREEN = ("#3f5f3a", "#5d8248", "#8fae5c")


def tree(sp, x, z, high=7, wide=4.6, colours=GREEN, trunk="#5b4a3d", seed=0, y=0.0, shadow=True, n=120, leaf=0.12):
    rng = random.Random(sp.seed * 31 + seed + int(x * 7 + z * 3))
    px, py, u = spot(sp, x, z, y)
    if shadow:
        ground_shadow(sp, x, z, wide * 0.5)
    bark = tone(sp, trunk, z)
    cy, ry, rx = py - high * 0.66 * u, high * 0.35 * u, wide * 0.5 * u
    sp.stroke([(px, py), (px + 0.05 * u, py - high * 0.3 * u), (px, py - high * 0.62 * u)], bark, 0.34 * u, 0.16 * u)
    for k in (-1, 1):
        sp.stroke(
            [(px, py - high * 0.33 * u), (px + k * wide * 0.22 * u, py - high * 0.58 * u)], bark, 0.16 * u, 0.07 * u
        )
    foliage(sp, px, cy, rx, ry, colours, z, rng, n if u > 12 else n // 2, leaf)


def bush(sp, x, z, wide=1.4, high=0.9, colours=GREEN, seed=0, y=0.0, n=50):
    rng = random.Random(sp.seed + seed + int(x * 5 + z * 11))
    px, py, u = spot(sp, x, z, y)
    foliage(sp, px, py - high * 0.5 * u, wide * 0.5 * u, high * 0.55 * u, colours, z, rng, n, 0.2)


def cypress(sp, x, z, high=8, wide=1.3, colours=("#26402f", "#36573a", "#587a48"), y=0.0):
    px, py, u = spot(sp, x, z, y)
    ground_shadow(sp, x, z, wide * 0.5)
    side = sunside(sp)

    def flame(k, dx):
        n = 26
        out = []
        for i in range(n + 1):
            t = i / n
            out.append(
                (
                    t,
                    max(0.0, math.sin(math.pi * (0.04 + 0.96 * t) ** 0.66)) ** 0.8
                    * wide
                    * 0.5
                    * k
                    * (1 - 0.08 * (i % 2)),
                )
            )
        l = [(px + (-r + dx) * u, py - t * high * u) for t, r in out]
        r_ = [(px + (r + dx) * u, py - t * high * u) for t, r in out]
        return l + r_[::-1]

    sp.poly(flame(1, 0), tone(sp, colours[0], z))
    sp.poly(flame(0.66, side * wide * 0.1), tone(sp, colours[1], z))
    sp.poly(flame(0.28, side * wide * 0.22), tone(sp, colours[2], z), 0.8)


def palm(
    sp,
    x,
    z,
    high=8,
    spread=2.4,
    colours=("#2f5138", "#4a7a45", "#88a857"),
    trunk="#8a7359",
    lean=0.4,
    fronds=17,
    seed=0,
    y=0.0,
    fan=False,
):
    rng = random.Random(sp.seed * 13 + seed + int(x * 3 + z))
    px, py, u = spot(sp, x, z, y)
    ground_shadow(sp, x, z, spread * 0.45)
    pts = [(px + lean * u * t * t, py - high * u * t) for t in [i / 10 for i in range(11)]]
    bark = tone(sp, trunk, z)
    sp.stroke(pts, bark, 0.42 * u, 0.26 * u)
    sp.stroke([(a + 0.07 * u * sunside(sp), b) for a, b in pts], mix(bark, "#fff2d8", 0.25), 0.14 * u, 0.08 * u)
    if u > 12:
        for i in range(1, int(high * 3)):
            t = i / (high * 3)
            cx, cy = px + lean * u * t * t, py - high * u * t
            sp.line([(cx - 0.17 * u, cy), (cx + 0.17 * u, cy - 0.05 * u)], scale(bark, 0.75), 0.03 * u, 0.7)
    tx, ty = pts[-1]
    for i in range(fronds):
        a = -math.pi / 2 + (i / (fronds - 1) - 0.5) * math.pi * 1.55 + rng.uniform(-0.1, 0.1)
        l = spread * u * rng.uniform(0.85, 1.1)
        droop = (0.5 + abs(math.cos(a)) * 0.5) * l * (0.35 if fan else 0.75)
        c = tone(sp, colours[i % 3 if math.cos(a) * sunside(sp) > -0.2 else 0], z)
        spine = [
            (tx + math.cos(a) * l * t, ty + math.sin(a) * l * t + droop * t * t) for t in [k / 8 for k in range(9)]
        ]
        width = [0.02, 0.16, 0.22, 0.24, 0.22, 0.19, 0.15, 0.09, 0.0]
        up, down = [], []
        for k, (sx, sy) in enumerate(spine):
            jag = 1 if k % 2 else 0.62
            up.append((sx, sy - width[k] * u * 0.45 * jag))
            down.append((sx, sy + width[k] * u * 1.25 * jag))
        sp.poly(up + down[::-1], c)
        sp.line(spine, mix(c, "#f4f0c0", 0.25), 0.03 * u, 0.7)
    sp.oval(tx, ty + 0.12 * u, 0.26 * u, 0.2 * u, tone(sp, "#7a5a3a", z))


def spruce(sp, x, z, high=8, wide=3, colours=("#22382f", "#2f4c3b", "#4b6b4c"), snow=None, y=0.0, layers=8):
    px, py, u = spot(sp, x, z, y)
    rng = random.Random(int(x * 101 + z * 7))
    sp.rect(px - 0.12 * u, py - 0.9 * u, px + 0.12 * u, py, tone(sp, "#4a3a30", z))
    side = sunside(sp)
    for i in range(layers):
        t = i / layers
        yb, yt = py - (0.07 + t * 0.85) * high * u, py - (0.07 + min(1, t + 0.26) * 0.93) * high * u
        r = wide * 0.5 * u * (1 - t) ** 0.85 + 0.06 * u
        teeth = [(px + r * (k / 4 - 1), yb + (0.14 * r if k % 2 else 0) * rng.uniform(0.6, 1.3)) for k in range(9)]
        sp.poly(teeth + [(px, yt)], tone(sp, colours[0], z))
        sp.poly(
            [(px, yt), (px + side * r * 0.8, yb), (px + side * r * 0.1, yb - r * 0.05)], tone(sp, colours[1], z), 0.85
        )
        if snow:
            sp.poly(
                [
                    (px, yt),
                    (px - r * 0.8, yb - r * 0.02),
                    (px - r * 0.35, yb - r * 0.24),
                    (px, yb - r * 0.1),
                    (px + r * 0.42, yb - r * 0.26),
                    (px + r * 0.8, yb - r * 0.02),
                ],
                snow,
                0.85,
            )


def birch(sp, x, z, high=9, colours=("#6f8a3e", "#9ab04c", "#c7cf6a"), seed=0):
    rng = random.Random(sp.seed + seed + int(x * 17 + z))
    px, py, u = spot(sp, x, z)
    bark = tone(sp, "#e9e6dd", z)
    lean = rng.uniform(-0.3, 0.3) * u
    sp.stroke(
        [(px, py), (px + lean * 0.4, py - high * 0.5 * u), (px + lean, py - high * 0.95 * u)], bark, 0.28 * u, 0.08 * u
    )
    for i in range(int(high * 2.2)):
        t = rng.random()
        cx, cy = px + lean * t * t, py - high * 0.9 * u * t
        sp.line(
            [(cx - 0.12 * u * (1 - t * 0.6), cy), (cx + rng.uniform(-0.03, 0.1) * u, cy)],
            tone(sp, "#3a3836", z),
            0.05 * u,
        )
    foliage(sp, px + lean * 0.7, py - high * 0.68 * u, 1.2 * u, high * 0.32 * u, colours, z, rng, 90, 0.13)


def bare(sp, x, z, high=7, trunk="#4a4044", seed=0, snow=None):
    """A winter tree."""
    rng = random.Random(sp.seed * 3 + seed + int(x * 9 + z))
    px, py, u = spot(sp, x, z)
    c = tone(sp, trunk, z)

    def grow(x0, y0, ang, l, w, depth):
        x1, y1 = x0 + math.cos(ang) * l, y0 - math.sin(ang) * l
        sp.stroke([(x0, y0), (x1, y1)], c, w, w * 0.66)
        if snow and depth < 5 and abs(math.cos(ang)) > 0.3:
            sp.line([(x0, y0 - w * 0.4), (x1, y1 - w * 0.3)], snow, max(0.5, w * 0.3), 0.9)
        if depth:
            for _ in range(3 if depth > 2 else 2):
                grow(x1, y1, ang + rng.uniform(-0.62, 0.62), l * rng.uniform(0.62, 0.82), w * 0.62, depth - 1)

    grow(px, py, math.pi / 2 + rng.uniform(-0.05, 0.05), high * 0.3 * u, 0.34 * u, 5)


def acacia(sp, x, z, high=7, wide=9, colours=("#4c5a34", "#6c7c42", "#98a356")):
    px, py, u = spot(sp, x, z)
    rng = random.Random(int(x * 31 + z))
    ground_shadow(sp, x, z, wide * 0.4)
    c = tone(sp, "#4c3d33", z)
    for k in (-0.3, -0.1, 0.12, 0.32):
        sp.stroke(
            [(px, py), (px + k * 0.3 * u, py - high * 0.4 * u), (px + k * wide * u, py - high * 0.86 * u)],
            c,
            0.3 * u,
            0.07 * u,
        )
    for i, (dx, dy, r) in enumerate(((-0.27, 0.84, 0.24), (0.27, 0.86, 0.25), (0, 0.95, 0.34))):
        foliage(sp, px + dx * wide * u, py - dy * high * u, r * wide * u, 0.085 * high * u, colours, z, rng, 80, 0.3)


def cactus(sp, x, z, high=2.4, colour="#5c7d54", y=0.0):
    px, py, u = spot(sp, x, z, y)
    for c, k in ((tone(sp, colour, z), 1.0), (mix(tone(sp, colour, z), "#e8f0c0", 0.3), 0.3)):
        dx = 0 if k == 1 else sunside(sp) * 0.08 * u
        sp.stroke([(px + dx, py), (px + dx, py - high * u)], c, 0.34 * u * k, 0.3 * u * k)
        sp.oval(px + dx, py - high * u, 0.15 * u * k, 0.15 * u * k, c)
        for s, at, up in ((-1, 0.4, 0.35), (1, 0.55, 0.3)):
            sp.stroke(
                [
                    (px, py - high * at * u),
                    (px + s * 0.5 * u + dx, py - high * at * u),
                    (px + s * 0.52 * u + dx, py - high * (at + up) * u),
                ],
                c,
                0.22 * u * k,
                0.2 * u * k,
            )


def pot(sp, x, z, colours=GREEN, pot_colour="#b5643f", high=0.9, y=0.0, flowers=None):
    px, py, u = spot(sp, x, z, y)
    c = tone(sp, pot_colour, z)
    sp.poly([(px - 0.26 * u, py - 0.5 * u), (px + 0.26 * u, py - 0.5 * u), (px + 0.18 * u, py), (px - 0.18 * u, py)], c)
    sp.rect(px - 0.29 * u, py - 0.56 * u, px + 0.29 * u, py - 0.46 * u, scale(c, 1.1))
    rng = random.Random(int(x * 50 + z * 9))
    foliage(sp, px, py - 0.5 * u - high * 0.35 * u, 0.42 * u, high * 0.42 * u, colours, z, rng, 30, 0.26)
    for _ in range(14 if flowers else 0):
        sp.oval(
            px + rng.uniform(-0.38, 0.38) * u,
            py - (0.55 + rng.uniform(0, 0.75) * high) * u,
            0.05 * u,
            0.05 * u,
            flowers,
        )


def creeper(wall, u0, v0, u1, v1, leaf=GREEN, bloom=None, seed=0, n=90):
    """Leaves and flowers hanging over a wall: bougainvillea, wisteria, ivy."""
    sp = wall.sp
    rng = random.Random(sp.seed + seed + int(u0 * 10 + v0))
    r = 0.17
    for i in range(n):
        t = rng.random()
        u, v = rng.uniform(u0, u1), v1 - (v1 - v0) * t * rng.uniform(0.4, 1)
        c = leaf[min(2, int(rng.random() * 3))]
        wall.oval(u, v, r * rng.uniform(0.6, 1.3), r * rng.uniform(0.6, 1.1), c, w=0.12, n=8)
    for i in range(int(n * 1.3) if bloom else 0):
        u, v = rng.uniform(u0, u1), v1 - (v1 - v0) * rng.random() ** 1.3
        c = bloom[int(rng.random() * len(bloom))]
        wall.oval(u, v, r * rng.uniform(0.45, 1.0), r * rng.uniform(0.4, 0.8), c, w=0.16, n=8)
