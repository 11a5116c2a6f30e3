"""Hyde Street, San Francisco: downhill to the bay."""
from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def san_francisco(s):
    sp = Space(
        167,
        s=s,
        cx=480,
        hy=300,
        f=760,
        eye=2.6,
        sun=(-0.6, 0.6, -0.45),
        lit=(1.07, 1.01, 0.93),
        shade=(0.64, 0.68, 0.84),
        haze="#d8e6ee",
        far=280,
    )
    sk.sky(sp, [(0, "#4f9ad4"), (0.7, "#a9d2ea"), (1, "#e9f0ee")], 310)
    sk.cloud(sp, 180, 80, 260, seed=2)
    sk.cloud(sp, 800, 110, 260, seed=6)
    sk.hills(sp, 302, 60, "#8fa8b8", "#bccbd0", seed=4)
    sk.hills(sp, 306, 34, "#7f9a92", "#aebfae", seed=7, x0=460)
    sk.sea(sp, 302, 480, "#8fbccc", "#3f86a6", "#f4fafa", 0.4, 130)
    # Alcatraz.
    sp.poly([(392, 330), (404, 318), (424, 312), (446, 308), (520, 307), (548, 313), (566, 322), (578, 332)], "#8f9a8a")
    sp.poly([(392, 330), (578, 332), (560, 336), (410, 335)], "#c9bfa8")
    sp.rect(440, 294, 510, 309, "#e6e0d2")
    sp.rect(440, 294, 510, 297, "#cfc7b8")
    sp.rect(516, 300, 536, 309, "#dcd5c6")
    sp.rect(428, 284, 432, 309, "#f2eee4")
    sp.oval(430, 283, 3, 2, "#c8453b")
    for k in range(9):
        sp.rect(444 + k * 7.4, 300, 447 + k * 7.4, 305, "#7a8490")
    for x, y, r in ((300, 352, 9), (640, 345, 7), (700, 366, 12), (250, 338, 6)):
        sp.poly([(x, y - r * 2), (x, y), (x + r, y)], "#ffffff")
        sp.poly([(x - 1, y - r * 1.6), (x - 1, y), (x - r * 0.6, y)], "#f4efe2")
        sp.poly([(x - r, y + 1), (x + r * 1.1, y + 1), (x + r * 0.7, y + 3), (x - r * 0.7, y + 3)], "#5a4a44")
    slope = -0.165
    sp.slope = slope
    rd.street(sp, 4.6, 92, "#85878d", "#bdb8ae", "#d6d1c6", walk_width=3.6, high=0.12)
    rd.rails(sp, (-2.6, -1.4, 1.4, 2.6), 2, 90, "#c9ccd0", "#62646c")
    rd.solid(sp, -2.0, 2, 90, "#3f4148", 0.12)
    rd.solid(sp, 2.0, 2, 90, "#3f4148", 0.12)
    rd.dashes(sp, 0, 4, 90, "#f0c64a", 0.12)
    bodies = ["#a9c4d4", "#f0d8a8", "#d9a0a0", "#b4cdb0", "#e8e2d4", "#c4b0d0", "#e0b48a", "#9fb0c4"]

    def house(w, width, k, i):
        sp.slope = 0.0
        z0 = min(w.a[1], w.at(w.width, 0)[2])
        w.y0 = slope * z0
        w.rect(0, slope * width, width, 0, "#c9c0b2")
        c = bodies[k % 8]
        trim = "#fbf7ee"
        accent = ["#c8603f", "#3f6f8a", "#e0b04a", "#5a7a5a"][k % 4]
        high = fc.front(
            w,
            width,
            floors=2,
            gh=3.4,
            fh=3.2,
            body=c,
            trim=trim,
            bays=3,
            win="sash",
            ratio=(0.36, 0.6),
            frame=trim,
            glass="#53697a",
            cap=None,
            band=True,
            deep=11,
        )
        # The bay: three windows wide, two storeys, with a cornice and brackets.
        a, b = width * 0.1, width * 0.6
        w.slab(a, 3.2, b, high - 0.3, 1.0, c)
        for f in range(2):
            v = 3.4 + f * 3.2
            for j in range(3):
                u = a + (b - a) * (0.06 + 0.32 * j)
                w.rect(u - 0.04, v + 0.6, u + (b - a) * 0.26 + 0.04, v + 2.6, trim, 1.01)
                w.rect(u + 0.05, v + 0.7, u + (b - a) * 0.26 - 0.05, v + 2.5, "#53697a", 1.02)
                w.line([(u, v + 1.6), (u + (b - a) * 0.26, v + 1.6)], trim, 0.07, 1.03)
            w.slab(a - 0.08, v + 2.75, b + 0.08, v + 2.95, 1.12, trim)
            w.rect(a, v + 0.1, b, v + 0.42, accent, 1.01)
        w.slab(-0.05, high - 0.25, width + 0.05, high + 0.25, 0.6, trim)
        w.slab(0, high + 0.25, width, high + 0.6, 0.4, accent)
        if k % 2:
            mid = (a + b) / 2
            w.poly([(a, high + 0.5), (mid, high + 2.0), (b, high + 0.5)], c, w=0.4)
            w.poly([(a + 0.5, high + 0.6), (mid, high + 1.6), (b - 0.5, high + 0.6)], trim, w=0.42)
            w.oval(mid, high + 0.95, 0.25, 0.25, accent, 0.44)
        w.rect(width * 0.12, 0, width * 0.5, 2.5, trim)
        w.rect(width * 0.14, 0, width * 0.48, 2.35, scale(c, 0.8))
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
            ww.rect(0, 0.3, wide, 1.35, "#8a2f2c")
            ww.rect(0, 1.35, wide, 2.7, "#f0e2c0")
            ww.rect(0, 0.95, wide, 1.08, "#e8c25a")
            n = 6 if which != "tail" else 3
            for j in range(n):
                u = wide * (j + 0.12) / n
                ww.rect(u, 1.5, u + wide * 0.76 / n, 2.5, "#56707e")
            ww.rect(0, 2.7, wide, 3.0, "#2f5a44")
            if which == "tail":
                ww.sign(0.2, 2.66, wide - 0.2, 3.0, "POWELL & HYDE", "bold", "#f6e6b0", "#2f5a44", 0.02)
                ww.sign(wide / 2 - 0.3, 1.12, wide / 2 + 0.3, 1.42, "19", "bold", "#f6e6b0", "#8a2f2c", 0.02)
                ww.oval(0.3, 0.7, 0.12, 0.12, "#e0382e")
                ww.oval(wide - 0.3, 0.7, 0.12, 0.12, "#e0382e")
        top = [body.at(*p) for p in ((0, 3.0, -half), (L, 3.0, -half), (L, 3.0, half), (0, 3.0, half))]
        sp.face(top[1:3] + top[3:] + top[:1], "#d9cfb8", (0, 1, 0))
        sp.slope = slope
        for k, coat in ((-1, "#3f6f94"), (1, "#d9a441")):
            pp.person(sp, 2.0 + k * 1.35, 17.5 if k < 0 else 17.2, coat, high=1.6, y=0.35, shadow=False)

    sp.put(16.5, cable_car)
    sp.put(34, tf.car, -3.4, 36, tf.HERE, "#c8453b", "hatch", "")
    sp.put(24, tf.car, 5.4 - 1.7, 27, tf.AWAY, "#e9e6de", "sedan", "8LMN407", "#f4f2ea", "#1f3f8f")
    sp.put(46, tf.car, -3.4, 47, tf.HERE, "#3f6f8a", "suv")
    pp.walk(
        sp,
        [
            (-6.2, 11.6, "#3f6f94", dict(skin=0, bag="#c98a4a")),
            (-5.6, 12.1, "#e0b04a", dict(skin=1, dress=True)),
            (6.3, 13, "#b5483f", dict(skin=3)),
            (6.0, 24, "#4f7a6a", {}),
            (-5.9, 26, "#7a5a7a", {}),
        ],
    )
    sp.put(30, nt.tree, -6.4, 30, 5.4, 3.6)
    sp.put(39, nt.tree, 6.4, 39, 5.4, 3.6)
    sp.put(20, nt.cypress, 6.8, 20.5, 5, 1.3)
    sp.put(9.8, rd.post_sign, -5.1, 10.0, "HYDE ST", 1.5, 0.4, 2.7, "#f4f2ea", "#1b1d28", "bold", edge="#1b1d28")
    sp.put(9.7, rd.post_sign, -5.1, 9.95, "STEEP GRADE 21%", 1.5, 0.34, 2.3, "#f2c93a", "#1b1d28", "bold")
    sp.draw_queue()
    sp.slope = 0.0
    pp.birds(sp, [(360, 190), (385, 180), (600, 220), (622, 210)], "#ffffff")
    return sp.finish()
