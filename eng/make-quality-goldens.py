#!/usr/bin/env python3
"""Writes tests/fixtures/quality/goldens.json: the image scores of the sample pictures as Pillow and NumPy compute them.

The definitions are CleanVision's, written down here from their formulas. Needs Debian's python3-pil and python3-numpy.
"""
import json
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageStat

ROOT = Path(__file__).resolve().parent.parent


def scores(path):
    image = Image.open(path)
    image.load()
    if image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    pixels = np.asarray(image).astype(np.float64)
    if image.mode == "RGB":
        r, g, b = pixels[..., 0], pixels[..., 1], pixels[..., 2]
        bright = np.sqrt(0.241 * r * r + 0.691 * g * g + 0.068 * b * b) / 255
    else:
        bright = pixels / 255
    width, height = image.size
    ratio = max(width, height) / 64
    small = image.resize((max(int(width // ratio), 1), max(int(height // ratio), 1))) if ratio > 1 else image.copy()
    grey = small.convert("L")
    edges = math.sqrt(ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).var[0])
    spread = 1 - math.exp(-0.01 * np.std(grey.histogram()))
    return {
        "dark": float(np.percentile(bright, 99)),
        "light": 1 - float(np.percentile(bright, 5)),
        "odd_aspect_ratio": min(width / height, height / width),
        "low_information": min(1.0, 0.1 * image.entropy()),
        "blurry": min(1.0, 1 - math.exp(-0.01 * edges) + (0 if spread <= 0.18 else spread)),
        "phash": phash(image),
    }


def phash(image):
    pixels = np.asarray(image.convert("L").resize((32, 32), Image.LANCZOS)).astype(np.float64)
    k, n = np.arange(8)[:, None], np.arange(32)[None, :]
    basis = 2 * np.cos(np.pi * k * (2 * n + 1) / 64)
    low = basis @ pixels @ basis.T
    bits = (low > np.median(low)).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


if __name__ == "__main__":
    names = sorted(Path(ROOT, "data-samples/streets").glob("*.*g")) + [ROOT / "data-samples/flawed/pictures" / name for name in
        ("dark.jpg", "light.png", "narrow.png", "blurry.jpg", "little_to_see.png", "huge.jpg", "clean_0.jpg")]
    grey = ROOT / "tests/fixtures/quality/grey.png"
    grey.parent.mkdir(parents=True, exist_ok=True)
    Image.open(ROOT / "data-samples/flawed/pictures/clean_3.jpg").convert("L").resize((50, 40)).save(grey)
    goldens = {str(path.relative_to(ROOT)): scores(path) for path in [*names, grey]}
    (ROOT / "tests/fixtures/quality/goldens.json").write_text(json.dumps(goldens, indent=1) + "\n")
    print(f"{len(goldens)} pictures")
