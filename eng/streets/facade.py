"""Parts of a house front, and whole fronts put together from them. Measures are metres on a Wall."""
from .colour import mix, scale
from .roofs import cornice, ends, pitched

GLASS = "#3f5566"


def pick(rng, options):
    return options[rng.randrange(len(options))]


def pane(w, u0, v0, u1, v1, glass=GLASS, lit=None, depth=0.0):
    """Glass with a slanting gleam; lit windows are their own light."""
    if lit:
        w.rect(u0, v0, u1, v1, lit, depth, emit=0.85)
        w.rect(u0, v0, u1, v0 + (v1 - v0) * 0.35, mix(lit, "#7a3c18", 0.35), depth, a=0.5, emit=0.3)
        return
    w.rect(u0, v0, u1, v1, glass, depth)
    if w.px(u0) * (u1 - u0) > 5:
        du, dv = u1 - u0, v1 - v0
        w.poly(
            [(u0, v0 + dv * 0.45), (u0 + du * 0.75, v1), (u0 + du * 0.25, v1), (u0, v0 + dv * 0.75)],
            mix(glass, "#dfeaf2", 0.55),
            depth,
            a=0.55,
        )


def window(w, u0, v0, u1, v1, style="sash", frame="#f2efe6", glass=GLASS, lit=None, sill=True, shutter="#5f7d6e"):
    """styles: sash, cross, french, arch, point, shutter, louvre, grid, plain, bars."""
    du, dv, big = u1 - u0, v1 - v0, w.px(u0) * (u1 - u0) > 4.5
    m = min(0.12, du * 0.12)
    if style in ("arch", "point"):
        w.arch(u0 - m, v0, u1 + m, v1 + m, frame, point=style == "point")
        w.arch(u0, v0, u1, v1, lit or glass, point=style == "point", emit=0.85 if lit else 0)
        if big:
            w.line([((u0 + u1) / 2, v0), ((u0 + u1) / 2, v1)], frame, 0.06)
            w.line([(u0, v1 - du / 2), (u1, v1 - du / 2)], frame, 0.06)
    else:
        if style != "plain":
            w.rect(u0 - m, v0 - m * 0.6, u1 + m, v1 + m, frame)
        pane(w, u0, v0, u1, v1, glass, lit)
        if big and not lit:
            w.rect(u0, v1 - dv * 0.1, u1, v1, "#10151f", a=0.35)
        if big and style != "plain":
            cols = {"grid": 3, "bars": 5}.get(style, 2)
            for i in range(1, cols):
                w.line([(u0 + du * i / cols, v0), (u0 + du * i / cols, v1)], frame, 0.06)
            rows = {
                "sash": (0.5,),
                "grid": (0.25, 0.5, 0.75),
                "cross": (0.66,),
                "french": (0.33, 0.66),
                "shutter": (0.5,),
                "louvre": (0.5,),
                "bars": (),
            }.get(style, (0.5,))
            for r in rows:
                w.line([(u0, v0 + dv * r), (u1, v0 + dv * r)], frame, 0.06)
    if style in ("shutter", "louvre"):
        k = du * 0.5
        for a, b in ((u0 - m - k, u0 - m), (u1 + m, u1 + m + k)):
            w.slab(a, v0, b, v1, 0.06, shutter)
            if big:
                for i in range(1, 8):
                    v = v0 + dv * i / 8
                    w.line([(a + 0.04, v), (b - 0.04, v)], scale(shutter, 0.78), 0.03, w=0.06)
    if sill and big:
        w.slab(u0 - m - 0.05, v0 - 0.16, u1 + m + 0.05, v0 - 0.04, 0.16, frame)


def balcony(w, u0, u1, v, depth=0.8, iron="#2b2e35", floor="#c9c2b4", high=0.95, kind="bars"):
    w.slab(u0, v - 0.14, u1, v, depth, floor)
    if kind == "solid":
        w.slab(u0, v, u1, v + high, depth, iron)
        return
    if kind == "glass":
        w.rect(u0, v, u1, v + high, iron, depth, a=0.45)
        return
    step = 0.16 if w.px(u0) > 16 else 0.34
    if w.px(u0) < 9:
        w.rect(u0, v, u1, v + high, iron, depth, a=0.45)
    else:
        for i in range(int((u1 - u0) / step) + 1):
            w.line([(u0 + i * step, v), (u0 + i * step, v + high)], iron, 0.03, depth)
    for vv, t in ((v + high, 0.06), (v + 0.08, 0.045)):
        w.line([(u0, vv), (u1, vv)], iron, t, depth)
    for u in (u0, u1):
        w.sp.line([w.to(u, v + high, 0), w.to(u, v + high, depth)], iron, max(0.4, 0.05 * w.px(u)))


def awning(w, u0, u1, v, depth=1.3, colours=("#b5443a", "#f0e6d2"), drop=0.6, stripes=None, valance=0.25):
    n = stripes or max(2, int((u1 - u0) / 0.4))
    for i in range(n):
        a, b = u0 + (u1 - u0) * i / n, u0 + (u1 - u0) * (i + 1) / n
        c = colours[i % len(colours)]
        w.sp.face(
            [w.at(a, v, 0), w.at(b, v, 0), w.at(b, v - drop, depth), w.at(a, v - drop, depth)], c, (w.n[0], 0.9, w.n[1])
        )
        w.rect(a, v - drop - valance, b, v - drop, scale(c, 0.86), depth)
    near = u0 if w.at(u0, 0)[2] < w.at(u1, 0)[2] else u1
    w.sp.face(
        [w.at(near, v, 0), w.at(near, v - drop, depth), w.at(near, v - drop, 0)], scale(colours[0], 0.6), w.normal
    )


def display(w, u0, u1, v0, v1, lit):
    """Goods in the window; by lamplight they are silhouettes under a hanging lamp."""
    rng, wide = w.sp.rng, u1 - u0
    goods = ["#c9825a", "#d8c28a", "#8a9a86", "#a75c52", "#7f8fa6"]
    for k in range(3):
        x, high = u0 + wide * (0.12 + 0.28 * k), 0.3 + 0.45 * rng.random()
        c = mix(pick(rng, goods), "#7a4a24", 0.55) if lit else pick(rng, goods)
        if rng.random() < 0.5:
            w.oval(x + wide * 0.1, v0 + high * 0.45, wide * 0.1, high * 0.45, c, a=0.75, n=12)
        else:
            w.rect(x, v0, x + wide * 0.18, v0 + high, c, a=0.75)
    if lit:
        x, v = u0 + wide * (0.35 + 0.3 * rng.random()), v1 - 0.55
        w.line([(x, v1), (x, v)], mix(lit, "#3a2416", 0.7), 0.02)
        w.poly(
            [(x - 0.2, v - 0.12), (x - 0.07, v + 0.06), (x + 0.07, v + 0.06), (x + 0.2, v - 0.12)],
            mix(lit, "#6a3a1c", 0.6),
        )
        w.oval(x, v - 0.14, 0.09, 0.06, "#fff8e0", emit=1, n=10)


def shop(
    w,
    u0,
    u1,
    high,
    name="",
    face="bold",
    board="#27443c",
    fg="#f3e7c8",
    lit=None,
    canopy=None,
    door=True,
    glass="#31424e",
    wood=None,
    emit=0.0,
):
    """A shop front: stall riser, display window, door, fascia with the name, and perhaps an awning."""
    wood = wood or board
    w.rect(u0, 0, u1, high, wood)
    fas = min(0.75, high * 0.2)
    top = high - fas
    n = max(1, round((u1 - u0) / 1.7))
    for i in range(n):
        a, b = u0 + (u1 - u0) * i / n + 0.1, u0 + (u1 - u0) * (i + 1) / n - 0.1
        low = 0.12 if door and i == n // 2 else 0.6
        pane(w, a, low, b, top - 0.12, glass, lit)
        if w.px(a) > 16:
            display(w, a, b, low, top - 0.12, lit)
    w.slab(u0, top, u1, high, 0.14, board)
    if name:
        w.sign(u0 + 0.15, top + 0.06, u1 - 0.15, high - 0.05, name, face, fg, None, 0.15, emit=emit)
    if canopy:
        awning(w, u0 + 0.05, u1 - 0.05, top - 0.02, colours=canopy)


def door(w, u0, u1, high=2.5, colour="#3c5a4e", frame="#e9e2d2", arch=False):
    if arch:
        w.arch(u0 - 0.16, 0, u1 + 0.16, high + 0.16, frame)
        w.arch(u0, 0, u1, high, colour)
    else:
        w.rect(u0 - 0.16, 0, u1 + 0.16, high + 0.16, frame)
        w.rect(u0, 0, u1, high, colour)
    if w.px(u0) > 14:
        mid = (u0 + u1) / 2
        for a, b in ((u0 + 0.1, mid - 0.06), (mid + 0.06, u1 - 0.1)):
            for c, d in ((0.2, 0.95), (1.1, high - 0.45)):
                w.rect(a, c, b, d, scale(colour, 0.82))
        w.oval(mid + 0.1, 1.05, 0.05, 0.05, "#d9b45a")


def front(
    w,
    width,
    *,
    floors=4,
    gh=3.8,
    fh=3.2,
    body="#d8cbb2",
    trim="#efe8da",
    bays=3,
    win="sash",
    ratio=(0.42, 0.62),
    frame=None,
    glass=GLASS,
    lit=None,
    lit_share=0.5,
    deep=9,
    roof=None,
    roof_colour="#8a4a3a",
    ridge=2.6,
    base=None,
    band=True,
    quoins=False,
    balconies=(),
    balcony_kind="bars",
    iron="#2b2e35",
    cap="cornice",
    shutter="#5f7d6e",
    side=None,
    sill=True,
    top_win=None
):
    """A whole front. The ground floor is left plain for shop(), door() and the like. Returns the wall's height."""
    rng = w.sp.rng
    high = gh + floors * fh
    frame = frame or trim
    ends(w, width, high, deep, side or scale(body, 0.93), ridge=ridge if roof == "pitched" else 0)
    if roof == "pitched":
        pitched(w, width, high, deep, ridge, roof_colour)
    w.rect(0, 0, width, high, body)
    if base:
        w.rect(0, 0, width, gh, base)
    corner = [w.to(0, high), w.to(width, high), w.to(width, 0), w.to(0, 0)]
    if max(p[0] for p in corner) - min(p[0] for p in corner) > 6:
        # The street's bounce light and grime: walls darken towards the pavement.
        w.rect(0, 0, width, 0.5, "#1c2030", a=0.18)
        w.rect(0, 0, width, 1.6, "#1c2030", a=0.08)
    if quoins and w.px(0) > 6:
        for i in range(int(high / 0.8)):
            k = 0.55 if i % 2 else 0.38
            w.rect(0, i * 0.8, k, i * 0.8 + 0.74, trim)
            w.rect(width - k, i * 0.8, width, i * 0.8 + 0.74, trim)
    step = width / bays
    for f in range(floors):
        v = gh + f * fh
        if band and w.px(0) > 5:
            w.slab(0, v - 0.1, width, v + 0.08, 0.1, trim)
        for b in range(bays):
            mid, hw = (b + 0.5) * step, step * ratio[0] / 2
            style = top_win if top_win and f == floors - 1 else win
            glow = pick(rng, lit) if lit and rng.random() < lit_share else None
            low = v + fh * (1 - ratio[1]) * (0.25 if f in balconies else 0.55)
            window(
                w,
                mid - hw,
                low,
                mid + hw,
                low + fh * ratio[1],
                style,
                frame,
                glass,
                glow,
                sill and f not in balconies,
                shutter,
            )
            if f in balconies:
                if balcony_kind == "run":
                    if b == bays - 1:
                        balcony(w, 0.1, width - 0.1, v + 0.12, 0.7, iron, trim)
                else:
                    balcony(w, mid - hw - 0.3, mid + hw + 0.3, v + 0.12, 0.55, iron, trim, kind=balcony_kind)
    if cap == "cornice" and roof != "pitched":
        cornice(w, width, high, trim, teeth=True)
    elif cap == "parapet":
        w.slab(0, high, width, high + 0.6, 0.12, trim)
    return high


def canyon(sp, x, edges, build, sides=("left", "right"), shift=2):
    """Both sides of a street from far to near: build(wall, width, kind, index) for each house between two edges."""
    for side in sides:
        for i in range(len(edges) - 2, -1, -1):
            wall = sp.left(x, edges[i], edges[i + 1]) if side == "left" else sp.right(x, edges[i], edges[i + 1])
            build(wall, edges[i + 1] - edges[i], i + (shift if side == "right" else 0), i)
