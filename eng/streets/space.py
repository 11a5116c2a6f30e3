"""Street space in metres (x right, y up, z away from the viewer) and its projection onto the canvas."""
import math

from PIL import Image, ImageDraw, ImageFilter

from .canvas import Canvas, signed_area
from .colour import mix, rgb, scale

NEAR = 0.9


class Space(Canvas):
    """A canvas with a camera, a sun and a haze. Light comes from `sun` (a direction to it)."""

    def __init__(
        self,
        seed,
        *,
        s=3,
        cx=480,
        hy=400,
        f=720,
        eye=2.2,
        sun=(-0.5, 0.7, -0.5),
        lit=(1.05, 1.0, 0.92),
        shade=(0.66, 0.68, 0.82),
        haze="#cfd8e0",
        far=220,
        haze_max=0.75,
        night=False
    ):
        super().__init__(seed, s=s, glow=night)
        self.cx, self.hy, self.f, self.eye = cx, hy, f, eye
        n = math.sqrt(sum(v * v for v in sun))
        self.sun = tuple(v / n for v in sun)
        self.lit_tint, self.shade_tint = lit, shade
        self.haze, self.far, self.haze_max = rgb(haze), far, haze_max
        self.mirror, self.level = False, 0.0
        # Metres that the street rises per metre away from the viewer.
        self.slope = 0.0
        self.queue = []

    # projection
    def to(self, x, y, z):
        z = max(NEAR, z)
        y += self.slope * z
        if self.mirror:
            y = 2 * self.level - y
        return (self.cx + self.f * x / z, self.hy - self.f * (y - self.eye) / z)

    def unit(self, z):
        """Logical pixels per metre at depth z."""
        return self.f / max(NEAR, z)

    # light
    def air(self, colour, z):
        return mix(colour, self.haze, self.haze_max * (1 - math.exp(-max(0, z - 6) / self.far)))

    def light(self, colour, normal):
        k = sum(a * b for a, b in zip(normal, self.sun))
        t = min(1.0, max(0.0, 0.35 + 0.9 * k))
        return scale(colour, tuple(a + (b - a) * t for a, b in zip(self.shade_tint, self.lit_tint)))

    # faces
    def face(self, pts, colour, normal=None, a=1.0, emit=0.0, cull=False):
        """A polygon in space; with a normal it takes the sun, with emit it is its own light."""
        flat = [self.to(*p) for p in pts]
        if cull and (signed_area(flat) < 0) != self.mirror:
            return
        z = sum(p[2] for p in pts) / len(pts)
        c = colour if emit else (self.light(colour, normal) if normal else rgb(colour))
        self.poly(flat, self.air(c, z * (0.5 if emit else 1)), a, emit)

    def ground(self, pts, colour, a=1.0, y=0.0):
        self.face([(x, y, z) for x, z in pts], colour, (0, 1, 0), a)

    def shadow(self, pts, a=0.3, blur=3, colour="#1c2038", clip=None):
        self.soft([[self.to(x, 0, z) for x, z in pts]], colour, blur, a, clip=clip)

    def box(self, x0, x1, y0, y1, z0, z1, colour, roof=None, emit=0.0):
        P = lambda *c: [(x, y, z) for x, y, z in c]
        faces = [
            (P((x0, y1, z1), (x1, y1, z1), (x1, y1, z0), (x0, y1, z0)), (0, 1, 0), roof or colour),
            (P((x0, y1, z1), (x0, y1, z0), (x0, y0, z0), (x0, y0, z1)), (-1, 0, 0), colour),
            (P((x1, y1, z0), (x1, y1, z1), (x1, y0, z1), (x1, y0, z0)), (1, 0, 0), colour),
            (P((x0, y1, z0), (x1, y1, z0), (x1, y0, z0), (x0, y0, z0)), (0, 0, -1), colour),
        ]
        for pts, n, c in faces:
            self.face(pts, c, n, emit=emit, cull=True)

    # walls
    def left(self, x, z0, z1, y0=0.0):
        return Wall(self, (-x, z0), (-x, z1), y0)

    def right(self, x, z0, z1, y0=0.0):
        return Wall(self, (x, z1), (x, z0), y0)

    def front(self, x0, x1, z, y0=0.0):
        return Wall(self, (x0, z), (x1, z), y0)

    # things that stand in the street, drawn from far to near
    def put(self, z, draw, *args, **kw):
        self.queue.append((z, len(self.queue), draw, args, kw))

    def draw_queue(self):
        for _, _, draw, args, kw in sorted(self.queue, key=lambda q: (-q[0], q[1])):
            draw(self, *args, **kw)
        self.queue = []

    def reflect(self, draw, area, a=0.5, smear=10, tint=None):
        """The scene that `draw` paints, upside down in the water or wet road of `area` (a polygon)."""
        kept, kept_glow = self.im, self.glow
        self.im = kept.copy()
        self.glow = Image.new("RGB", kept_glow.size) if kept_glow is not None else None
        self.mirror = True
        draw()
        self.mirror = False
        layer, glow = self.im, self.glow
        self.im, self.glow = kept, kept_glow
        mask = Image.new("L", (self.w, self.h))
        ImageDraw.Draw(mask).polygon(area, fill=int(255 * a))
        rows = max(1, self.h // smear)
        small = layer.resize((self.w // 2, rows), Image.BOX).resize((self.w, self.h), Image.BICUBIC)
        small = small.filter(ImageFilter.GaussianBlur(smear * 0.35))
        if tint:
            small = Image.blend(small, Image.new("RGB", small.size, tuple(int(v) for v in rgb(tint))), 0.25)
        self.im.paste(small.resize(self.im.size, Image.BILINEAR), (0, 0), mask.resize(self.im.size, Image.BILINEAR))
        if glow is not None:
            dim = glow.resize((self.w, rows), Image.BOX).resize((self.w, self.h)).point(lambda v: int(v * 0.45))
            self.glow.paste(dim, (0, 0), mask)


class Wall:
    """A standing plane from A to B (x, z), read left to right from outside: u along, v up, w out of it."""

    def __init__(self, space, a, b, y0=0.0):
        self.sp, self.a, self.y0 = space, a, y0
        self.width = math.dist(a, b)
        self.d = ((b[0] - a[0]) / self.width, (b[1] - a[1]) / self.width)
        self.n = (self.d[1], -self.d[0])
        self.normal = (self.n[0], 0, self.n[1])

    def at(self, u, v, w=0.0):
        return (self.a[0] + self.d[0] * u + self.n[0] * w, self.y0 + v, self.a[1] + self.d[1] * u + self.n[1] * w)

    def to(self, u, v, w=0.0):
        return self.sp.to(*self.at(u, v, w))

    def px(self, u=0.0):
        """Logical pixels per metre at u."""
        return self.sp.unit(self.at(u, 0)[2])

    def poly(self, pts, colour, w=0.0, a=1.0, emit=0.0, normal=None):
        self.sp.face([self.at(u, v, w) for u, v in pts], colour, normal or self.normal, a, emit)

    def rect(self, u0, v0, u1, v1, colour, w=0.0, a=1.0, emit=0.0):
        self.poly([(u0, v1), (u1, v1), (u1, v0), (u0, v0)], colour, w, a, emit)

    def line(self, pts, colour, width, w=0.0, a=1.0):
        """Width in metres; never thinner than a hair."""
        z = self.at(pts[0][0], 0)[2]
        c = self.sp.air(self.sp.light(colour, self.normal), z)
        self.sp.line([self.to(u, v, w) for u, v in pts], c, max(0.35, width * self.sp.unit(z)), a)

    def oval(self, u, v, ru, rv, colour, w=0.0, a=1.0, emit=0.0, n=20):
        self.poly(
            [(u + ru * math.cos(i * math.tau / n), v + rv * math.sin(i * math.tau / n)) for i in range(n)],
            colour,
            w,
            a,
            emit,
        )

    def arch(self, u0, v0, u1, v1, colour, rise=None, w=0.0, emit=0.0, point=False):
        """A rectangle with a round (or pointed) head whose top is v1."""
        r = (u1 - u0) / 2
        rise = r if rise is None else rise
        mid, head = (u0 + u1) / 2, []
        for i in range(13):
            t = math.pi * (1 - i / 12)
            lift = math.sin(t) if not point else 1 - abs(math.cos(t)) ** 1.6
            head.append((mid + r * math.cos(t), v1 - rise + rise * lift))
        self.poly([(u0, v0)] + head + [(u1, v0)], colour, w, emit=emit)

    def slab(self, u0, v0, u1, v1, depth, colour, w=0.0, top=None, emit=0.0):
        """A box that stands out of the wall by `depth`, from w."""
        d, n = self.d, self.normal
        A = lambda *c: [self.at(*p) for p in c]
        o = w + depth
        side = (d[0], 0, d[1])
        for pts, normal, c in (
            (A((u0, v1, w), (u1, v1, w), (u1, v1, o), (u0, v1, o)), (0, 1, 0), top or colour),
            (A((u0, v0, o), (u1, v0, o), (u1, v0, w), (u0, v0, w)), (0, -1, 0), colour),
            (A((u0, v1, w), (u0, v1, o), (u0, v0, o), (u0, v0, w)), tuple(-k for k in side), colour),
            (A((u1, v1, o), (u1, v1, w), (u1, v0, w), (u1, v0, o)), side, colour),
            (A((u0, v1, o), (u1, v1, o), (u1, v0, o), (u0, v0, o)), n, colour),
        ):
            self.sp.face(pts, c, normal, emit=emit, cull=True)

    def sign(self, u0, v0, u1, v1, text, face="bold", fg="#fff", bg=None, w=0.06, emit=0.0, edge=None, fit=0.8):
        if bg:
            if w > 0.02:
                self.slab(u0, v0, u1, v1, w, bg, emit=emit * 0.6)
            else:
                self.rect(u0, v0, u1, v1, bg, w, emit=emit * 0.6)
        if edge:
            m = min(u1 - u0, v1 - v0) * 0.07
            for a, b, c, d in (
                (u0 + m, v1 - 2 * m, u1 - m, v1 - m),
                (u0 + m, v0 + m, u1 - m, v0 + 2 * m),
                (u0 + m, v0 + m, u0 + 2 * m, v1 - m),
                (u1 - 2 * m, v0 + m, u1 - m, v1 - m),
            ):
                self.rect(a, b, c, d, edge, w, emit=emit)
        quad = [self.to(u0, v1, w), self.to(u1, v1, w), self.to(u1, v0, w), self.to(u0, v0, w)]
        if signed_area(quad) <= 0:
            return
        z = self.at((u0 + u1) / 2, 0)[2]
        c = fg if emit else self.sp.light(fg, self.normal)
        self.sp.letters(quad, text, face, self.sp.air(c, z * 0.5), fit * (0.92 if edge else 1), emit)
