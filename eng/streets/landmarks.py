"""What several cities have: drawn on a Wall that stands far away (u along it, v up, metres)."""
import math

from .colour import mix, scale


def arc(cx, cy, rx, ry, a0, a1, n=18):
    return [
        (cx + rx * math.cos(a0 + (a1 - a0) * i / n), cy + ry * math.sin(a0 + (a1 - a0) * i / n)) for i in range(n + 1)
    ]


def dome(w, u, v, r, high, c, ribs=6, lantern=True, point=0.0):
    pts = [
        (u + r * math.cos(math.pi * i / 24), v + high * math.sin(math.pi * i / 24) ** (1 - 0.3 * point))
        for i in range(25)
    ]
    w.poly(pts, c)
    w.poly([(u, v)] + pts[12:], mix(c, "#ffffff", 0.18), a=0.7)
    for i in range(1, ribs):
        k = math.cos(math.pi * i / ribs)
        w.line(
            [(u + r * k * math.cos(t * math.pi / 20), v + high * math.sin(t * math.pi / 20)) for t in range(11)],
            scale(c, 0.8),
            r * 0.03,
        )
    if lantern:
        w.rect(u - r * 0.14, v + high * 0.97, u + r * 0.14, v + high * 1.22, scale(c, 1.1))
        w.poly([(u - r * 0.18, v + high * 1.2), (u, v + high * 1.5), (u + r * 0.18, v + high * 1.2)], scale(c, 0.85))


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
        w.poly(
            [(u - k, v1 - half * 0.4), (u - k * 1.5, v1), (u + k * 1.5, v1), (u + k, v1 - half * 0.4)], scale(c, 0.9)
        )
        w.rect(u - k * 1.5, v1, u + k * 1.5, v1 + half * 0.5, scale(c, 1.05))
        v0 = v1 + half * 0.5
    k = half * 0.5
    if dome == "pencil":
        w.rect(u - k, v0, u + k, high * 0.9, c)
        w.poly([(u - k * 1.2, high * 0.9), (u, high * 1.12), (u + k * 1.2, high * 0.9)], cap)
    else:
        w.rect(u - k, v0, u + k, high * 0.9, c)
        w.poly(
            [
                (u + k * 1.5 * math.sin(math.pi * t) ** 0.8 * s * (1 - 0.2 * t), high * 0.89 + half * 2.2 * t)
                for s, ts in ((-1, range(11)), (1, range(10, -1, -1)))
                for t in [n / 10 for n in ts]
            ],
            cap,
        )
    top = high * (1.12 if dome == "pencil" else 0.9) + (0 if dome == "pencil" else half * 2.2)
    w.line([(u, top - 0.2), (u, top + half * 1.2)], "#b89a4a", half * 0.14)
    w.oval(u, top + half * 1.3, half * 0.28, half * 0.28, "#c9a94e")
