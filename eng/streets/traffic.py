"""Vehicles, built as small solids so that perspective and light fall right. Heading is a compass-like
direction on the ground: (0, 1) drives away from the viewer, (0, -1) comes towards it, (1, 0) goes right."""
import math

from .bodies import Body, plate
from .colour import mix, scale
from .space import Wall

AWAY, HERE, RIGHTWARD, LEFTWARD = (0, 1), (0, -1), (1, 0), (-1, 0)
GLASS = "#3a4856"


def car(
    sp,
    x,
    z,
    head=AWAY,
    colour="#a8322d",
    kind="sedan",
    text="",
    bg="#f4f2ea",
    fg="#1b1d28",
    band=None,
    lights=False,
    roof=None,
    roof_sign=None,
):
    """kinds: sedan, hatch, suv, mini, classic (fifties), pickup."""
    L, H, half, b0 = {
        "sedan": (4.4, 1.44, 0.88, 0.92),
        "hatch": (3.8, 1.48, 0.84, 0.94),
        "suv": (4.5, 1.75, 0.93, 1.05),
        "mini": (3.1, 1.4, 0.72, 0.86),
        "classic": (5.2, 1.52, 0.98, 0.98),
        "pickup": (5.2, 1.78, 0.95, 1.05),
    }[kind]
    back = {
        "sedan": (0.72, 1.35),
        "hatch": (0.06, 0.5),
        "suv": (0.06, 0.4),
        "mini": (0.1, 0.55),
        "classic": (1.25, 1.75),
        "pickup": (1.9, 2.1),
    }[kind]
    nose = {
        "sedan": (3.2, 2.45),
        "hatch": (2.95, 2.2),
        "suv": (3.35, 2.7),
        "mini": (2.5, 1.85),
        "classic": (3.55, 3.1),
        "pickup": (3.8, 3.2),
    }[kind]
    b = Body(sp, x, z, head)
    b.shade(L, half)
    dark = scale(colour, 0.8)
    b.hull((0.06, L - 0.05, 0.24), (0, L, 0.62), half - 0.03, half, (dark, dark, None))
    b.hull((0, L, 0.58), (0.05, L - 0.12, b0), half, half - 0.08, (colour, colour, mix(colour, "#ffffff", 0.12)))
    b.hull(
        (back[0], nose[0], b0),
        (back[1], nose[1], H),
        half - 0.1,
        half - 0.24,
        (GLASS, mix(GLASS, "#9fb4c6", 0.2), roof or mix(colour, "#fff", 0.16)),
    )
    for c in (-1, 1):
        for a in ((back[0] + nose[0]) / 2,):
            if sp.unit(z) > 14:
                pts = [
                    (a - 0.05, H - 0.04, c * (half - 0.24)),
                    (a + 0.05, H - 0.04, c * (half - 0.24)),
                    (a + 0.06, b0, c * (half - 0.1)),
                    (a - 0.06, b0, c * (half - 0.1)),
                ]
                b.face(pts if c > 0 else pts[::-1], colour, (0, 0.2, c))
    for a in (L * 0.19, L * 0.81):
        b.wheel(a, half + 0.005, 0.33 if kind != "suv" else 0.37)
    tail, front = b.wall("tail", L, half), b.wall("nose", L, half)
    w = tail.width
    if b.seen(tail):
        for u in (0.05, w - 0.4):
            tail.rect(u, 0.66, u + 0.35, 0.84, "#d8342c" if not lights else "#ff3b30", 0.03, emit=0.9 if lights else 0)
        tail.rect(0.05, 0.27, w - 0.05, 0.42, "#2a2d34", 0.04)
        if kind == "classic":
            for u in (0.0, w - 0.22):
                tail.slab(u, 0.7, u + 0.22, 1.12, 0.1, colour)
                tail.oval(u + 0.11, 0.9, 0.07, 0.12, "#d8342c", 0.12)
            tail.slab(0, 0.36, w, 0.5, 0.12, "#d5d9de")
        plate(b, tail, text, bg, fg, 0.55 if kind != "suv" else 0.7, band=band)
    if b.seen(front):
        front.rect(0.45, 0.42, w - 0.45, 0.66, "#262a31" if kind != "classic" else "#d5d9de", 0.03)
        for u in (0.05, w - 0.41):
            front.rect(u, 0.56, u + 0.36, 0.75, "#fff3c4" if lights else "#e6ebee", 0.03, emit=1.0 if lights else 0)
        if kind == "classic":
            front.slab(0, 0.36, w, 0.5, 0.14, "#d5d9de")
        if lights:
            for u in (0.22, w - 0.22):
                px, py = front.to(u, 0.65)
                sp.shine(px, py, 1.5 * sp.unit(z), "#fff0b8", 0.6)
        plate(b, front, text, bg, fg, 0.3, band=band)
    if roof_sign:
        label, rbg, rfg = roof_sign
        mid = (back[1] + nose[1]) / 2
        p = b.at(mid, H, 0)
        r = Wall(
            sp, *[(p[0] + k * 0.42 * abs(head[1]) - k * 0.0, p[2] + (0 if head[1] else k * 0.42)) for k in (-1, 1)], H
        )
        if head[1]:
            r.sign(0, 0.0, 0.84, 0.26, label, "bold", rfg, rbg, 0.02, emit=0.9 if lights else 0)


def bus(
    sp,
    x,
    z,
    head=AWAY,
    L=10,
    H=3.0,
    half=1.25,
    low="#c0392b",
    high=None,
    band=None,
    glass=GLASS,
    text="",
    route="",
    lit=None,
    deck=0,
    face="bold",
    bg="#f4f2ea",
    fg="#1b1d28",
    sides=None,
    lights=False,
    nose_colour=None,
):
    """Buses, trams, vans: a box with rows of windows. deck > 0 adds an upper row at that height; sides(wall) paints more."""
    b = Body(sp, x, z, head)
    b.shade(L, half)
    high = high or low
    for c in (-1, 1):
        pts = [(0, H, c * half), (L, H, c * half), (L, 0.32, c * half), (0, 0.32, c * half)]
        b.face(pts if c > 0 else pts[::-1], low, (0, 0, c))
    b.face([(L, H, -half), (L, H, half), (0, H, half), (0, H, -half)], mix(high, "#fff", 0.25), (0, 1, 0))
    for a in (L * 0.2, L * 0.8):
        b.wheel(a, half + 0.01, 0.46 if H > 2.4 else 0.34)
    for which in ("left", "right"):
        w = b.wall(which, L, half)
        if not b.seen(w):
            continue
        w.rect(0, H * 0.44 if not deck else 1.15, L, H, high)
        rows = [(1.3, 2.25)] + ([(deck + 0.5, deck + 1.4)] if deck else []) if H > 2.4 else [(H * 0.52, H * 0.86)]
        for v0, v1 in rows:
            n = int(L / 1.35)
            for i in range(n):
                u = 0.3 + (L - 0.6) * i / n
                w.rect(u + 0.05, v0, u + (L - 0.6) / n - 0.05, v1, lit or glass, emit=0.7 if lit else 0)
        if band:
            w.rect(0, H * 0.36, L, H * 0.42, band)
        w.rect(0, H - 0.16, L, H, scale(high, 0.86))
        if sides:
            sides(w)
    for which in ("tail", "nose"):
        w = b.wall(which, L, half)
        if not b.seen(w):
            continue
        full = w.width
        w.rect(0, 0.32, full, H, low)
        w.rect(0, H * 0.44 if not deck else 1.15, full, H, (nose_colour or high))
        if band:
            w.rect(0, H * 0.36, full, H * 0.42, band)
        v0, v1 = (1.15, 2.3) if H > 2.4 else (H * 0.52, H * 0.88)
        w.rect(0.14, v0, full - 0.14, v1, lit or glass, emit=0.5 if lit else 0)
        w.poly([(0.3, v0 + 0.1), (0.9, v1 - 0.05), (0.6, v1 - 0.05), (0.2, v0 + 0.5)], "#c9d6e0", a=0.35)
        if deck:
            w.rect(0.14, deck + 0.4, full - 0.14, deck + 1.5, lit or glass, emit=0.5 if lit else 0)
        if route:
            rv = min(2.38, H - 0.46) if H > 2.4 else H * 0.9
            w.sign(
                full * 0.14,
                rv,
                full * 0.86,
                rv + (0.42 if H > 2.4 else 0.2),
                route,
                face,
                "#ffd35a",
                "#17191f",
                0.03,
                emit=0.6 if lights else 0,
            )
        for u in (0.14, full - 0.5):
            c = "#fff0b8" if which == "nose" else "#e0382e"
            w.rect(u, 0.62, u + 0.36, 0.84, c, 0.02, emit=0.9 if lights else 0)
        w.rect(0, 0.32, full, 0.46, "#2a2d34")
        plate(b, w, text, bg, fg, 0.6, 0.56, 0.15)
    return b


def tuktuk(sp, x, z, head=AWAY, body="#1f7a4d", hood="#f2c230", text="", bg="#f2c230", fg="#1b1d28"):
    """Three wheels and a canopy."""
    b = Body(sp, x, z, head)
    L, half = 2.5, 0.65
    b.shade(L, half)
    b.wheel(0.45, half, 0.26)
    b.wheel(2.15, 0.12, 0.26)
    b.hull((0, 1.6, 0.32), (0.02, 1.6, 0.95), half, half, (body, body, scale(body, 0.7)))
    b.hull((1.5, 2.45, 0.32), (1.5, 2.1, 1.0), half * 0.9, half * 0.6, (body, body, body))
    b.hull((0.1, 1.6, 0.95), (0.15, 1.5, 1.5), half - 0.1, half - 0.1, ("#2c2f38", "#2c2f38", None))
    for a in (0.06, 1.75):
        for c in (-half + 0.05, half - 0.05):
            p, q = sp.to(*b.at(a, 0.9, c)), sp.to(*b.at(a, 1.7, c))
            sp.line([p, q], sp.light(hood, (0, 0, -1)), max(0.6, 0.06 * sp.unit(z)))
    b.hull((-0.05, 2.0, 1.5), (0.1, 1.8, 1.82), half + 0.04, half - 0.1, (hood, hood, mix(hood, "#fff", 0.2)))
    t = b.wall("tail", L, half)
    if b.seen(t):
        t.rect(0.05, 0.7, 0.25, 0.84, "#d8342c", 0.02)
        t.rect(t.width - 0.25, 0.7, t.width - 0.05, 0.84, "#d8342c", 0.02)
        plate(b, t, text, bg, fg, 0.45, 0.5, 0.17)
    n = b.wall("nose", L, half * 0.6)
    if b.seen(n):
        n.oval(n.width / 2, 0.8, 0.13, 0.13, "#fff3c4", 0.02)
        plate(b, n, text, bg, fg, 0.45, 0.4, 0.15)


def bike(sp, x, z, colour="#2b3a4a", side=1, frame=None):
    """A bicycle seen from the side, leaning at a railing or wall."""
    px, py = sp.to(x, 0, z)
    u = sp.unit(z)
    c = sp.air(sp.light(colour, (0, 0, -1)), z)
    for dx in (-0.52, 0.52):
        n = [
            (
                px + dx * u + 0.33 * u * math.cos(t / 24 * math.tau),
                py - 0.34 * u + 0.33 * u * math.sin(t / 24 * math.tau),
            )
            for t in range(25)
        ]
        sp.line(n, c, 0.05 * u)
    P = lambda a, b_: (px + side * a * u, py - b_ * u)
    for path in (
        [(-0.52, 0.34), (-0.15, 0.82), (0.33, 0.78), (-0.02, 0.36), (-0.52, 0.34)],
        [(-0.02, 0.36), (-0.2, 0.95)],
        [(0.52, 0.34), (0.3, 1.0), (0.42, 1.05)],
        [(-0.32, 0.97), (-0.08, 0.95)],
    ):
        sp.line([P(*p) for p in path], sp.air(frame or colour, z), 0.055 * u)
