"""The ground of a street: carriageway, pavements, markings, rails, cobbles, cables overhead."""
import math
import random

from .colour import mix, scale


def strip(sp, x0, x1, z0, z1, colour, far=None, y=0.0):
    """A band of ground from near to far, losing itself in the haze."""
    pts = [sp.to(x0, y, z1), sp.to(x1, y, z1), sp.to(x1, y, z0), sp.to(x0, y, z0)]
    near = sp.light(colour, (0, 1, 0))
    far = sp.air(near, z1) if far is None else far
    top, low = pts[0][1], min(sp.h, pts[2][1])
    stops = []
    for i in range(7):
        t = i / 6
        yy = top + (low - top) * t
        z = sp.f * (sp.eye - y) / max(1, yy - sp.hy) if yy > sp.hy + 1 else z1
        stops.append((t, mix(sp.air(near, min(z, z1)), near, 0.15 * t)))
    sp.gradient(stops, pts=pts, p0=(0, top), p1=(0, low))


def street(sp, half, z1=260, asphalt="#6b6e78", walk="#b7b1a6", kerb="#d6d1c6", walk_width=40, z0=1.2, high=0.14):
    strip(sp, -half - walk_width, half + walk_width, z0, z1, walk)
    strip(sp, -half, half, z0, z1, asphalt)
    for k in (-1, 1):
        sp.face(
            [(k * half, high, z1), (k * half, high, z0), (k * half, 0, z0), (k * half, 0, z1)],
            scale(kerb, 0.72),
            (-k, 0.2, 0),
        )
        a, b = (k * half, k * (half + 0.3))
        sp.face([(a, high, z1), (b, high, z1), (b, high, z0), (a, high, z0)], kerb, (0, 1, 0))
    wear(sp, half, asphalt)


def wear(sp, half, asphalt):
    """What years do to a road: mended patches, tar seams, a manhole, polished wheel tracks."""
    rng = random.Random(sp.seed * 19)
    for x in (-half * 0.72, -half * 0.28, half * 0.28, half * 0.72):
        sp.soft(
            [[sp.to(x - 0.22, 0, 70), sp.to(x + 0.22, 0, 70), sp.to(x + 0.3, 0, 2), sp.to(x - 0.3, 0, 2)]],
            scale(sp.light(asphalt, (0, 1, 0)), 0.86),
            3,
            0.3,
        )
    for _ in range(5):
        x, z = rng.uniform(-half * 0.8, half * 0.5), 4.6 + 18 * rng.random() ** 1.6
        wide, long = rng.uniform(0.5, 1.3), rng.uniform(0.8, 2.4)
        sp.ground(
            [(x, z), (x + wide, z), (x + wide, z + long), (x, z + long)], scale(asphalt, rng.choice([0.93, 1.05])), 0.5
        )
    for _ in range(4):
        x, z = rng.uniform(-half * 0.8, half * 0.8), 4.4 + 10 * rng.random()
        pts = [sp.to(x + rng.uniform(-0.25, 0.25) + 0.15 * i, 0, z + i * 0.7) for i in range(6)]
        sp.line(pts, scale(sp.light(asphalt, (0, 1, 0)), 0.72), 1.0, 0.55)
    x, z = half * rng.uniform(-0.6, 0.6), rng.uniform(7, 13)
    for r, k in ((0.36, 0.72), (0.31, 0.88), (0.18, 0.76), (0.14, 0.88)):
        sp.ground(
            [(x + r * math.cos(i / 20 * math.tau), z + r * math.sin(i / 20 * math.tau)) for i in range(20)],
            scale(asphalt, k),
            0.9,
        )


def dashes(sp, x, z0, z1, colour="#f3efe4", width=0.15, dash=3.0, gap=4.0, a=0.92):
    z = z0
    while z < z1:
        sp.ground(
            [
                (x - width / 2, z),
                (x + width / 2, z),
                (x + width / 2, min(z1, z + dash)),
                (x - width / 2, min(z1, z + dash)),
            ],
            colour,
            a,
        )
        z += dash + gap


def solid(sp, x, z0, z1, colour="#f3efe4", width=0.15, a=0.92):
    sp.ground([(x - width / 2, z0), (x + width / 2, z0), (x + width / 2, z1), (x - width / 2, z1)], colour, a)


def zebra(sp, x0, x1, z0, z1, colour="#f4f1e8", n=8, a=0.92):
    step = (x1 - x0) / n
    for i in range(n):
        x = x0 + i * step + step * 0.22
        sp.ground([(x, z0), (x + step * 0.56, z0), (x + step * 0.56, z1), (x, z1)], colour, a)


def paving(sp, x0, x1, z0, z1, colour, size=1.2, a=0.5):
    """Joints between slabs."""
    z = z0
    while z < z1:
        p, q = sp.to(x0, 0, z), sp.to(x1, 0, z)
        sp.line([p, q], colour, 0.6, a * min(1, 14 / z))
        z += size * (1 + z * 0.03)
    n = int((x1 - x0) / size)
    for i in range(n + 1):
        x = x0 + (x1 - x0) * i / max(1, n)
        sp.line([sp.to(x, 0, z0), sp.to(x, 0, z1)], colour, 0.6, a)


def cobbles(sp, x0, x1, z0, z1, dark, light, size=0.34, a=0.35, seed=0):
    """Setts near the viewer, one in three a shade lighter or darker."""
    rng = random.Random(sp.seed + seed)
    z, row = z0, 0
    while z < z1:
        dz = size * (1 + z * 0.05)
        x = x0 + (row % 2) * size / 2
        while x < x1:
            if rng.random() < 0.42:
                c = dark if rng.random() < 0.55 else light
                sp.ground(
                    [(x + 0.03, z), (x + size - 0.03, z), (x + size - 0.03, z + dz * 0.82), (x + 0.03, z + dz * 0.82)],
                    c,
                    a * min(1, 9 / z),
                )
            x += size
        z += dz
        row += 1


def rails(sp, xs, z0, z1, colour="#8f939b", bed=None):
    for x in xs:
        if bed:
            solid(sp, x, z0, z1, bed, 0.26, 0.6)
        solid(sp, x, z0, z1, colour, 0.085, 1)


def cable(sp, a, b, sag=0.6, colour="#23252d", width=0.03, n=14, al=0.9):
    """A hanging line between two points in space."""
    pts = []
    for i in range(n + 1):
        t = i / n
        x, y, z = (a[k] + (b[k] - a[k]) * t for k in range(3))
        pts.append(sp.to(x, y - sag * 4 * t * (1 - t), z))
    z = (a[2] + b[2]) / 2
    sp.line(pts, sp.air(colour, z), max(0.45, width * sp.unit(z)), al)
    return pts


def bunting(sp, a, b, draw, n=12, sag=0.5, colour="#4a4038"):
    """A line with something hung along it: draw(x, y, metre, i) gets pixels."""
    pts = cable(sp, a, b, sag, colour, n=n)
    for i, (x, y) in enumerate(pts):
        if 0 < i < n:
            z = a[2] + (b[2] - a[2]) * i / n
            draw(x, y, sp.unit(z), i)


def bulbs(sp, a, b, n=16, sag=0.7, colour="#ffd98a"):
    def bulb(x, y, u, i):
        sp.oval(x, y + 0.06 * u, max(0.9, 0.06 * u), max(1.0, 0.08 * u), colour, emit=1)

    bunting(sp, a, b, bulb, n, sag)


def lamp(sp, x, z, kind="classic", high=4.2, colour="#2c3038", lit=None, arm=0):
    """Street lamps: classic lantern, globes, mast (a modern arm), hoop."""
    px, py = sp.to(x, 0, z)
    u = sp.unit(z)
    c = sp.air(sp.light(colour, (0, 0, -1)), z)
    top = py - high * u
    glass = lit or "#e9e4cf"
    sp.stroke([(px, py), (px, top)], c, 0.13 * u, 0.08 * u)
    sp.rect(px - 0.16 * u, py - 0.5 * u, px + 0.16 * u, py, c)
    if kind == "mast":
        k = arm or (1 if x < 0 else -1)
        pts = [(px, top), (px + k * 0.5 * u, top - 0.35 * u), (px + k * 1.6 * u, top - 0.45 * u)]
        sp.stroke(pts, c, 0.1 * u, 0.07 * u)
        sp.poly(
            [
                (px + k * 1.1 * u, top - 0.5 * u),
                (px + k * 2.1 * u, top - 0.52 * u),
                (px + k * 2.0 * u, top - 0.36 * u),
                (px + k * 1.2 * u, top - 0.34 * u),
            ],
            glass if lit else c,
            emit=1 if lit else 0,
        )
        spots = [(px + k * 1.6 * u, top - 0.35 * u)]
    elif kind == "globes":
        spots = []
        for dx, dy in ((-0.5, 0.25), (0.5, 0.25), (0, -0.25)):
            sp.stroke([(px, top + 0.5 * u), (px + dx * u, top + (dy + 0.25) * u)], c, 0.07 * u, 0.06 * u)
            sp.oval(px + dx * u, top + dy * u, 0.22 * u, 0.22 * u, glass, emit=1 if lit else 0)
            spots.append((px + dx * u, top + dy * u))
    else:
        sp.poly(
            [(px - 0.2 * u, top), (px + 0.2 * u, top), (px + 0.32 * u, top - 0.6 * u), (px - 0.32 * u, top - 0.6 * u)],
            glass,
            emit=1 if lit else 0,
        )
        for dx in (-1, 0, 1):
            sp.line([(px + dx * 0.2 * u, top), (px + dx * 0.32 * u, top - 0.6 * u)], c, 0.04 * u)
        sp.poly(
            [
                (px - 0.38 * u, top - 0.58 * u),
                (px + 0.38 * u, top - 0.58 * u),
                (px + 0.1 * u, top - 0.88 * u),
                (px - 0.1 * u, top - 0.88 * u),
            ],
            c,
        )
        sp.rect(px - 0.24 * u, top - 0.02 * u, px + 0.24 * u, top + 0.08 * u, c)
        spots = [(px, top - 0.3 * u)]
    if lit:
        for x_, y_ in spots:
            sp.shine(x_, y_, max(8, 2.4 * u), lit, min(0.5, 0.012 * u))


def post_sign(
    sp,
    x,
    z,
    text,
    w=1.6,
    h=0.5,
    high=2.6,
    bg="#1d4f91",
    fg="#fff",
    face="bold",
    pole="#6d7278",
    edge=None,
    shape=None,
    emit=0.0,
):
    """A board on a post, facing the viewer. shape: None, 'diamond', 'round', 'triangle', 'octagon'."""
    px, py = sp.to(x, 0, z)
    u = sp.unit(z)
    c = sp.air(sp.light(pole, (0, 0, -1)), z)
    sp.rect(px - 0.04 * u, py - high * u - (h if shape else 0) * u, px + 0.04 * u, py, c)
    wall = sp.front(x - w / 2, x + w / 2, z - 0.08)
    fill = lambda k, col: wall.poly([(w / 2 + a * k, high + h / 2 + b * k) for a, b in outline], col, emit=emit)
    if shape:
        turns = {"diamond": (4, 0), "round": (28, 0), "triangle": (3, math.pi / 2), "octagon": (8, math.pi / 8)}[shape]
        outline = [
            (w / 2 * math.cos(turns[1] + i * math.tau / turns[0]), w / 2 * math.sin(turns[1] + i * math.tau / turns[0]))
            for i in range(turns[0])
        ]
        fill(1, edge or "#202020")
        fill(0.86, bg)
        if text:
            wall.sign(
                w * 0.2, high + h / 2 - w * 0.26, w * 0.8, high + h / 2 + w * 0.26, text, face, fg, None, 0.0, fit=0.92
            )
    else:
        wall.sign(0, high, w, high + h, text, face, fg, bg, 0.01, edge=edge, emit=emit)
    return wall
