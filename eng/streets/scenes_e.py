"""Scenes: Hanoi, London, San Francisco, Monument Valley, Rovaniemi, Val d'Orcia."""
import math
import random

from . import facade as fc, landmarks_more as lx, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from .colour import mix, scale
from .space import Space


def scooter(sp, x, z, c="#3f6fae", coat="#c8453b", cone=True, mirror=False, load=None):
    """A rider seen from behind (or from the front)."""
    px, py = sp.to(x, 0, z); u = sp.unit(z)
    L = lambda k: sp.air(sp.light(k, (-0.2, 0.3, -0.6)), z)
    sp.soft([[(px - 0.35 * u, py), (px + 0.35 * u, py), (px + 0.6 * u, py + 0.12 * u), (px - 0.2 * u, py + 0.14 * u)]], "#14172a", max(0.8, 0.04 * u), 0.35)
    sp.poly([(px - 0.07 * u, py), (px + 0.07 * u, py), (px + 0.07 * u, py - 0.5 * u), (px - 0.07 * u, py - 0.5 * u)], "#23262c")
    sp.poly([(px - 0.2 * u, py - 0.3 * u), (px + 0.2 * u, py - 0.3 * u), (px + 0.16 * u, py - 0.75 * u), (px - 0.16 * u, py - 0.75 * u)], L(c))
    sp.oval(px, py - 0.62 * u, 0.1 * u, 0.06 * u, "#fff3c4" if mirror else "#d8342c")
    sp.letters([(px - 0.1 * u, py - 0.5 * u), (px + 0.1 * u, py - 0.5 * u), (px + 0.1 * u, py - 0.36 * u), (px - 0.1 * u, py - 0.36 * u)], "29-H1\n482.15", "bold", "#f4f2ea", 0.95)
    for k in (-1, 1):
        sp.stroke([(px + k * 0.12 * u, py - 0.85 * u), (px + k * 0.28 * u, py - 0.5 * u), (px + k * 0.2 * u, py - 0.22 * u)], L("#3a4a5e"), 0.15 * u, 0.08 * u)
        sp.stroke([(px + k * 0.18 * u, py - 1.25 * u), (px + k * 0.34 * u, py - 1.02 * u), (px + k * 0.34 * u, py - 0.92 * u)], L(scale(coat, 0.85)), 0.12 * u, 0.07 * u)
    sp.poly([(px - 0.2 * u, py - 0.75 * u), (px + 0.2 * u, py - 0.75 * u), (px + 0.19 * u, py - 1.32 * u), (px - 0.19 * u, py - 1.32 * u)], L(coat))
    sp.oval(px, py - 1.44 * u, 0.1 * u, 0.12 * u, L("#2a211d" if not mirror else "#d9a57c"))
    if cone:
        sp.poly([(px - 0.3 * u, py - 1.46 * u), (px, py - 1.7 * u), (px + 0.3 * u, py - 1.46 * u)], L("#e8d6a0")); sp.poly([(px, py - 1.7 * u), (px + 0.3 * u, py - 1.46 * u), (px + 0.05 * u, py - 1.46 * u)], L("#c9b47c"))
    else:
        sp.poly([(px + 0.13 * u * math.cos(t / 10 * math.pi), py - 1.46 * u - 0.15 * u * math.sin(t / 10 * math.pi)) for t in range(11)], L(load or "#3f7fc4"))
    for k in (-1, 1):
        sp.line([(px + k * 0.34 * u, py - 0.92 * u), (px + k * 0.4 * u, py - 1.1 * u)], "#3a3a40", 0.03 * u); sp.oval(px + k * 0.41 * u, py - 1.12 * u, 0.06 * u, 0.05 * u, "#3a3a40")


def hanoi(s):
    sp = Space(157, s=s, cx=480, hy=436, f=740, eye=2.1, sun=(-0.5, 0.7, -0.4), lit=(1.04, 1.0, 0.9), shade=(0.66, 0.68, 0.78), haze="#dfe0cc", far=110)
    sk.sky(sp, [(0, "#9fb8c0"), (0.5, "#ccd4c8"), (1, "#f0e4c4")])
    sk.cloud(sp, 480, 130, 420, "#e9ece4", "#c3cbc6", 0.7, 3)
    rd.street(sp, 3.2, 120, "#7d7a78", "#b0a090", "#c9bba8", high=0.12)
    rd.solid(sp, 0, 4, 90, "#efe9d6", 0.12, 0.6)
    bodies = ["#e6c15a", "#dfb04e", "#a9c4b0", "#e8d8b0", "#c98a6a", "#9fb4c0", "#e6cf8a"]
    names = [("PHỞ GIA TRUYỀN", "bold"), ("Cà Phê Trứng", "script"), ("LỤA HÀNG GAI", "display"), ("BÁNH MÌ", "bold"), ("Nhà Sách", "script"), ("BÚN CHẢ", "bold"), ("TRÀ SEN", "display"), ("Xôi Yến", "script")]

    def house(w, width, k, i):
        c = bodies[k % 7]
        floors = [2, 3, 2, 4, 3, 1][k % 6]
        high = fc.front(w, width, floors=floors, gh=3.7, fh=3.1, body=c, trim="#f6f0dc", bays=2 if width > 4 else 1, win="louvre", ratio=(0.34, 0.66), frame="#f3e8c8", glass="#4a4f4a", shutter=["#3f7a5a", "#2f6a6a", "#7a5a3a"][k % 3], balconies=tuple(range(0, floors, 2)), balcony_kind="run", iron=["#2f3f3a", "#f0ead6"][k % 2], cap="parapet", sill=False)
        if k % 2 and i < 6:
            nt.creeper(w, 0.3, 6.0 + 0.0, width - 0.3, 8.4, bloom=None if k % 4 == 1 else ("#d83f8a", "#e86aa4"), seed=k, n=40)
        if k % 3 == 0:
            fc.pitched(w, width, high + 0.4, 5, 1.6, "#a8583f")
        name, face = names[k % 8]
        fc.shop(w, 0.15, width - 0.15, 3.4, name, face, ["#a8282c", "#2f5a3a", "#5a3a24", "#27507a"][k % 4], "#ffe9b0", canopy=[("#3f7a5a", "#efe6cc"), ("#c8453b", "#efe6cc"), None][k % 3], glass="#3a342e", lit="#ffcf8a" if k % 2 == 0 else None)
        if i < 6:
            x, _, z = w.at(width * (0.15 if w.n[0] > 0 else 0.85), 0)
            dx = 1.1 if w.n[0] > 0 else -1.1
            # The flag of the day, hung out on every house.
            sp.line([sp.to(x, 3.9, z), sp.to(x + dx, 5.2, z)], "#7a5a3a", 1.0)
            a, b = sp.to(x + dx * 0.25, 4.25, z), sp.to(x + dx, 5.2, z)
            u = sp.unit(z)
            sp.poly([a, b, (b[0] + dx * 0.1 * u, b[1] + 0.62 * u), (a[0] + dx * 0.06 * u, a[1] + 0.68 * u)], "#d8302c")
            cx, cy = (a[0] + b[0]) / 2 + dx * 0.05 * u, (a[1] + b[1]) / 2 + 0.32 * u
            sp.poly([(cx + (0.17 if j % 2 == 0 else 0.07) * u * math.sin(j * math.pi / 5), cy - (0.17 if j % 2 == 0 else 0.07) * u * math.cos(j * math.pi / 5)) for j in range(10)], "#f6d33a")
    fc.canyon(sp, 5.4, [5.6, 10.2, 15, 20.2, 25.4, 31, 37, 44, 52, 62, 76], house)
    for x, z in ((-4.3, 17), (4.4, 26), (-4.3, 37), (4.3, 48), (-4.3, 60)):
        sp.put(z, nt.tree, x, z, 7.6, 5.4, ("#3a5a34", "#557a3c", "#8aa850"))
    for x, z, c, coat, cone, m in ((-0.9, 9.8, "#3f6fae", "#f4efe0", True, False), (1.2, 12.4, "#c8352f", "#4a8a6a", False, True), (-1.9, 14.6, "#2f3a44", "#c8453b", False, False), (2.1, 18, "#3f8a5a", "#e6c15a", True, True), (-0.6, 21, "#8a8f98", "#6a4f8a", False, False), (0.9, 25, "#3f6fae", "#e8e2d2", True, True), (-1.8, 30, "#c8352f", "#3f5266", False, False), (1.6, 34, "#2f3a44", "#d9a441", False, True), (-0.4, 40, "#3f8a5a", "#b5483f", True, False)):
        sp.put(z, scooter, x, z, c, coat, cone, m)

    def vendor(sp):
        pp.person(sp, 3.9, 12.2, "#7a4a6a", "#2f3342", 1, high=1.55, cone=True)
        px, py = sp.to(3.9, 0, 12.2); u = sp.unit(12.2)
        sp.line([(px - 0.95 * u, py - 1.2 * u), (px, py - 1.34 * u), (px + 0.95 * u, py - 1.2 * u)], "#a8824a", 0.05 * u)
        for k, cols in ((-1, ("#f08a2e", "#f4b04a")), (1, ("#5fa04a", "#d8e06a"))):
            bx = px + k * 0.92 * u
            for dx in (-0.25, 0.25):
                sp.line([(bx, py - 1.2 * u), (bx + dx * u, py - 0.5 * u)], "#8a6a3a", 0.6)
            sp.poly([(bx - 0.32 * u, py - 0.5 * u), (bx + 0.32 * u, py - 0.5 * u), (bx + 0.22 * u, py - 0.26 * u), (bx - 0.22 * u, py - 0.26 * u)], "#b5905a")
            for j in range(7):
                sp.oval(bx + (-0.24 + 0.08 * j) * u, py - (0.53 + 0.05 * (j % 3)) * u, 0.07 * u, 0.07 * u, cols[j % 2])
    sp.put(12.2, vendor)

    def stools(sp, x, z):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        for dx, c, h in ((-0.5, "#d8463f", 0.3), (0, "#3f7fc4", 0.45), (0.48, "#d8463f", 0.3)):
            sp.poly([(px + (dx - 0.15) * u, py), (px + (dx + 0.15) * u, py), (px + (dx + 0.12) * u, py - h * u), (px + (dx - 0.12) * u, py - h * u)], c)
            sp.oval(px + dx * u, py - h * u, 0.16 * u, 0.045 * u, mix(c, "#fff", 0.25))
    sp.put(9.2, stools, -4.3, 9.4); sp.put(15.6, stools, 4.4, 15.8)
    pp.walk(sp, [(-4.0, 12.6, "#e6c15a", dict(skin=0, cone=True)), (-4.2, 21, "#3f5266", dict(skin=0)), (4.2, 21.5, "#f0ebe0", dict(skin=0, dress=True, cone=True)), (4.1, 31, "#b5483f", {})])
    sp.put(9.9, rd.post_sign, -3.6, 10.3, "PHỐ HÀNG GAI", 1.9, 0.46, 2.8, "#1f4f9a", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    rng = random.Random(8)
    for j in range(16):
        x = rng.choice([-3.7, 3.7, -3.5])
        y = rng.uniform(5.4, 7.4)
        rd.cable(sp, (x, y, 4), (x + rng.uniform(-0.4, 0.4), y - rng.uniform(-0.4, 0.8), 62), rng.uniform(0.2, 0.8), "#2f2d30", 0.022)
    for x in (-3.7, 3.7):
        px, py = sp.to(x, 0, 19); u = sp.unit(19)
        sp.rect(px - 0.1 * u, py - 7.6 * u, px + 0.1 * u, py, "#9a948a"); sp.rect(px - 0.45 * u, py - 6.5 * u, px + 0.4 * u, py - 5.8 * u, "#5a5a58"); sp.rect(px - 0.3 * u, py - 5.6 * u, px + 0.25 * u, py - 5.1 * u, "#8a867c")
        for k in range(5):
            sp.line([(px + 0.5 * u * math.cos(t / 16 * math.tau), py - 5.6 * u + 0.34 * u * math.sin(t / 16 * math.tau) + k) for t in range(17)], "#2f2d30", 0.7, 0.7)
    return sp.finish(tint="#f2e2b4")


def london(s):
    sp = Space(163, s=s, cx=470, hy=424, f=740, eye=2.1, sun=(0.2, 0.9, -0.3), lit=(0.74, 0.76, 0.9), shade=(0.5, 0.53, 0.7), haze="#9fa8bc", far=150, night=True)
    sk.sky(sp, [(0, "#46557c"), (0.5, "#7f8aa8"), (0.85, "#c0b4b8"), (1, "#dfc0a8")])
    for x, y, wd in ((150, 110, 420), (560, 80, 460), (880, 170, 380), (380, 200, 300)):
        sk.cloud(sp, x, y, wd, "#8f98b2", "#5f6c8c", 0.6, int(x))
    w = sp.front(11, 12, 178)

    def background():
        lx.parliament(w, 8, 90, "#b09a78", 22)
        lx.big_ben(w, "#d6b888", "#fff3cf")
    background()
    rd.street(sp, 5.6, 150, "#5f6478", "#84869a", "#a0a2b2")

    def walls():
        for side in ("left", "right"):
            edges = [8, 20, 33, 47, 63, 82] if side == "left" else [8, 19, 31, 44, 58]
            for i in range(len(edges) - 2, -1, -1):
                z0, z1 = edges[i], edges[i + 1]
                ww = sp.left(10.2, z0, z1) if side == "left" else sp.right(10.6, z0, z1)
                sp.rng.seed(i * 3 + (side == "left"))
                k = i + (side == "left")
                c = ["#e0d6c0", "#c9b696", "#d8cdb6"][k % 3]
                fc.front(ww, z1 - z0, floors=[3, 4, 3][k % 3], gh=4.6, fh=3.7, body=c, trim="#f4ecdc", bays=max(3, int((z1 - z0) / 2.9)), win=["sash", "arch"][k % 2], ratio=(0.4, 0.62), frame="#f6f0e2", glass="#44506a", lit=["#ffdf9a", "#ffd080"], lit_share=0.4, quoins=True, balconies=(0,) if k % 2 else (), top_win="sash")
                fc.shop(ww, 0.6, z1 - z0 - 0.6, 4.1, ["THE RED LION", "Whitehall Books", "TEA & SCONES", "ST STEPHEN'S TAVERN"][k % 4], ["display", "script", "bold", "display"][k % 4], ["#2a2f3a", "#1f4a3a", "#6a2430", "#1f2f5a"][k % 4], "#ffe0a0", lit="#ffcf80", emit=0.3)
    area = [sp.to(-10, 0, 120), sp.to(10, 0, 120), (960, 720), (0, 720)]

    def both():
        background(); walls()
    sp.reflect(both, area, 0.42, 8)
    walls()
    rd.solid(sp, 5.2, 2, 80, "#e8c23a", 0.1, 0.8); rd.solid(sp, 4.95, 2, 80, "#e8c23a", 0.1, 0.8); rd.solid(sp, -5.2, 2, 80, "#e8c23a", 0.1, 0.8); rd.dashes(sp, 0, 4, 100, "#e9e9ef", 0.14, 2.4, 4.6)
    for i in range(18):
        x = -5.5 + i * 0.64
        if abs(x) < 5.5:
            rd.strip(sp, x, x + 0.32, 8.4, 10.6, "#d9dce8") if i % 2 == 0 else None
    for x, z in ((-6.4, 17), (6.5, 24), (-6.4, 38), (6.5, 50)):
        sp.put(z, rd.lamp, x, z, "globes", 4.8, "#23262e", "#ffe6b0")

    def ad(wl):
        wl.sign(2.4, 2.42, 7.8, 2.86, "MIND THE TRACES — A MUSICAL", "bold", "#ffe9b0", "#27305a", 0.02)
    bus = dict(L=10.2, H=4.4, half=1.27, low="#c8202c", deck=2.35, lit="#ffe8b4", lights=True)
    sp.put(17, tf.bus, -3.4, 17, tf.AWAY, text="LTZ 1159", bg="#f2c93a", fg="#1b1d28", route="11 FULHAM", sides=ad, **bus)
    sp.put(34, tf.bus, 3.0, 36, tf.HERE, text="LTZ 1042", route="24 PIMLICO", sides=ad, **bus)
    sp.put(17, tf.car, 2.6, 18, tf.HERE, "#22252d", "suv", "LK19 VWR", "#f4f2ea", lights=True, roof_sign=("TAXI", "#ffb84a", "#2a1a08"))
    sp.put(60, tf.car, -1.6, 60, tf.AWAY, "#3a4660", "hatch", lights=True)
    pp.walk(sp, [(-2.3, 9.6, "#3a3f58", dict(skin=0, umbrella="#23262e")), (-1.2, 9.9, "#a33a4a", dict(skin=1, umbrella="#d8404a", dress=True)), (7.6, 11.4, "#5a6a4a", dict(skin=3, umbrella="#3f5f94")), (7.2, 18, "#c9a23a", dict(skin=0)), (-7.6, 13, "#4a3a5a", dict(skin=2, umbrella="#e6dfcf")), (-7.4, 22, "#3f5266", {}), (7.4, 30, "#7a4a4a", dict(umbrella="#2f6a6a"))])

    def booth(sp):
        px, py = sp.to(7.4, 0, 14.6); u = sp.unit(14.6)
        c = sp.light("#d8202c", (0, .4, -.7))
        sp.rect(px - 0.48 * u, py - 2.4 * u, px + 0.48 * u, py, c); sp.poly([(px + 0.5 * u * math.cos(math.pi * (1 - t / 10)), py - 2.4 * u - 0.16 * u * math.sin(math.pi * t / 10)) for t in range(11)], c)
        sp.rect(px - 0.4 * u, py - 2.3 * u, px + 0.4 * u, py - 2.08 * u, "#fff3d0", emit=0.8)
        sp.letters([(px - 0.38 * u, py - 2.3 * u), (px + 0.38 * u, py - 2.3 * u), (px + 0.38 * u, py - 2.08 * u), (px - 0.38 * u, py - 2.08 * u)], "TELEPHONE", "bold", "#1b1d28", 0.92)
        for r in range(6):
            for q, (a, b) in enumerate(((-0.36, -0.22), (-0.18, 0.18), (0.22, 0.36))):
                sp.rect(px + a * u, py - (1.95 - r * 0.3) * u, px + b * u, py - (1.72 - r * 0.3) * u, "#ffe3a8", emit=0.35)
    sp.put(14.6, booth)
    sp.put(10.4, rd.post_sign, -5.0, 10.6, "PARLIAMENT STREET SW1\nCITY OF WESTMINSTER", 2.3, 0.6, 2.3, "#f4f2ea", "#1b1d28", "bold", edge="#b3202c")
    sp.put(30, nt.bare, -7.6, 30, 7.5); sp.put(44, nt.bare, 7.8, 44, 8)
    sp.draw_queue()
    sk.rain(sp, 520, "#e0e6f4", 0.3)
    return sp.finish(bloom=0.9, lift=0.84)


def san_francisco(s):
    sp = Space(167, s=s, cx=480, hy=300, f=760, eye=2.6, sun=(-0.6, 0.6, -0.45), lit=(1.07, 1.01, 0.93), shade=(0.64, 0.68, 0.84), haze="#d8e6ee", far=280)
    sk.sky(sp, [(0, "#4f9ad4"), (0.7, "#a9d2ea"), (1, "#e9f0ee")], 310)
    sk.cloud(sp, 180, 80, 260, seed=2); sk.cloud(sp, 800, 110, 260, seed=6)
    sk.hills(sp, 302, 60, "#8fa8b8", "#bccbd0", seed=4); sk.hills(sp, 306, 34, "#7f9a92", "#aebfae", seed=7, x0=460)
    sk.sea(sp, 302, 480, "#8fbccc", "#3f86a6", "#f4fafa", 0.4, 130)
    # Alcatraz.
    sp.poly([(392, 330), (404, 318), (424, 312), (446, 308), (520, 307), (548, 313), (566, 322), (578, 332)], "#8f9a8a"); sp.poly([(392, 330), (578, 332), (560, 336), (410, 335)], "#c9bfa8")
    sp.rect(440, 294, 510, 309, "#e6e0d2"); sp.rect(440, 294, 510, 297, "#cfc7b8"); sp.rect(516, 300, 536, 309, "#dcd5c6"); sp.rect(428, 284, 432, 309, "#f2eee4"); sp.oval(430, 283, 3, 2, "#c8453b")
    for k in range(9):
        sp.rect(444 + k * 7.4, 300, 447 + k * 7.4, 305, "#7a8490")
    for x, y, r in ((300, 352, 9), (640, 345, 7), (700, 366, 12), (250, 338, 6)):
        sp.poly([(x, y - r * 2), (x, y), (x + r, y)], "#ffffff"); sp.poly([(x - 1, y - r * 1.6), (x - 1, y), (x - r * 0.6, y)], "#f4efe2"); sp.poly([(x - r, y + 1), (x + r * 1.1, y + 1), (x + r * 0.7, y + 3), (x - r * 0.7, y + 3)], "#5a4a44")
    slope = -0.165
    sp.slope = slope
    rd.street(sp, 4.6, 92, "#85878d", "#bdb8ae", "#d6d1c6", walk_width=3.6, high=0.12)
    rd.rails(sp, (-2.6, -1.4, 1.4, 2.6), 2, 90, "#c9ccd0", "#62646c"); rd.solid(sp, -2.0, 2, 90, "#3f4148", 0.12); rd.solid(sp, 2.0, 2, 90, "#3f4148", 0.12); rd.dashes(sp, 0, 4, 90, "#f0c64a", 0.12)
    bodies = ["#a9c4d4", "#f0d8a8", "#d9a0a0", "#b4cdb0", "#e8e2d4", "#c4b0d0", "#e0b48a", "#9fb0c4"]

    def house(w, width, k, i):
        sp.slope = 0.0
        z0 = min(w.a[1], w.at(w.width, 0)[2])
        w.y0 = slope * z0
        w.rect(0, slope * width, width, 0, "#c9c0b2")
        c = bodies[k % 8]
        trim = "#fbf7ee"
        accent = ["#c8603f", "#3f6f8a", "#e0b04a", "#5a7a5a"][k % 4]
        high = fc.front(w, width, floors=2, gh=3.4, fh=3.2, body=c, trim=trim, bays=3, win="sash", ratio=(0.36, 0.6), frame=trim, glass="#53697a", cap=None, band=True, deep=11)
        # The bay: three windows wide, two storeys, with a cornice and brackets.
        a, b = width * 0.1, width * 0.6
        w.slab(a, 3.2, b, high - 0.3, 1.0, c)
        for f in range(2):
            v = 3.4 + f * 3.2
            for j in range(3):
                u = a + (b - a) * (0.06 + 0.32 * j)
                w.rect(u - 0.04, v + 0.6, u + (b - a) * 0.26 + 0.04, v + 2.6, trim, 1.01); w.rect(u + 0.05, v + 0.7, u + (b - a) * 0.26 - 0.05, v + 2.5, "#53697a", 1.02); w.line([(u, v + 1.6), (u + (b - a) * 0.26, v + 1.6)], trim, 0.07, 1.03)
            w.slab(a - 0.08, v + 2.75, b + 0.08, v + 2.95, 1.12, trim); w.rect(a, v + 0.1, b, v + 0.42, accent, 1.01)
        w.slab(-0.05, high - 0.25, width + 0.05, high + 0.25, 0.6, trim); w.slab(0, high + 0.25, width, high + 0.6, 0.4, accent)
        if k % 2:
            mid = (a + b) / 2
            w.poly([(a, high + 0.5), (mid, high + 2.0), (b, high + 0.5)], c, w=0.4); w.poly([(a + 0.5, high + 0.6), (mid, high + 1.6), (b - 0.5, high + 0.6)], trim, w=0.42); w.oval(mid, high + 0.95, 0.25, 0.25, accent, 0.44)
        w.rect(width * 0.12, 0, width * 0.5, 2.5, trim); w.rect(width * 0.14, 0, width * 0.48, 2.35, scale(c, 0.8))
        for j in range(4):
            w.line([(width * 0.14, 0.5 * j + 0.3), (width * 0.48, 0.5 * j + 0.3)], scale(c, 0.66), 0.05)
        fc.door(w, width * 0.68, width * 0.84, 2.5, accent, trim)
        for j in range(4):
            w.slab(width * 0.66, -1.3, width * 0.86, 0.05 - j * 0.2, 0.3 * (j + 1), "#d8d0c2")
        sp.slope = slope
    fc.canyon(sp, 8.0, [6.4, 14, 21.6, 29.4, 37.5, 46, 55, 65], house, shift=3)
    sp.shadow([(-8.0, 2), (-3.6, 2), (-4.2, 65), (-8.0, 65)], 0.2, 3)

    def cable_car(sp):
        sp.slope = 0
        body = tf.Body(sp, 2.0, 16.5, tf.AWAY, slope * 16.5)
        L, half = 7.4, 1.15
        for which in ("left", "right", "tail"):
            ww = body.wall(which, L, half)
            if not body.seen(ww):
                continue
            wide = ww.width
            ww.rect(0, 0.3, wide, 1.35, "#8a2f2c"); ww.rect(0, 1.35, wide, 2.7, "#f0e2c0"); ww.rect(0, 0.95, wide, 1.08, "#e8c25a")
            n = 6 if which != "tail" else 3
            for j in range(n):
                u = wide * (j + 0.12) / n
                ww.rect(u, 1.5, u + wide * 0.76 / n, 2.5, "#56707e")
            ww.rect(0, 2.7, wide, 3.0, "#2f5a44")
            if which == "tail":
                ww.sign(0.2, 2.66, wide - 0.2, 3.0, "POWELL & HYDE", "bold", "#f6e6b0", "#2f5a44", 0.02)
                ww.sign(wide / 2 - 0.3, 1.12, wide / 2 + 0.3, 1.42, "19", "bold", "#f6e6b0", "#8a2f2c", 0.02); ww.oval(0.3, 0.7, 0.12, 0.12, "#e0382e"); ww.oval(wide - 0.3, 0.7, 0.12, 0.12, "#e0382e")
        top = [body.at(*p) for p in ((0, 3.0, -half), (L, 3.0, -half), (L, 3.0, half), (0, 3.0, half))]
        sp.face(top[1:3] + top[3:] + top[:1], "#d9cfb8", (0, 1, 0))
        sp.slope = slope
        for k, coat in ((-1, "#3f6f94"), (1, "#d9a441")):
            pp.person(sp, 2.0 + k * 1.35, 17.5 if k < 0 else 17.2, coat, high=1.6, y=0.35, shadow=False)
    sp.put(16.5, cable_car)
    sp.put(34, tf.car, -3.4, 36, tf.HERE, "#c8453b", "hatch", ""); sp.put(24, tf.car, 5.4 - 1.7, 27, tf.AWAY, "#e9e6de", "sedan", "8LMN407", "#f4f2ea", "#1f3f8f"); sp.put(46, tf.car, -3.4, 47, tf.HERE, "#3f6f8a", "suv")
    pp.walk(sp, [(-6.2, 11.6, "#3f6f94", dict(skin=0, bag="#c98a4a")), (-5.6, 12.1, "#e0b04a", dict(skin=1, dress=True)), (6.3, 13, "#b5483f", dict(skin=3)), (6.0, 24, "#4f7a6a", {}), (-5.9, 26, "#7a5a7a", {})])
    sp.put(30, nt.tree, -6.4, 30, 5.4, 3.6); sp.put(39, nt.tree, 6.4, 39, 5.4, 3.6); sp.put(20, nt.cypress, 6.8, 20.5, 5, 1.3)
    sp.put(9.8, rd.post_sign, -5.1, 10.0, "HYDE ST", 1.5, 0.4, 2.7, "#f4f2ea", "#1b1d28", "bold", edge="#1b1d28"); sp.put(9.7, rd.post_sign, -5.1, 9.95, "STEEP GRADE 21%", 1.5, 0.34, 2.3, "#f2c93a", "#1b1d28", "bold")
    sp.draw_queue()
    sp.slope = 0.0
    pp.birds(sp, [(360, 190), (385, 180), (600, 220), (622, 210)], "#ffffff")
    return sp.finish()


def monument_valley(s):
    sp = Space(173, s=s, cx=470, hy=400, f=760, eye=2.0, sun=(-0.7, 0.5, -0.4), lit=(1.08, 0.98, 0.88), shade=(0.64, 0.58, 0.74), haze="#e6c9bc", far=700)
    sk.sky(sp, [(0, "#3f7fc0"), (0.5, "#93c0e0"), (0.85, "#f0dcc8"), (1, "#f6d0b0")])
    sk.cloud(sp, 200, 110, 330, "#fff6ea", "#c9b8c4", 0.95, 2); sk.cloud(sp, 720, 80, 380, "#fff6ea", "#c9b8c4", 0.95, 5); sk.cloud(sp, 480, 200, 260, "#fdeedd", "#d4bcc0", 0.9, 8); sk.streaks(sp, 220, 330, "#fff0e0", 7, 0.5)
    sk.hills(sp, 402, 26, "#b08a94", "#dcb8a8", seed=4)
    for pts, top in (([(40, 402), (70, 366), (92, 356), (96, 306), (150, 300), (204, 304), (208, 352), (236, 368), (268, 402)], "#a8605a"),
                     ([(250, 402), (276, 370), (286, 362), (288, 300), (304, 296), (330, 298), (334, 360), (352, 374), (378, 402)], "#b0625a"),
                     ([(348, 402), (372, 378), (382, 368), (385, 316), (392, 312), (398, 268), (406, 266), (410, 314), (420, 320), (422, 366), (440, 384), (458, 402)], "#a85848"),
                     ([(560, 402), (596, 370), (612, 358), (616, 276), (640, 270), (700, 268), (742, 274), (746, 354), (772, 372), (808, 402)], "#ae5a46"),
                     ([(806, 402), (830, 376), (844, 362), (846, 304), (880, 300), (930, 300), (960, 304), (980, 370), (1000, 402)], "#b46a5c")):
        lx.butte(sp, pts, top, "#cf8a66")
    sk.mist(sp, 360, 404, "#f2cdb4", 0.35)
    rd.strip(sp, -900, 900, 1.2, 900, "#c9825a")
    rng = random.Random(6)
    for _ in range(460):
        z = 5 + 150 * rng.random() ** 2
        x = rng.uniform(-0.75, 0.75) * z + rng.choice([-6, 6])
        if abs(x) < 6.2:
            continue
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        c = sp.air(sp.light(rng.choice(["#8f8a54", "#7a7a4a", "#a89a60", "#b5603f"]), (0, .6, -.4)), z)
        r = rng.uniform(0.2, 0.6)
        sp.oval(px + 0.2 * u, py + 0.02 * u, r * 1.2 * u, r * 0.2 * u, "#6a3f3a", 0.35); sp.poly([(px + r * u * math.cos(math.pi * t / 8), py - r * 0.8 * u * math.sin(math.pi * t / 8) * (1 if t % 2 else 0.75)) for t in range(9)], c)
    # The road dips and rises again: two strips with a crest between.
    sp.poly([sp.to(-5.2, 0, 420), sp.to(5.2, 0, 420), (960 + 500, 800), (-540, 800)], "#b5744f")
    rd.strip(sp, -4.4, 4.4, 1.2, 420, "#75707a")
    rd.solid(sp, -3.7, 2, 400, "#f3efe4", 0.14); rd.solid(sp, 3.7, 2, 400, "#f3efe4", 0.14); rd.dashes(sp, 0, 3, 200, "#f0c23a", 0.16, 3.2, 6)
    sp.soft([[sp.to(-2.4, 0, 90), sp.to(-1.6, 0, 90), sp.to(-1.3, 0, 2), sp.to(-2.7, 0, 2)], [sp.to(2.4, 0, 90), sp.to(1.6, 0, 90), sp.to(1.3, 0, 2), sp.to(2.7, 0, 2)]], "#5a5662", 4, 0.3)
    for i in range(12):
        x0, z0 = -1.8 + 3.6 * rng.random(), 4 + 22 * rng.random()
        pts = [sp.to(x0 + rng.uniform(-0.5, 0.5) + (j - 2) * 0.5, 0, z0 + rng.uniform(-0.1, 0.1) * j) for j in range(5)]
        sp.line(pts, "#4a4650", 0.9, 0.5)
    for z in (14, 24, 36, 52, 74, 104, 150, 210):
        for x in (-6.4,):
            px, py = sp.to(x, 0, z); u = sp.unit(z)
            sp.rect(px - 0.07 * u, py - 1.3 * u, px + 0.07 * u, py, sp.air("#7a5f50", z))
    for y in (0.5, 0.85, 1.2):
        sp.line([sp.to(-6.4, y, 6), sp.to(-6.4, y, 230)], "#6a5a54", 0.6, 0.8)
    for i, z in enumerate((22, 44, 75, 125, 200)):
        px, py = sp.to(12.5, 0, z); u = sp.unit(z)
        c = sp.air(sp.light("#5f4a40", (0, 0, -1)), z)
        sp.rect(px - 0.14 * u, py - 9 * u, px + 0.14 * u, py, c); sp.rect(px - 1.4 * u, py - 8.3 * u, px + 1.4 * u, py - 8.0 * u, c)
    for dx in (-1.2, 0, 1.2):
        for a, b in ((8, 22), (22, 44), (44, 75), (75, 125), (125, 200)):
            rd.cable(sp, (12.5 + dx, 8.3, a), (12.5 + dx, 8.3, b), 0.9, "#5a4a48", 0.02)
    sp.put(12.8, rd.post_sign, 5.7, 12.9, "163", 1.0, 1.0, 1.7, "#f4f2ea", "#1b1d28", "bold", edge="#1b1d28"); sp.put(12.9, rd.post_sign, 5.7, 12.95, "SOUTH", 1.0, 0.36, 2.78, "#f4f2ea", "#1b1d28", "bold")
    sp.put(24, rd.post_sign, -5.6, 24, "MILE\n13", 0.5, 0.8, 1.1, "#1f6b45", "#ffffff", "bold")
    sp.put(34, tf.car, 1.9, 32, tf.AWAY, "#c8453b", "pickup", "E47 2KM", "#f4f2ea", "#1f3f8f"); sp.put(92, tf.car, -1.9, 92, tf.HERE, "#e9e6de", "suv", lights=False); sp.put(190, tf.bus, -1.9, 190, tf.HERE, 16, 3.9, 1.3, "#3f6f94", "#e9e6de")
    for x, z, h in ((-8.6, 13.5, 1.3), (8.8, 19, 1.1)):
        sp.put(z, nt.bush, x, z, 2.2, h, ("#6a6a3f", "#8a8a50", "#b5ac6a"))
    sp.draw_queue()
    pp.birds(sp, [(520, 170), (545, 160)], r=8)
    return sp.finish(tint="#ffd6b4")


def rovaniemi(s):
    sp = Space(179, s=s, cx=430, hy=420, f=740, eye=1.9, sun=(0.2, 0.9, -0.3), lit=(0.5, 0.62, 0.74), shade=(0.3, 0.38, 0.56), haze="#2f5a66", far=160, haze_max=0.6, night=True)
    sk.sky(sp, [(0, "#0d1836"), (0.5, "#15365a"), (0.85, "#2a6a72"), (1, "#4f8f88")])
    sk.stars(sp, 400, 190)
    sk.aurora(sp, 300)
    sp.shine(780, 90, 60, "#dfeaff", 0.5); sp.oval(780, 90, 13, 13, "#f4f7ff", emit=0.8); sp.oval(785, 87, 11.5, 11.5, "#284a68")
    rng = random.Random(4)
    for layer, (y, h, c) in enumerate(((424, 34, "#1f4a58"), (428, 52, "#183c4a"))):
        x = -10
        while x < 970:
            hh = h * rng.uniform(0.5, 1.15)
            wd = hh * 0.36
            sp.poly([(x - wd / 2, y), (x, y - hh), (x + wd / 2, y)], c); x += rng.uniform(4, 11)
    rd.strip(sp, -300, 300, 1.2, 400, "#dfeaf6")
    rd.strip(sp, -3.9, 3.9, 1.2, 400, "#8496aa")
    for x in (-1.6, 1.6):
        for d in (-0.72, 0.72):
            sp.soft([[sp.to(x + d - 0.2, 0, 120), sp.to(x + d + 0.2, 0, 120), sp.to(x + d + 0.26, 0, 2), sp.to(x + d - 0.26, 0, 2)]], "#3a4a60", 3, 0.55)
    rd.dashes(sp, 0, 3, 120, "#c9d6e6", 0.14, 3, 6, 0.6)
    for k in (-1, 1):
        for z0 in range(3, 120, 3):
            hgt = 0.35 + 0.35 * rng.random()
            sp.face([(k * 4.1, 0, z0 + 3), (k * 4.6, hgt, z0 + 3), (k * 4.6, hgt * 0.9, z0), (k * 4.1, 0, z0)], "#eef5fd", (-k * 0.6, 0.7, 0)); sp.face([(k * 4.6, hgt, z0 + 3), (k * 6.6, 0.1, z0 + 3), (k * 6.6, 0.1, z0), (k * 4.6, hgt * 0.9, z0)], "#dbe8f5", (k * 0.3, 0.9, 0))
    for x, z, h in ((-8.5, 13, 8.5), (-12.5, 17, 10.5), (9.4, 15.5, 9.5), (13.5, 21, 11), (-9, 23, 9), (-14, 29, 12), (9.5, 27, 8.6), (14.5, 34, 11), (-9.5, 35, 9.6), (-15, 44, 11), (10, 40, 9.5), (-10, 52, 10), (16, 52, 12), (10.5, 60, 10), (-11, 72, 10), (-18, 66, 12), (11, 82, 10), (19, 76, 12), (-12, 100, 10), (12, 110, 10)):
        sp.put(z, nt.spruce, x, z, h, h * 0.42, snow="#dcebf8")
    for x, z in ((7.8, 19), (-7.6, 19.5), (8.2, 48)):
        sp.put(z, nt.bare, x, z, 6, "#c9cdd2", snow="#f4f9ff")
    # A cabin with light in its windows.
    def cabin(sp):
        w = sp.front(15.5, 23, 44)
        w.rect(0, 0, 7.5, 3.4, "#6a3a2c")
        for j in range(8):
            w.line([(0, 0.42 * j), (7.5, 0.42 * j)], "#4a281f", 0.06)
        w.poly([(-0.8, 3.2), (3.75, 6.6), (8.3, 3.2)], "#eef5fd"); w.poly([(0.2, 3.4), (3.75, 6.0), (7.3, 3.4)], "#6a3a2c"); w.rect(5.6, 5.0, 6.4, 7.2, "#5a5a62"); w.rect(5.5, 7.1, 6.5, 7.4, "#f4f9ff")
        for u in (0.9, 4.9):
            w.rect(u, 1.1, u + 1.6, 2.5, "#ffd27a", emit=1); w.line([(u + 0.8, 1.1), (u + 0.8, 2.5)], "#f4efe0", 0.1); w.line([(u, 1.8), (u + 1.6, 1.8)], "#f4efe0", 0.1)
        w.rect(3.1, 0, 4.3, 2.4, "#3f5a4a"); px, py = w.to(3, 1.5); sp.shine(px, py, 90, "#ffce7a", 0.3)
        for j in range(5):
            sx, sy = w.to(6.0 + 0.35 * j + 0.2 * math.sin(j), 7.8 + j * 1.1)
            sp.oval(sx, sy, 4 + 2.4 * j, 3 + 1.8 * j, "#b9d0da", 0.3 - 0.05 * j)
    sp.put(44, cabin)

    def deer(sp, x, z, flip=1):
        px, py = sp.to(x, 0, z); u = sp.unit(z)
        c = sp.light("#d0c0ae", (0, .5, -.6)); P = lambda q: [(px + flip * a * u, py - b * u) for a, b in q]
        for a in (-0.55, -0.42, 0.42, 0.55):
            sp.stroke(P([(a, 0.75), (a + 0.03, 0.4), (a, 0)]), scale(c, 0.75), 0.11 * u, 0.06 * u)
        sp.poly(P([(-0.75, 0.95), (-0.7, 1.15), (0.4, 1.12), (0.7, 1.45), (0.98, 1.5), (1.12, 1.36), (0.92, 1.3), (0.72, 1.0), (0.5, 0.72), (-0.6, 0.7)]), c); sp.poly(P([(0.45, 1.05), (0.68, 1.38), (0.8, 1.2), (0.62, 0.8)]), "#cfc4b4", 0.8)
        for q in ([(0.8, 1.5), (0.66, 1.85), (0.78, 2.2)], [(0.69, 1.8), (0.5, 2.0)], [(0.86, 1.5), (0.9, 1.85), (1.1, 2.15)], [(0.9, 1.8), (1.08, 1.92)]):
            sp.line(P(q), "#d9cbb2", 0.05 * u)
    sp.put(20, deer, 4.9, 20, -1); sp.put(25, deer, 8.4, 25, 1)
    sp.put(31, tf.car, 1.75, 30, tf.AWAY, "#8a2f34", "suv", "KLM-582", "#f4f2ea", "#1b1d28", "#2b4ea0", lights=True)

    def beams(sp):
        sp.soft([[sp.to(0.8, 0, 36), sp.to(2.8, 0, 36), sp.to(4.2, 0, 75), sp.to(-1.2, 0, 75)]], "#fff0c0", 6, 0.4, 0.3)
    sp.put(34, beams)
    sp.put(15, rd.post_sign, 5.3, 14.5, "", 1.5, 0.0, 2.7, "#f6c92f", "#1b1d28", shape="triangle", edge="#d8302c", emit=0.3)

    def stag(sp):
        px, py = sp.to(5.3, 2.62, 14.4); u = sp.unit(14.4) * 0.36; P = lambda q: [(px + a * u, py - b * u) for a, b in q]
        sp.poly(P([(-0.75, 0.7), (-0.7, 1.0), (0.35, 0.95), (0.6, 1.25), (0.9, 1.25), (0.95, 1.1), (0.7, 1.0), (0.5, 0.6), (0.5, 0), (0.4, 0), (0.36, 0.6), (-0.5, 0.6), (-0.55, 0), (-0.65, 0)]), "#1b1d28")
        sp.line(P([(0.66, 1.25), (0.5, 1.6), (0.62, 1.9)]), "#1b1d28", 0.9); sp.line(P([(0.76, 1.25), (0.86, 1.6), (1.05, 1.85)]), "#1b1d28", 0.9)
    sp.put(14.9, stag)
    sp.put(16, rd.post_sign, -5.0, 16, "E75  ROVANIEMI 8", 3.4, 0.7, 2.6, "#1f5fc0", "#ffffff", "bold", edge="#ffffff", emit=0.35); sp.put(15.9, rd.post_sign, -5.0, 15.95, "Napapiiri  66°33′", 3.4, 0.56, 2.0, "#8a5a34", "#ffffff", "bold", edge="#ffffff", emit=0.35)
    for z in (9, 17, 25, 33, 45, 60):
        for k in (-1, 1):
            px, py = sp.to(k * 4.4, 0, z); u = sp.unit(z)
            sp.rect(px - 0.05 * u, py - 1.1 * u, px + 0.05 * u, py, "#e8edf4"); sp.rect(px - 0.05 * u, py - 0.95 * u, px + 0.05 * u, py - 0.75 * u, "#e8543f" if k > 0 else "#f4f4f0", emit=0.4)
    sp.draw_queue()
    sk.snowfall(sp, 90, 0.6)
    return sp.finish(bloom=0.9, vignette=0.2)


def val_dorcia(s):
    sp = Space(181, s=s, cx=430, hy=380, f=760, eye=2.4, sun=(-0.75, 0.42, -0.25), lit=(1.1, 1.0, 0.82), shade=(0.66, 0.64, 0.76), haze="#f0d8b4", far=420)
    sk.sky(sp, [(0, "#6fa0cc"), (0.5, "#b9cfd8"), (0.85, "#f7dcae"), (1, "#fbd99a")])
    sk.cloud(sp, 250, 120, 330, "#fff4e2", "#c9bcc8", 0.9, 2); sk.cloud(sp, 760, 90, 300, "#fff1dc", "#cdbcc6", 0.9, 5); sk.streaks(sp, 180, 320, "#fff0d8", 6, 0.5)
    sk.hills(sp, 380, 84, "#9fa8bc", "#d8ccc4", seed=3, rough=0.6); sk.hills(sp, 392, 50, "#a9ae9a", "#dcd0ac", seed=6, rough=0.5)
    waves = [(398, "#c9b873", 20, 0.0), (414, "#a9ae62", 26, 1.4), (438, "#d8bf74", 30, 2.6), (470, "#9fae5e", 36, 4.1), (520, "#c9b268", 44, 5.3)]

    def crest(y, amp, ph, x):
        return y - amp * (0.5 + 0.5 * math.sin(x / 210 + ph)) - amp * 0.3 * math.sin(x / 90 + ph * 2)
    rng = random.Random(5)
    for j, (y, c, amp, ph) in enumerate(waves):
        pts = [(x, crest(y, amp, ph, x)) for x in range(-10, 981, 15)]
        sp.gradient([(0, mix(c, "#fff0c0", 0.25)), (0.4, c), (1, scale(c, 0.82))], pts=pts + [(980, 720), (-10, 720)], p0=(0, y - amp), p1=(0, y + 110))
        for q in range(9):
            d = 5 + q * 7 * (1 + j * 0.3)
            sp.line([(x, crest(y, amp, ph, x) + d + 3 * math.sin(x / 60 + q)) for x in range(-10, 981, 20)], scale(c, 0.88), 0.7, 0.45)
        if j == 1:
            # A farm on its knoll, cypresses about it.
            bx, by = 640, crest(y, amp, ph, 640) + 3
            for dx, h in ((-34, 34), (-26, 40), (-18, 36), (44, 38), (52, 44), (60, 36), (68, 30)):
                sp.poly([(bx + dx - 4, by), (bx + dx, by - h), (bx + dx + 4, by)], "#4a5f42"); sp.poly([(bx + dx - 4, by), (bx + dx, by - h), (bx + dx - 1, by)], "#77864e", 0.7)
            sp.rect(bx - 10, by - 22, bx + 34, by, "#e3c08e"); sp.poly([(bx - 13, by - 21), (bx - 4, by - 30), (bx + 28, by - 30), (bx + 37, by - 21)], "#b5653f"); sp.rect(bx + 12, by - 36, bx + 26, by - 22, "#d8b07c"); sp.poly([(bx + 10, by - 35), (bx + 19, by - 42), (bx + 28, by - 35)], "#a8583a")
            for a in (-4, 6, 28):
                sp.rect(bx + a, by - 15, bx + a + 4, by - 9, "#6a5a50")
            # The chapel of Vitaleta.
            cx, cy = 300, crest(y, amp, ph, 300) + 2
            sp.rect(cx - 7, cy - 16, cx + 7, cy, "#e8d2a8"); sp.poly([(cx - 9, cy - 15), (cx, cy - 22), (cx + 9, cy - 15)], "#c99a70"); sp.rect(cx - 1.6, cy - 28, cx + 1.6, cy - 19, "#e8d2a8"); sp.rect(cx - 2, cy - 8, cx + 2, cy, "#6a4a3a")
            for dx in (-14, 14, 19):
                sp.poly([(cx + dx - 3, cy), (cx + dx, cy - 26), (cx + dx + 3, cy)], "#4a5f42")
        if j in (2, 3):
            for q in range(26):
                x = rng.uniform(0, 960); yy = crest(y, amp, ph, x) + rng.uniform(6, 26)
                nt.foliage(sp, x, yy, rng.uniform(4, 7) * (1 + 0.4 * j), rng.uniform(3, 5) * (1 + 0.4 * j), ("#66744a", "#88945c", "#b5b878"), 60, rng, 12, 0.35)
    # The white road bends into the picture between cypresses.
    path = lambda z: 7.0 * math.sin(z / 26.0) * min(1, z / 30)
    zs = [1.4 + 88 * (i / 60) ** 1.7 for i in range(61)]
    verge_l = [sp.to(path(z) - 4.2, 0, z) for z in zs]; verge_r = [sp.to(path(z) + 4.2, 0, z) for z in zs]
    sp.poly(verge_l + verge_r[::-1], "#a9a25c")
    sp.gradient([(0, "#efe0bc"), (1, "#d9c79e")], pts=[sp.to(path(z) - 2.6, 0, z) for z in zs] + [sp.to(path(z) + 2.6, 0, z) for z in zs][::-1], p0=(0, 400), p1=(0, 720))
    for d in (-0.9, 0.9):
        sp.poly([sp.to(path(z) + d - 0.3, 0, z) for z in zs] + [sp.to(path(z) + d + 0.3, 0, z) for z in zs][::-1], "#c4ae84", 0.5)
    for z in (16, 20.5, 25.5, 31, 37, 44, 52, 61, 71, 82):
        for k in (-1, 1):
            sp.put(z, nt.cypress, path(z) + k * 4.0, z, 6.4 + (z * 7 % 3) * 0.5, 1.3)

    def bars(sp):
        for z in (8, 12, 16, 20.5, 25.5, 31, 37):
            sp.soft([[sp.to(path(z) - 4, 0, z), sp.to(path(z) - 4, 0, z + 0.9), sp.to(path(z) + 3, 0, z + 0.2), sp.to(path(z) + 3, 0, z - 0.4)]], "#4a4a5a", 2, 0.28)
    sp.put(300, bars)

    def poppies(sp):
        for _ in range(150):
            z = 4.6 + 22 * rng.random() ** 1.5
            x = path(z) + rng.choice((-1, 1)) * rng.uniform(3.0, 4.2 + z * 0.25)
            px, py = sp.to(x, 0, z); u = sp.unit(z)
            sp.line([(px, py), (px + 0.02 * u, py - 0.34 * u)], "#7a8448", 0.02 * u); sp.oval(px + 0.02 * u, py - 0.36 * u, 0.07 * u, 0.055 * u, rng.choice(["#d8402e", "#e8543a", "#d8402e", "#f4e6c0"]))
    sp.put(290, poppies)
    sp.put(27, tf.car, path(27) + 0.4, 26, tf.AWAY, "#c8352f", "mini", "SI 4471 KD", "#f4f2ea", "#1b1d28", "#2b4ea0")
    sp.put(13.4, tf.bike, path(13) - 1.6, 13.2, "#2f3a48", 1, "#2f6f8a"); sp.put(13.3, pp.person, path(13) - 2.4, 13.3, "#e8e2d2", skin=1, hat="#e2cf9a")
    sp.put(9.5, rd.post_sign, 2.9, 9.7, "PIENZA 9", 1.5, 0.4, 2.4, "#f4f2ea", "#1b1d28", "bold", edge="#1b1d28"); sp.put(9.4, rd.post_sign, 2.9, 9.65, "PODERE VITALETA", 1.5, 0.34, 1.98, "#7a4a2c", "#ffffff", "bold"); sp.put(9.3, rd.post_sign, 2.9, 9.6, "SP 146", 1.0, 0.3, 1.62, "#1f4f9a", "#ffffff", "bold")
    sp.draw_queue()
    pp.birds(sp, [(520, 200), (545, 190), (566, 208)])
    return sp.finish(tint="#ffdca0")
