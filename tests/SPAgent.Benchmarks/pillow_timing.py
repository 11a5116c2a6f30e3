"""The other side of the imaging benchmark: runs one operation some times in Pillow, for each line on stdin, and prints the seconds, by the clock and by the processor."""
import hashlib
import io
import sys
import time

import PIL
from PIL import Image, features

folder = sys.argv[1]
jpeg = open(f"{folder}/photo.jpg", "rb").read()
png = open(f"{folder}/photo.png", "rb").read()
photo = Image.open(io.BytesIO(jpeg)).convert("RGB")


def decode(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def encode(image):
    target = io.BytesIO()
    image.save(target, "JPEG", quality=95)
    return target.getvalue()


WORK = {
    "decode JPEG": lambda: decode(jpeg),
    "encode JPEG": lambda: encode(photo),
    "decode PNG": lambda: decode(png),
    "rotate 10": lambda: photo.rotate(10, expand=True),
    "rotate 45": lambda: photo.rotate(45, expand=True),
    "rotate -33.3": lambda: photo.rotate(-33.3, expand=True),
    "rotate 90": lambda: photo.rotate(90, expand=True),
    "rotate 180": lambda: photo.rotate(180, expand=True),
    "crop 960x540": lambda: photo.crop((480, 270, 1440, 810)),
    "crop 960x540, its bytes": lambda: photo.crop((480, 270, 1440, 810)).tobytes(),
    "crop 600x300 (copied)": lambda: photo.crop((480, 270, 1080, 570)),
    "crop over the edge": lambda: photo.crop((1440, 540, 2400, 1080)),
    "crop, rotate 45, encode": lambda: encode(photo.crop((480, 270, 1440, 810)).rotate(45, expand=True)),
}

print(f"Pillow {PIL.__version__}, libjpeg-turbo {features.version('libjpeg_turbo')}, zlib {features.version('zlib')}", flush=True)
for line in sys.stdin:
    verb, name, count = line.rstrip("\n").split("\t")
    work = WORK[name]
    if verb == "hash":
        result = work()
        result = result if isinstance(result, bytes) else result.tobytes()
        print(hashlib.sha256(result).hexdigest(), flush=True)
        continue
    begin, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(count)):
        work()
    print(time.perf_counter() - begin, time.process_time() - cpu, flush=True)
