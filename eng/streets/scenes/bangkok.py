"""Maha Rat Road, Bangkok: stupas at sundown."""
from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def bangkok(s):
    sp = Space(
        131,
        s=s,
        cx=470,
        hy=420,
        f=740,
        eye=2.4,
        sun=(0.7, 0.5, -0.3),
        lit=(1.1, 1.0, 0.84),
        shade=(0.64, 0.6, 0.74),
        haze="#f6d8b0",
        far=200,
    )
    sk.sky(sp, [(0, "#6488c0"), (0.4, "#c0b0c8"), (0.75, "#f9c99a"), (1, "#fde0a8")])
    sk.cloud(sp, 230, 130, 320, "#ffe9d0", "#c9a8bc", 0.9, 2)
    sk.cloud(sp, 780, 170, 260, "#ffe6c8", "#cfa8b4", 0.9, 5)
    sk.streaks(sp, 180, 330, "#ffd9ac", 6, 0.5)
    sk.sun(sp, 610, 360, 24, "#fff6dc", "#ffc98a", 0.7)
    w = sp.front(-20, -19, 92)
    w.y0 = 2
    for u, h, c, r in ((-22, 33, "#4f8a80", 6), (-7, 40, "#e0a838", 7), (8, 35, "#d0743a", 6), (21, 29, "#5f7fb0", 5)):
        chedi(w, u, h, c, r)
    wat_roof(w, 40, 9, 11, 18)
    w.rect(31, 0, 49, 9, "#f2e6cc")
    for u in (32, 36, 43, 47):
        w.rect(u, 0, u + 1.2, 9, "#fff8e4")
    hall = sp.front(-26, -25, 46)
    hall.rect(-7.5, 0, 7.5, 6.4, "#f2e6cc")
    for u in (-7, -4.4, -1.8, 0.9, 3.5, 6.1):
        hall.rect(u, 0, u + 0.9, 6.4, "#fff8e4")
    for u in (-5.9, -3.3, 1.9, 4.6):
        hall.rect(u + 0.1, 2.2, u + 1.2, 5.0, "#7a2f3a")
        hall.poly([(u + 0.1, 5.0), (u + 0.65, 6.0), (u + 1.2, 5.0)], "#e8bf4e")
    wat_roof(hall, 0, 6.4, 9.4, 10.5)
    rd.strip(sp, -60, 60, 1.2, 260, "#9fae6a")
    rd.strip(sp, -16, -7, 1.2, 200, "#c9b9a2")
    rd.street(sp, 5.2, 220, "#7f7c82", "#c9b9a2", "#e8e0d0", walk_width=3.4, high=0.16)
    for i in range(26):
        for k in (-1, 1):
            z = 2 + i * 3
            sp.face(
                [(k * 5.2, 0.165, z), (k * 5.5, 0.165, z), (k * 5.5, 0.165, z + 1.5), (k * 5.2, 0.165, z + 1.5)],
                "#d8463f" if k < 0 else "#2f2f35",
                (0, 1, 0),
            )
    rd.dashes(sp, -2.6, 4, 120)
    rd.dashes(sp, 2.6, 4, 120)
    rd.solid(sp, -0.12, 3, 200, "#f2c93a", 0.13)
    rd.solid(sp, 0.12, 3, 200, "#f2c93a", 0.13)
    # The temple's white wall along the left, shop houses along the right.
    wall = sp.left(9.4, 6, 120)
    wall.rect(0, 0, 114, 3.4, "#e2d2b6")
    wall.rect(0, 0, 114, 0.5, "#b5a48a")
    wall.rect(0, 3.0, 114, 3.4, "#c8834f")
    for j in range(76):
        wall.poly(
            [
                (j * 1.5 + 0.1, 3.4),
                (j * 1.5 + 0.1, 4.0),
                (j * 1.5 + 0.6, 4.5),
                (j * 1.5 + 1.1, 4.0),
                (j * 1.5 + 1.1, 3.4),
            ],
            "#e8dabf",
        )
    for j in range(10):
        u = 6 + j * 11
        wall.slab(u, 0, u + 1.4, 4.4, 0.4, "#fbf5e6")
        wall.slab(u - 0.2, 4.4, u + 1.6, 4.8, 0.6, "#e8bf4e")
    names = [
        ("ร้านอาหารไทย", "#a8282c"),
        ("ก๋วยเตี๋ยวเรือ", "#2f6a4a"),
        ("นวดแผนไทย", "#6a3a7a"),
        ("ร้านยา", "#1f6b8a"),
        ("กาแฟโบราณ", "#5a3a24"),
    ]

    def house(w, width, k, i):
        c = ["#f0dcb0", "#cfe0d0", "#f2c8b0", "#e6e0d0"][k % 4]
        fc.front(
            w,
            width,
            floors=2,
            gh=4,
            fh=3.3,
            body=c,
            trim="#fbf6e8",
            bays=3,
            win="louvre",
            ratio=(0.3, 0.62),
            frame="#fbf6e8",
            glass="#4f5f62",
            shutter=["#3f8a84", "#a8603f", "#5a7a4a"][k % 3],
            roof="pitched",
            roof_colour="#c8683f",
            ridge=2.0,
            sill=False,
        )
        name, board = names[k % 5]
        fc.shop(
            w,
            0.3,
            width - 0.3,
            3.6,
            name,
            "thai",
            board,
            "#ffeec0",
            canopy=[("#3f8a84", "#f4ead2"), ("#d8863f", "#f4ead2")][k % 2],
            lit="#ffd08a" if k % 2 == 0 else None,
        )
        if i < 4:
            x, _, z = w.at(width * 0.9, 0)
            b = sp.front(x - 1.0, x, z)
            b.sign(
                0,
                4.3,
                0.95,
                6.6,
                "|" + "ยา" if k % 2 else "金行",
                "thai" if k % 2 else "cn",
                "#ffe9a0",
                "#b3202c",
                0.0,
                edge="#f0c64a",
            )

    fc.canyon(sp, 8.8, [8, 15, 22.5, 30.5, 39, 48, 60, 74], house, ("right",))
    for x, z, h in ((-7.4, 30, 8.5), (-7.4, 52, 9), (-7.4, 80, 9)):
        sp.put(z, nt.palm, x, z, h, 2.4)
    for z in (20, 40, 66):
        sp.put(z, nt.tree, -7.6, z + 1, 5.6, 4.6, ("#3a5a34", "#557a3c", "#8aa850"))
        sp.put(z, rd.lamp, 6.2, z + 3, "globes", 4.4, "#3a4a3a")
    sp.put(14, tf.tuktuk, -1.7, 13.5, tf.AWAY, "#2f5fae", "#f2c93a", "สก 4471", "#f4f2ea")
    sp.put(
        20,
        tf.car,
        -3.9,
        20,
        tf.AWAY,
        "#ee5a9a",
        "sedan",
        "ทข 8812",
        "#f2c93a",
        "#1b1d28",
        roof_sign=("TAXI-METER", "#f7f4ea", "#1b1d28"),
    )
    sp.put(
        30, tf.car, 1.6, 32, tf.HERE, "#3f9a4a", "sedan", "", roof="#f2c93a", roof_sign=("TAXI", "#f7f4ea", "#1b1d28")
    )
    sp.put(40, tf.tuktuk, 4.0, 40, tf.HERE, "#a8325a", "#3f8a84", "")
    sp.put(52, tf.bus, -3.6, 50, tf.AWAY, 11, 3.0, 1.25, "#c8352f", "#f4ead2", route="53  สนามหลวง", face="thai")
    sp.put(60, tf.car, -1.2, 60, tf.AWAY, "#e9e6de", "suv")
    pp.walk(
        sp,
        [
            (-6.4, 11.4, "#f08a2e", dict(robe=True, skin=2, hair="#c99a72")),
            (-7.0, 11.9, "#f08a2e", dict(robe=True, skin=2, hair="#c99a72")),
            (6.4, 12.4, "#3f8f9a", dict(skin=1, dress=True)),
            (7.2, 13.2, "#f4f0e4", dict(skin=0, hat="#e9dcc0")),
            (6.5, 22, "#d8463f", dict(skin=1)),
            (-6.3, 28, "#6a4f8a", {}),
            (6.4, 32, "#d9a441", {}),
        ],
    )
    sp.put(10.4, rd.post_sign, 5.75, 10.5, "ถนนมหาราช", 2.0, 0.48, 3.0, "#1f4f9a", "#ffffff", "thai", edge="#ffffff")
    sp.put(10.3, rd.post_sign, 5.75, 10.45, "Maha Rat Rd", 2.0, 0.4, 2.58, "#1f4f9a", "#ffffff", "bold")
    sp.draw_queue()
    for dy in (0, 0.35, 0.6, 1.0):
        rd.cable(sp, (6.8, 7.2 + dy, 5), (6.8, 7.0 + dy, 60), 0.5, "#3a3438", 0.03)
    pp.birds(sp, [(300, 200), (326, 190), (350, 208)])
    return sp.finish(tint="#ffd9a0")


def chedi(w, u, high, c="#d9b04e", r=6.0):
    """A bell-shaped stupa that ends in a ringed spire."""
    for i, k in enumerate((1.25, 1.1, 0.98)):
        w.rect(u - r * k, high * 0.045 * i, u + r * k, high * 0.045 * (i + 1), scale(c, 0.82 + 0.08 * i))
    bell = [(1, 0.13), (0.97, 0.18), (0.82, 0.28), (0.7, 0.36), (0.52, 0.42), (0.3, 0.45)]
    w.poly([(u - r * a, high * b) for a, b in bell] + [(u + r * a, high * b) for a, b in bell[::-1]], c)
    w.poly(
        [(u - r * a * 0.85, high * b) for a, b in bell] + [(u - r * a * 0.25, high * b) for a, b in bell[::-1]],
        mix(c, "#fff3c8", 0.45),
        a=0.8,
    )
    w.rect(u - r * 0.34, high * 0.45, u + r * 0.34, high * 0.5, scale(c, 0.9))
    for i in range(12):
        t = i / 12
        k = 0.3 * (1 - t) ** 1.1 + 0.03
        v = high * (0.5 + 0.4 * t)
        w.rect(u - r * k, v, u + r * k, v + high * 0.026, c)
        w.rect(u - r * k * 0.8, v + high * 0.026, u + r * k * 0.8, v + high * 0.034, scale(c, 0.7))
    w.poly([(u - r * 0.05, high * 0.88), (u, high * 1.06), (u + r * 0.05, high * 0.88)], c)


def wat_roof(w, u, v, half, high, c="#c8602f", edge="#2f7a4a", gold="#e8bf4e"):
    """Stacked Thai gables with horn finials."""
    for i, k in enumerate((1.0, 0.74, 0.5)):
        b, t = v + high * 0.26 * i, v + high * (0.52 + 0.24 * i)
        h = half * k
        w.poly(
            [
                (u - h * 1.1, b),
                (u - h * 0.3, b + (t - b) * 0.55),
                (u, t),
                (u + h * 0.3, b + (t - b) * 0.55),
                (u + h * 1.1, b),
            ],
            gold,
        )
        w.poly(
            [
                (u - h, b),
                (u - h * 0.26, b + (t - b) * 0.5),
                (u, t - high * 0.05),
                (u + h * 0.26, b + (t - b) * 0.5),
                (u + h, b),
            ],
            edge,
        )
        w.poly(
            [
                (u - h * 0.86, b),
                (u - h * 0.2, b + (t - b) * 0.44),
                (u, t - high * 0.13),
                (u + h * 0.2, b + (t - b) * 0.44),
                (u + h * 0.86, b),
            ],
            c,
        )
        w.poly([(u - 0.12 * half, t), (u + 0.02 * half, t + high * 0.2), (u + 0.05 * half, t)], gold)
    w.poly([(u - half * 0.34, v), (u, v + high * 0.62), (u + half * 0.34, v)], "#7a2f3a")
    w.oval(u, v + high * 0.2, half * 0.1, high * 0.1, gold)
