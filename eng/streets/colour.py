"""Colours as plain (r, g, b) tuples, and the few ways to mix them."""
from functools import lru_cache


@lru_cache(maxsize=None)
def parse(text):
    text = text.lstrip("#")
    if len(text) == 3:
        text = "".join(c * 2 for c in text)
    return tuple(int(text[i : i + 2], 16) for i in (0, 2, 4))


def rgb(colour):
    """A colour given as '#rrggbb' or as a tuple, as a tuple."""
    return parse(colour) if isinstance(colour, str) else colour


def mix(a, b, t):
    """From a (t = 0) to b (t = 1)."""
    a, b = rgb(a), rgb(b)
    t = min(1.0, max(0.0, t))
    return tuple(a[i] + (b[i] - a[i]) * t for i in range(3))


def scale(colour, by):
    """Light of the colour `by` (a number or three) falling on a surface."""
    c = rgb(colour)
    by = by if isinstance(by, tuple) else (by, by, by)
    return tuple(min(255.0, c[i] * by[i]) for i in range(3))


def whole(colour):
    return tuple(int(min(255, max(0, v)) + 0.5) for v in rgb(colour))
