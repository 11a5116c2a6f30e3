"""A supersampled sheet of paper: polygons, gradients, soft shapes, type, and the finish of the print."""
import math
import random
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from .colour import mix, rgb, whole

NOTO = "/usr/share/fonts/truetype/noto/Noto"
CJK = "/usr/share/fonts/opentype/noto/NotoS"
FACES = {
    "sans": (NOTO + "Sans-Regular.ttf", 0),
    "bold": (NOTO + "Sans-Bold.ttf", 0),
    "italic": (NOTO + "Sans-BoldItalic.ttf", 0),
    "serif": (NOTO + "Serif-Bold.ttf", 0),
    "display": (NOTO + "SerifDisplay-Bold.ttf", 0),
    "script": (NOTO + "SerifDisplay-BoldItalic.ttf", 0),
    "arabic": (NOTO + "KufiArabic-Bold.ttf", 0),
    "naskh": (NOTO + "NaskhArabic-Bold.ttf", 0),
    "thai": (NOTO + "SansThai-Bold.ttf", 0),
    "hindi": (NOTO + "SansDevanagari-Bold.ttf", 0),
    "jp": (CJK + "ansCJK-Bold.ttc", 0),
    "kr": (CJK + "ansCJK-Bold.ttc", 1),
    "cn": (CJK + "ansCJK-Bold.ttc", 2),
    "jpserif": (CJK + "erifCJK-Bold.ttc", 0),
    "krserif": (CJK + "erifCJK-Bold.ttc", 1),
}


@lru_cache(maxsize=None)
def font(face, size):
    path, index = FACES[face]
    return ImageFont.truetype(path, size, index=index)


@lru_cache(maxsize=None)
def lettering(text, face, px):
    """The text as a mask of exactly its ink, lines centred; a leading '|' stacks the letters."""
    if text.startswith("|"):
        text = "\n".join(text[1:])
    f = font(face, px)
    gap = int(px * 0.18)
    probe = ImageDraw.Draw(Image.new("L", (8, 8)))
    x0, y0, x1, y1 = probe.multiline_textbbox((0, 0), text, font=f, spacing=gap, align="center")
    box = (math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1))
    mask = Image.new("L", (max(1, box[2] - box[0]), max(1, box[3] - box[1])))
    ImageDraw.Draw(mask).multiline_text((-box[0], -box[1]), text, fill=255, font=f, spacing=gap, align="center")
    return mask


def signed_area(pts):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(pts, pts[1:] + pts[:1])) / 2


class Canvas:
    """Drawn in logical pixels (width x height), kept `s` times larger until it is finished."""

    def __init__(self, seed, width=960, height=720, s=3, glow=False):
        self.w, self.h, self.s = width, height, s
        self.rng = random.Random(seed)
        self.seed = seed
        self.im = Image.new("RGB", (width * s, height * s))
        # Light that spreads: emissive shapes are drawn here too, everything else covers them.
        self.glow = Image.new("RGB", (width, height)) if glow else None

    # shapes
    def poly(self, pts, colour, a=1.0, emit=0.0):
        if len(pts) < 3 or a <= 0:
            return
        s = self.s
        fill = whole(colour) + (int(255 * a),)
        ImageDraw.Draw(self.im, "RGBA").polygon([(x * s, y * s) for x, y in pts], fill=fill)
        if self.glow is not None and (emit or a > 0.8):
            lit = whole(mix("#000", colour, emit)) + (int(255 * a),)
            ImageDraw.Draw(self.glow, "RGBA").polygon(pts, fill=lit)

    def rect(self, x0, y0, x1, y1, colour, a=1.0, emit=0.0):
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, a, emit)

    def line(self, pts, colour, width=1.0, a=1.0):
        s = self.s
        ImageDraw.Draw(self.im, "RGBA").line(
            [(x * s, y * s) for x, y in pts],
            fill=whole(colour) + (int(255 * a),),
            width=max(1, round(width * s)),
            joint="curve",
        )

    def oval(self, x, y, rx, ry, colour, a=1.0, emit=0.0):
        n = 12 if max(rx, ry) < 4 else 36
        self.poly(
            [(x + rx * math.cos(t * math.tau / n), y + ry * math.sin(t * math.tau / n)) for t in range(n)],
            colour,
            a,
            emit,
        )

    def stroke(self, pts, colour, w0, w1, a=1.0):
        """A line that goes from width w0 to w1: branches, legs, cables."""
        left, right = [], []
        for i, (x, y) in enumerate(pts):
            j, k = max(0, i - 1), min(len(pts) - 1, i + 1)
            dx, dy = pts[k][0] - pts[j][0], pts[k][1] - pts[j][1]
            n = math.hypot(dx, dy) or 1
            r = (w0 + (w1 - w0) * i / (len(pts) - 1)) / 2
            left.append((x - dy / n * r, y + dx / n * r))
            right.append((x + dy / n * r, y - dx / n * r))
        self.poly(left + right[::-1], colour, a)

    # areas
    def gradient(self, stops, box=None, pts=None, p0=None, p1=None, a=1.0):
        """Colours at positions 0..1 along p0 -> p1, inside the polygon (or the box)."""
        s = self.s
        pts = pts or [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
        x0 = max(0, int(min(p[0] for p in pts) * s))
        y0 = max(0, int(min(p[1] for p in pts) * s))
        x1 = min(self.w * s, math.ceil(max(p[0] for p in pts) * s) + 1)
        y1 = min(self.h * s, math.ceil(max(p[1] for p in pts) * s) + 1)
        if x1 <= x0 or y1 <= y0:
            return
        p0 = p0 or (pts[0][0], min(p[1] for p in pts))
        p1 = p1 or (pts[0][0], max(p[1] for p in pts))
        dx, dy = p1[0] - p0[0], p1[1] - p0[1]
        n = dx * dx + dy * dy or 1
        tx = ((np.arange(x0, x1) / s - p0[0]) * dx / n).astype(np.float32)
        ty = ((np.arange(y0, y1) / s - p0[1]) * dy / n).astype(np.float32)
        t = tx[None, :] + ty[:, None]
        at = [p for p, _ in stops]
        fill = np.stack([np.interp(t, at, [rgb(c)[i] for _, c in stops]) for i in range(3)], -1)
        mask = Image.new("L", (x1 - x0, y1 - y0))
        ImageDraw.Draw(mask).polygon([(x * s - x0, y * s - y0) for x, y in pts], fill=int(255 * a))
        self.im.paste(Image.fromarray(fill.astype(np.uint8)), (x0, y0), mask)
        if self.glow is not None and a > 0.8:
            ImageDraw.Draw(self.glow).polygon(pts, fill=(0, 0, 0))

    def soft(self, shapes, colour, blur, a=1.0, emit=0.0, clip=None):
        """Blurred polygons in one layer: shadows, clouds, beams. Kept inside `clip` (a polygon) if given."""
        mask = Image.new("L", (self.w, self.h))
        pen = ImageDraw.Draw(mask)
        for pts in shapes:
            pen.polygon(pts, fill=255)
        if clip:
            keep = Image.new("L", mask.size)
            ImageDraw.Draw(keep).polygon(clip, fill=255)
            mask = ImageChops.multiply(mask, keep)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        mask = mask.point(lambda v: int(v * a))
        self.im.paste(whole(colour), (0, 0), mask.resize(self.im.size, Image.BILINEAR))
        if emit and self.glow is not None:
            self.glow.paste(whole(mix("#000", colour, emit)), (0, 0), mask)

    def shine(self, x, y, r, colour, a=0.6):
        """Light added around a point, fading out at radius r."""
        s = max(1, self.s // 2)
        x0, y0, n = int((x - r) * self.s), int((y - r) * self.s), int(2 * r * self.s / s)
        yy, xx = np.mgrid[0:n, 0:n].astype(np.float32)
        d = np.hypot(xx - n / 2, yy - n / 2) / (n / 2)
        v = np.clip(1 - d, 0, 1) ** 2.2 * a
        light = Image.fromarray((v[..., None] * np.array(rgb(colour))).astype(np.uint8)).resize(
            (n * s, n * s), Image.BILINEAR
        )
        box = (x0, y0, x0 + light.width, y0 + light.height)
        self.im.paste(ImageChops.screen(self.im.crop(box), light), box[:2])

    # type
    def letters(self, quad, text, face, colour, fit=0.82, emit=0.0):
        """Text laid into a quad (top left, top right, bottom right, bottom left), as perspective has it."""
        s = self.s
        q = [(x * s, y * s) for x, y in quad]
        wide = (math.dist(q[0], q[1]) + math.dist(q[3], q[2])) / 2
        high = (math.dist(q[0], q[3]) + math.dist(q[1], q[2])) / 2
        if high < 4 * s / 3 or wide < 4:
            return
        ink = lettering(text, face, 96)
        k = min(wide * fit / ink.width, high * fit / ink.height)
        bw, bh = max(2, round(wide)), max(2, round(high))
        board = Image.new("L", (bw, bh))
        small = ink.resize((max(1, round(ink.width * k)), max(1, round(ink.height * k))), Image.LANCZOS)
        board.paste(small, ((bw - small.width) // 2, (bh - small.height) // 2))
        x0, y0 = int(min(p[0] for p in q)), int(min(p[1] for p in q))
        x1, y1 = math.ceil(max(p[0] for p in q)) + 1, math.ceil(max(p[1] for p in q)) + 1
        if x1 < 0 or y1 < 0 or x0 > self.im.width or y0 > self.im.height or (x1 - x0) > 4000:
            return
        rows, want = [], []
        for (x, y), (u, v) in zip(q, [(0, 0), (bw, 0), (bw, bh), (0, bh)]):
            x, y = x - x0, y - y0
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            want += [u, v]
        try:
            h = np.linalg.solve(np.array(rows, float), np.array(want, float))
        except np.linalg.LinAlgError:
            return
        mask = board.transform((x1 - x0, y1 - y0), Image.PERSPECTIVE, tuple(h), Image.BICUBIC)
        self.im.paste(whole(colour), (x0, y0), mask)
        if emit and self.glow is not None:
            small = mask.resize((max(1, mask.width // s), max(1, mask.height // s)), Image.BOX)
            self.glow.paste(whole(mix("#000", colour, emit)), (x0 // s, y0 // s), small)

    # finish
    def finish(self, grain=0.9, vignette=0.11, wash=0.014, bloom=1.0, tint=None, lift=0.9):
        """Spread the light, wash and grain the paper, and bring the sheet down to its size."""
        out = self.im.resize((self.w, self.h), Image.LANCZOS)
        if self.glow is not None:
            for r, k in ((3, 0.35), (12, 0.45), (40, 0.5)):
                spread = self.glow.filter(ImageFilter.GaussianBlur(r)).point(lambda v: min(255, int(v * k * bloom)))
                out = ImageChops.screen(out, spread)
        # A gentle lift of the middle tones; black and white stay.
        px = 255 * (np.asarray(out).astype(np.float32) / 255) ** lift
        noise = np.random.default_rng(self.seed + 77)
        for cells, k in ((9, wash), (40, wash * 0.6)):
            low = noise.normal(0, 1, (cells * 3 // 4, cells)).astype(np.float32)
            low = np.asarray(Image.fromarray(low).resize((self.w, self.h), Image.BICUBIC))
            px *= (1 + k * low)[..., None]
        yy, xx = np.mgrid[-1 : 1 : self.h * 1j, -1 : 1 : self.w * 1j]
        px *= (1 - vignette * np.clip(xx * xx * 0.6 + yy * yy * 0.6, 0, 1) ** 1.6)[..., None]
        if tint:
            px = px * 0.93 + np.array(rgb(tint), np.float32) * 0.07
        px += noise.normal(0, grain, (self.h, self.w, 1))
        return Image.fromarray(np.clip(px, 0, 255).astype(np.uint8))
