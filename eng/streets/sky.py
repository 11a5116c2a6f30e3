"""What lies behind the street: sky, clouds, stars, mountains, far skylines, water."""
import math
import random

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from .colour import mix, rgb, whole


def sky(sp, stops, bottom=None):
    sp.gradient(stops, box=(0, 0, sp.w, sp.h), p0=(0, 0), p1=(0, bottom or sp.hy + 10))


def sun(sp, x, y, r, core="#fff6dc", halo="#ffd9a0", a=0.75, disc=True):
    sp.shine(x, y, r * 9, halo, a * 0.55)
    sp.shine(x, y, r * 4, halo, a)
    if disc:
        sp.oval(x, y, r, r, core)


def cloud(sp, x, y, width, colour="#ffffff", under="#c9d2de", a=0.95, seed=0, flat=0.32):
    """A heap of rounds on a flat foot: one soft layer in shade, one in light above it."""
    rng = random.Random(sp.seed * 131 + seed + int(x))
    rounds = []
    for i in range(16):
        t = rng.uniform(-1, 1)
        r = width * (0.09 + 0.1 * (1 - t * t)) * rng.uniform(0.7, 1.2)
        rounds.append((x + t * width * 0.5, y - (1 - t * t) * width * flat * rng.uniform(0.1, 0.6), r))
    ring = lambda cx, cy, r, k: [
        (cx + r * math.cos(i / 20 * math.tau), cy + r * k * math.sin(i / 20 * math.tau)) for i in range(20)
    ]
    foot = [(0, 0), (sp.w, 0), (sp.w, y + width * 0.05), (0, y + width * 0.05)]
    sp.soft([ring(cx, cy + r * 0.22, r, 0.62) for cx, cy, r in rounds], under, 2.5, a, clip=foot)
    sp.soft([ring(cx - r * 0.1, cy - r * 0.12, r * 0.86, 0.58) for cx, cy, r in rounds], colour, 3.5, a, clip=foot)


def streaks(sp, y0, y1, colour, n=9, a=0.5, seed=0, length=(160, 420)):
    """Long thin evening clouds."""
    rng = random.Random(sp.seed * 17 + seed)
    shapes = []
    for _ in range(n):
        x, y, l = rng.uniform(-60, sp.w), rng.uniform(y0, y1), rng.uniform(*length)
        h = l * rng.uniform(0.012, 0.035)
        shapes.append(
            [
                (x, y),
                (x + l * 0.3, y - h),
                (x + l * 0.75, y - h * 0.6),
                (x + l, y + h * 0.2),
                (x + l * 0.5, y + h),
                (x + l * 0.15, y + h * 0.6),
            ]
        )
    sp.soft(shapes, colour, 2.2, a)


def stars(sp, y1, n=130, seed=0):
    rng = random.Random(sp.seed + seed)
    for _ in range(n):
        x, y = rng.uniform(0, sp.w), rng.uniform(0, y1)
        r = rng.choice([0.4, 0.5, 0.5, 0.7, 1.0])
        sp.oval(x, y, r, r, "#e8efff", rng.uniform(0.35, 0.95))


def aurora(sp, base=250, colours=("#57e6a0", "#3fc6c0", "#9a6be0")):
    """Curtains of light: rays of noise hung on a few slow waves."""
    h, w = sp.h, sp.w
    rng = np.random.default_rng(sp.seed)
    x = np.arange(w)
    light = np.zeros((h, w, 3), np.float32)
    yy = np.arange(h)[:, None]
    for k in range(3):
        phase = rng.uniform(0, 6, 3)
        foot = base - 50 * k + 40 * np.sin(x / 150 + phase[0]) + 22 * np.sin(x / 61 + phase[1])
        tall = 130 + 60 * np.sin(x / 90 + phase[2]) + 30 * k
        ray = np.interp(x / 5, np.arange(w // 5 + 2), rng.uniform(0.45, 1, w // 5 + 2))
        body = 0.35 + 0.65 * np.clip(np.sin(x / 190 + phase[1] * 2) * 0.6 + 0.55, 0, 1)
        t = (foot[None, :] - yy) / tall[None, :]
        v = np.where(t > 0, np.exp(-2.4 * np.clip(t, 0, 4)), np.exp(t * 16)) * (ray * body)[None, :]
        low, top = np.array(rgb(colours[k % 2])), np.array(rgb(colours[2]))
        mixt = np.clip(t, 0, 1)[..., None]
        light += v[..., None] * (low * (1 - mixt) + top * mixt) * (0.75 - 0.15 * k)
    img = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(3))
    sp.im = ImageChops.screen(sp.im, img.resize(sp.im.size, Image.BICUBIC))


def ridge(rng, n, rough):
    """Heights 0..1 by midpoint displacement."""
    pts = [rng.uniform(0.2, 0.6), rng.uniform(0.2, 0.6)]
    step = 0.5
    while len(pts) < n:
        pts = [v for a, b in zip(pts, pts[1:]) for v in (a, (a + b) / 2 + rng.uniform(-step, step) * rough)] + [pts[-1]]
        step *= 0.52
    low, high = min(pts), max(pts)
    return [(p - low) / (high - low) for p in pts]


def hills(sp, y, high, colour, foot=None, rough=0.8, seed=0, x0=0, x1=None, snow=None, n=64, shape=None):
    """One range: its skyline over y, fading into `foot` downwards; `snow` whitens the tops with jagged facets."""
    rng = random.Random(sp.seed * 7 + seed)
    x1 = x1 or sp.w
    line = ridge(rng, n, rough)
    pts = []
    for i, v in enumerate(line):
        t = i / (len(line) - 1)
        k = shape(t) if shape else 1
        pts.append((x0 + (x1 - x0) * t, y - high * v * k))
    sp.gradient(
        [(0, colour), (1, foot or colour)], pts=pts + [(x1, y + 40), (x0, y + 40)], p0=(0, y - high), p1=(0, y + 10)
    )
    if snow:
        for i in range(1, len(pts) - 1):
            (xa, ya), (xb, yb) = pts[i], pts[i + 1] if i + 1 < len(pts) else pts[i]
            if ya < y - high * 0.3:
                d = min(high * 0.4, (y - high * 0.24 - ya)) * rng.uniform(0.5, 1)
                xl = pts[i - 1][0]
                sp.poly(
                    [
                        pts[i - 1],
                        (xa, ya),
                        (xb, yb),
                        (xa + (xb - xa) * rng.uniform(0.2, 0.8), ya + d),
                        (xa, ya + d * 0.6),
                        (xl + 2, ya + d * 0.8),
                    ],
                    snow,
                    0.9,
                )
                sp.poly(
                    [(xa, ya), (xb, yb), (xb - 1, yb + d * 0.7), (xa, ya + d * 0.45)], mix(snow, "#6f86ad", 0.45), 0.75
                )
    return pts


def skyline(sp, y, colour, low=20, high=80, x0=0, x1=None, seed=0, wide=(14, 38), windows=None, top=None, light=None):
    """Far blocks; `windows` dots them with light, `light` gives them a sunlit side."""
    rng = random.Random(sp.seed * 3 + seed)
    x, x1 = x0, x1 or sp.w
    while x < x1:
        wd = rng.uniform(*wide)
        h = low + (high - low) * rng.random() ** 1.8
        c = mix(colour, "#ffffff", rng.uniform(-0.04, 0.07))
        sp.gradient([(0, c), (1, top or c)], box=(x, y - h, x + wd, y + 4))
        if light:
            sp.rect(x, y - h, x + wd * 0.35, y + 4, light, 0.35)
        if rng.random() < 0.2:
            sp.rect(x + wd * 0.45, y - h - h * 0.18, x + wd * 0.52, y - h, c)
        if windows:
            for wy in range(int(y - h + 4), int(y), 5):
                for wx in range(int(x + 3), int(x + wd - 3), 4):
                    if rng.random() < 0.34:
                        sp.rect(wx, wy, wx + 1.7, wy + 2.4, windows, 0.9, emit=0.5)
        x += wd + rng.choice([0, 0, 0, rng.uniform(2, 10)])


def sea(sp, y0, y1, far, near, glints="#ffffff", a=0.35, n=140, x0=0, x1=None):
    x1 = x1 or sp.w
    sp.gradient([(0, far), (1, near)], box=(x0, y0, x1, y1))
    rng = random.Random(sp.seed + 5)
    for _ in range(n):
        t = rng.random() ** 1.6
        y = y0 + 1 + (y1 - y0) * t
        l = (4 + 46 * t) * rng.uniform(0.4, 1)
        x = rng.uniform(x0, x1)
        sp.poly(
            [(x, y), (x + l / 2, y - 0.4 - 1.2 * t), (x + l, y), (x + l / 2, y + 0.4 + 1.0 * t)],
            glints,
            a * rng.uniform(0.3, 1),
        )


def rain(sp, n=420, colour="#e6eef8", a=0.22, slant=0.12, seed=0):
    rng = random.Random(sp.seed + 11 + seed)
    for _ in range(n):
        x, y, l = rng.uniform(-40, sp.w), rng.uniform(-20, sp.h), rng.uniform(8, 26)
        sp.line([(x, y), (x - l * slant, y + l)], colour, 0.55, a * rng.uniform(0.4, 1))


def snowfall(sp, n=420, a=0.85, seed=0):
    rng = random.Random(sp.seed + 13 + seed)
    for _ in range(n):
        r = rng.choice([0.7, 0.9, 1.1, 1.4, 2.2])
        sp.oval(rng.uniform(0, sp.w), rng.uniform(0, sp.h), r, r, "#ffffff", a * rng.uniform(0.35, 1))


def mist(sp, y0, y1, colour, a=0.6):
    """Haze that is thickest at y1."""
    s = sp.s
    h = int((y1 - y0) * s)
    ramp = np.repeat((np.linspace(0, 1, h) ** 1.4 * 255 * a).astype(np.uint8)[:, None], sp.w * s, 1)
    sp.im.paste(whole(colour), (0, int(y0 * s)), Image.fromarray(ramp))
