"""The yardstick: a warm Python that forks a child for each call over a pipe, with nothing around it. Serves until its stdin ends."""
import os, struct, sys

sys.path[:] = [folder for folder in sys.path if folder] + sys.argv[1:]
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps


def read(count):
    data = bytearray(count)
    view = memoryview(data)
    while len(view):
        got = os.readv(0, [view])
        if got == 0:
            sys.exit(0)
        view = view[got:]
    return bytes(data)


def write(data):
    view = memoryview(data)
    while len(view):
        view = view[os.write(1, view):]


write(b"R")
while True:
    code_bytes, width, height = struct.unpack("<III", read(12))
    code, pixels = read(code_bytes), read(width * height * 3)
    child = os.fork()
    if child == 0:
        names = {"Image": Image, "np": np, "image": Image.frombytes("RGB", (width, height), pixels)}
        exec(compile(code, "<code>", "exec"), names)
        made = names["result_image"]
        write(struct.pack("<II", *made.size) + made.tobytes())
        os._exit(0)
    os.waitpid(child, 0)
    write(b"E")
