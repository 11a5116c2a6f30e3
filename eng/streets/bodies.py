"""The solid that a vehicle is built on, and its number plate."""

import math

from .canvas import signed_area
from .space import Wall


class Body:
    """Local axes of a vehicle: a from its tail to its nose, b up, c to its right."""

    def __init__(self, sp, x, z, head, y=0.0):
        self.sp, self.x, self.z, self.h, self.y = sp, x, z, head, y
        self.r = (head[1], -head[0])

    def at(self, a, b, c):
        return (self.x + self.h[0] * a + self.r[0] * c, self.y + b, self.z + self.h[1] * a + self.r[1] * c)

    def face(self, pts, colour, normal, emit=0.0):
        n = (self.h[0] * normal[0] + self.r[0] * normal[2], normal[1], self.h[1] * normal[0] + self.r[1] * normal[2])
        self.sp.face([self.at(*p) for p in pts], colour, n, emit=emit, cull=True)

    def hull(self, low, high, half_low, half_high, colours):
        """A tapered solid between two outlines in a: low = (a0, a1, b), high likewise. colours: side, end, top."""
        (a0, a1, b0), (c0, c1, b1) = low, high
        p, q = half_low, half_high
        side, end, top = colours
        self.face([(c0, b1, -q), (c0, b1, q), (a0, b0, p), (a0, b0, -p)], end, (-0.8, 0.4, 0))
        self.face([(c1, b1, q), (c1, b1, -q), (a1, b0, -p), (a1, b0, p)], end, (0.8, 0.4, 0))
        self.face([(c0, b1, q), (c1, b1, q), (a1, b0, p), (a0, b0, p)], side, (0, 0.15, 1))
        self.face([(c1, b1, -q), (c0, b1, -q), (a0, b0, -p), (a1, b0, -p)], side, (0, 0.15, -1))
        if top:
            self.face([(c1, b1, -q), (c1, b1, q), (c0, b1, q), (c0, b1, -q)], top, (0, 1, 0))

    def wheel(self, a, half, r=0.32, hub="#b9bcc2"):
        for c in (-half, half):
            ring = [(a + r * math.cos(t / 18 * math.tau), r + r * math.sin(t / 18 * math.tau), c) for t in range(18)]
            if c > 0:
                ring = ring[::-1]
            flat = [self.sp.to(*self.at(*p)) for p in ring]
            if (signed_area(flat) < 0) == self.sp.mirror:
                for k, col in ((1, "#22242a"), (0.58, hub), (0.2, "#5a5e66")):
                    pts = [self.at(a + (p[0] - a) * k, r + (p[1] - r) * k, c * 1.002) for p in ring]
                    self.sp.face(pts, col, (0, 0.3, -0.6))

    def wall(self, which, length, half):
        """A Wall on the tail, nose, right or left side of a box from a = 0 to `length`."""
        corner = {
            "tail": ((0, -half), (0, half)),
            "nose": ((length, half), (length, -half)),
            "right": ((0, half), (length, half)),
            "left": ((length, -half), (0, -half)),
        }[which]
        (a0, c0), (a1, c1) = corner
        p, q = self.at(a0, 0, c0), self.at(a1, 0, c1)
        return Wall(self.sp, (p[0], p[2]), (q[0], q[2]), self.y)

    def seen(self, wall):
        quad = [wall.to(0, 1), wall.to(wall.width, 1), wall.to(wall.width, 0), wall.to(0, 0)]
        return (signed_area(quad) > 0) != self.sp.mirror

    def shade(self, length, half, a=0.42):
        pts = [
            self.at(-0.15, 0, -half - 0.1),
            self.at(-0.15, 0, half + 0.1),
            self.at(length + 0.15, 0, half + 0.1),
            self.at(length + 0.15, 0, -half - 0.1),
        ]
        lean = -0.5 if self.sp.sun[0] > 0 else 0.5
        pts2 = [(x + lean, y, z) for x, y, z in pts]
        if not self.sp.mirror:
            self.sp.soft(
                [[self.sp.to(*p) for p in pts], [self.sp.to(*p) for p in pts2]],
                "#14172a",
                max(1, self.sp.unit(self.z) * 0.06),
                a,
            )


def plate(body, wall, text, bg="#f4f2ea", fg="#1b1d28", v=0.62, w=0.52, h=0.13, band=None):
    if not body.seen(wall):
        return
    mid = wall.width / 2
    wall.rect(mid - w / 2 - 0.02, v - 0.02, mid + w / 2 + 0.02, v + h + 0.02, "#2a2d34", 0.02)
    wall.rect(mid - w / 2, v, mid + w / 2, v + h, bg, 0.025)
    wall.sign(mid - w / 2 + (0.06 if band else 0), v, mid + w / 2, v + h, text, "bold", fg, None, 0.03, fit=0.86)
    if band:
        wall.rect(mid - w / 2, v, mid - w / 2 + 0.06, v + h, band, 0.025)
