#!/usr/bin/env python3
"""Writes tests/fixtures/imaging/made.json: pictures laid on white and scaled by Pillow, as SHA-256 of their RGB bytes.

Also draws the pictures with soft alpha (a_*) that the other fixtures lack. Needs Debian's python3-pil.
"""
import hashlib
import json
import random
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "tests/fixtures/imaging"


def sha256(image):
    return hashlib.sha256(image.convert("RGB").tobytes()).hexdigest()


def draw():
    rng = random.Random(7)
    rgba = Image.frombytes("RGBA", (64, 64), rng.randbytes(64 * 64 * 4))
    rgba.putalpha(Image.frombytes("L", (64, 64), bytes(i % 256 for i in range(64 * 64))))
    rgba.save(FOLDER / "a_soft.png")
    rgba.save(FOLDER / "a_soft.webp", lossless=True, exact=True)
    rgba.convert("LA").save(FOLDER / "a_soft_la.png")
    palette = rgba.convert("RGB").quantize(200)
    palette.save(FOLDER / "a_soft_pal.png", transparency=bytes(i % 256 for i in range(200)))
    rgba.convert("RGB").quantize(3).save(FOLDER / "a_pal_one.png", transparency=1)
    grey = rgba.convert("L")
    grey.save(FOLDER / "a_grey_one.png", transparency=grey.getpixel((5, 5)))
    rgb = rgba.convert("RGB")
    rgb.save(FOLDER / "a_rgb_one.png", transparency=rgb.getpixel((5, 5)))
    rgba.putalpha(255)
    rgba.save(FOLDER / "a_opaque.png")


def white(path):
    image = Image.open(path)
    image.load()
    rgba = image.convert("RGBA")
    laid = Image.alpha_composite(Image.new("RGBA", image.size, (255, 255, 255, 255)), rgba)
    opaque = rgba.getextrema()[3] == (255, 255)
    return {"image": path.name, "on_white": not opaque, "sha256": sha256(image if opaque else laid)}


def scaled(name, width, height):
    image = Image.open(FOLDER / name).convert("RGB").resize((width, height), Image.BICUBIC)
    return {"image": name, "width": width, "height": height, "sha256": sha256(image)}


if __name__ == "__main__":
    draw()
    # Pillow compares the one transparent grey of 2 and 4 bits, and those of 16, with samples of another scale: left out.
    files = sorted([*FOLDER.glob("p_*.png"), *FOLDER.glob("a_*"), *FOLDER.glob("w_*.webp")])
    files = [path for path in files if "_bad_" not in path.name and "animated" not in path.name]
    sizes = [("p_mid.jpg", 200, 133), ("p_mid.jpg", 17, 300), ("p_big.jpg", 640, 360), ("p_rgb_33x21.png", 7, 5), ("p_rgb_33x21.png", 66, 42),
             ("p_wide.png", 40, 1), ("p_rgb_1x64.png", 1, 9), ("p_jodd_31x15.jpg", 30, 14), ("p_noise.png", 33, 10), ("p_rgb_1x1.png", 3, 3)]
    goldens = {"white": [white(path) for path in files], "scaled": [scaled(*size) for size in sizes]}
    lines = {key: "[\n  " + ",\n  ".join(json.dumps(case) for case in cases) + "\n ]" for key, cases in goldens.items()}
    (FOLDER / "made.json").write_text("{\n " + ",\n ".join(f'"{key}": {text}' for key, text in lines.items()) + "\n}\n")
    print(", ".join(f"{len(cases)} {key}" for key, cases in goldens.items()))
