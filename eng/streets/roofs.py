"""What a house carries above its front: cornices, gables and roofs. Measures are metres on a Wall."""

from .colour import mix, scale


def cornice(w, width, v, colour, depth=0.4, high=0.35, teeth=False):
    w.slab(0, v, width, v + high, depth, colour)
    w.rect(0, v - 0.28, width, v, "#20243a", a=0.22)
    if teeth and w.px(0) > 8:
        for i in range(int(width / 0.5)):
            w.slab(i * 0.5 + 0.1, v - 0.2, i * 0.5 + 0.32, v, depth * 0.6, colour)


def ends(w, width, high, deep, colour, roof=None, ridge=0.0):
    """The side walls that show above a lower neighbour; with `ridge` they carry the gable of a pitched roof."""
    for u, flip in ((0, 1), (width, -1)):
        pts = [w.at(u, high, -deep), w.at(u, high, 0), w.at(u, 0, 0), w.at(u, 0, -deep)]
        if ridge:
            pts.insert(1, w.at(u, high + ridge, -deep / 2))
        w.sp.face(pts if flip == 1 else pts[::-1], colour, (-flip * w.d[0], 0, -flip * w.d[1]), cull=True)


def pitched(w, width, high, deep, ridge, colour, eave=0.35, rows=True):
    """A roof whose slope comes down to the street."""
    w.sp.face(
        [
            w.at(0, high + ridge, -deep / 2),
            w.at(width, high + ridge, -deep / 2),
            w.at(width, high, eave),
            w.at(0, high, eave),
        ],
        colour,
        (w.n[0] * 0.6, 0.8, w.n[1] * 0.6),
    )
    if rows and w.px(0) > 6:
        for i in range(1, 9):
            t = i / 9
            w.sp.line(
                [
                    w.to(0, high + ridge * t, eave + (-deep / 2 - eave) * t),
                    w.to(width, high + ridge * t, eave + (-deep / 2 - eave) * t),
                ],
                w.sp.air(scale(w.sp.light(colour, (0, 0.8, 0)), 0.84), w.at(0, 0)[2]),
                0.6,
                0.7,
            )
    w.slab(0, high - 0.12, width, high, eave, scale(colour, 0.7))


def mansard(w, width, high, rise=3.2, colour="#5d6a78", dormers=3, lit=None, chimneys=True):
    back = 1.3
    w.sp.face(
        [w.at(0, high + rise, -back), w.at(width, high + rise, -back), w.at(width, high, 0), w.at(0, high, 0)],
        colour,
        (w.n[0], 0.45, w.n[1]),
    )
    for i in range(1, int(width / 0.6)):
        if w.px(0) > 10:
            w.sp.line(
                [w.to(i * 0.6, high, 0), w.to(i * 0.6, high + rise, -back)],
                scale(w.sp.light(colour, w.normal), 0.9),
                0.5,
                0.6,
            )
    w.sp.face(
        [
            w.at(0, high + rise + 1.2, -4),
            w.at(width, high + rise + 1.2, -4),
            w.at(width, high + rise, -back),
            w.at(0, high + rise, -back),
        ],
        mix(colour, "#aab6c2", 0.35),
        (0, 1, 0),
    )
    for i in range(dormers):
        u = width * (i + 0.5) / dormers
        w.slab(u - 0.62, high + 0.35, u + 0.62, high + 2.1, 0.9, "#d8d0c0", w=-0.9, top=colour)
        w.arch(u - 0.42, high + 0.5, u + 0.42, high + 1.95, lit or "#46586a", w=0.02, emit=0.8 if lit else 0)
    if chimneys:
        for u in (0.3, width - 1.3):
            w.slab(u, high + rise - 0.4, u + 1.0, high + rise + 2.0, 1.4, "#b48a6c", w=-3.4)
            for k in range(3):
                w.slab(
                    u + 0.1 + k * 0.3, high + rise + 2.0, u + 0.28 + k * 0.3, high + rise + 2.5, 0.3, "#a8553e", w=-2.6
                )


def tiles_roof(
    w, width, v, out=1.0, rise=1.2, back=1.6, colour="#4a5058", edge="#2f343a", curve=0.25, under="#4a3a34", studs=None
):
    """An East Asian roof: overhanging, rows of round tiles, ends of the eave lifted."""
    n = max(6, int(width / 0.45))
    low, top = [], []
    for i in range(n + 1):
        u = width * i / n
        lift = curve * (abs(2 * i / n - 1) ** 3)
        low.append(w.at(u, v + lift, out))
        top.append(w.at(u, v + rise + lift * 0.4, -back))
    soffit = [w.at(width * i / n, v - 0.1, 0) for i in range(n + 1)]
    w.sp.face(soffit + low[::-1], under, (0, -1, 0))
    w.sp.face(top + low[::-1], colour, (w.n[0] * 0.5, 0.9, w.n[1] * 0.5))
    if w.px(0) > 7:
        for a, b in zip(low, top):
            w.sp.line(
                [w.sp.to(*a), w.sp.to(*b)],
                w.sp.air(scale(w.sp.light(colour, (0, 1, 0)), 0.78), a[2]),
                max(0.5, 0.07 * w.sp.unit(a[2])),
            )
    foot = [(p[0], p[1] - 0.16, p[2]) for p in low]
    w.sp.face(low + foot[::-1], edge, w.normal)
    if studs and w.px(0) > 8:
        for i in range(n):
            u = width * (i + 0.5) / n
            w.oval(u, v + curve * (abs(2 * (i + 0.5) / n - 1) ** 3) - 0.06, 0.1, 0.1, studs, w=out + 0.01, n=10)
    w.slab(0, v + rise, width, v + rise + 0.3, 0.35, edge, w=-back)
