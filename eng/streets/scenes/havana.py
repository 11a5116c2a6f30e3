"""Paseo de Martí, Havana: old cars before the Capitolio."""
from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def havana(s):
    sp = Space(
        101,
        s=s,
        cx=470,
        hy=420,
        f=760,
        eye=2.2,
        sun=(0.6, 0.65, -0.4),
        lit=(1.08, 1.02, 0.9),
        shade=(0.64, 0.66, 0.82),
        haze="#d9e6e6",
        far=230,
    )
    sk.sky(sp, [(0, "#3f95cc"), (0.55, "#9dd0e2"), (1, "#f5ead0")])
    sk.cloud(sp, 230, 130, 330, seed=2)
    sk.cloud(sp, 640, 90, 260, seed=5)
    sk.cloud(sp, 860, 200, 240, seed=8)
    w = sp.front(1.5, 2.5, 132)
    capitolio(w, "#f0e6cf")
    rd.street(sp, 4.8, 200, "#82838a", "#c9beab", "#dcd3c2")
    rd.dashes(sp, 0, 4, 110, "#f0d88a")
    bodies = ["#e8a0a0", "#7fc0b8", "#f2d27a", "#a8c4dc", "#e8b88a", "#b8d8b0", "#d98a9a", "#f0e6cf"]
    names = [
        ("CAFÉ HABANA", "display"),
        ("La Bodeguita", "script"),
        ("TABACOS", "bold"),
        ("HELADERÍA", "bold"),
        ("Librería Martí", "script"),
        ("BARBERÍA", "bold"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 8]
        floors = [2, 3, 2, 3][k % 4]
        high = fc.front(
            w,
            width,
            floors=floors,
            gh=4.6,
            fh=3.8,
            body=c,
            trim="#f8f3e6",
            bays=max(2, int(width / 3.1)),
            win=["louvre", "arch"][k % 2],
            ratio=(0.36, 0.7),
            frame="#f8f3e6",
            glass="#46565e",
            shutter=["#2f7a84", "#3f6a94", "#5a8a5a"][k % 3],
            balconies=tuple(range(floors)),
            balcony_kind="run",
            iron=["#2f3238", "#f4efe2"][k % 2],
            cap="cornice",
        )
        w.slab(0, high + 0.35, width, high + 1.2, 0.1, c)
        for j in range(int(width / 0.5)):
            w.rect(j * 0.5 + 0.15, high + 0.5, j * 0.5 + 0.35, high + 1.05, scale(c, 0.7), 0.11)
        # The arcade over the pavement.
        w.rect(0, 0, width, 4.4, scale(c, 0.5))
        n = max(2, int(width / 3.1))
        name, face = names[k % 6]
        for j in range(n):
            u = width * (j + 0.5) / n
            w.rect(u - 1.0, 0.2, u + 1.0, 3.0, "#3a3432")
            w.rect(u - 0.9, 0.3, u + 0.9, 2.9, "#e8c27a" if (j + k) % 3 == 0 else "#4a5a5c")
        for j in range(n + 1):
            u = width * j / n
            w.slab(max(0, u - 0.3), 0, min(width, u + 0.3), 3.6, 0.35, "#f8f3e6")
        w.slab(0, 3.6, width, 4.6, 0.35, c)
        w.sign(
            width * 0.12,
            3.75,
            width * 0.88,
            4.45,
            name,
            face,
            "#fbf6e6",
            ["#7b2f2a", "#27506e", "#2f5a3a"][k % 3],
            0.42,
        )
        if k % 3 == 0:
            for j in range(6):
                w.rect(
                    0.8 + j * 0.6, 9.3, 1.22 + j * 0.6, 10.1, ["#f7f4ec", "#d8463f", "#3f7fc4", "#f4cf4e"][j % 4], 0.8
                )
        if k % 4 == 1:
            w.poly(
                [(width * 0.2, 6.1), (width * 0.34, 5.4), (width * 0.42, 6.0), (width * 0.3, 6.9)], scale(c, 0.8), a=0.6
            )

    fc.canyon(sp, 8.4, [7.5, 18, 28.5, 40, 52, 66, 82, 100], house)
    for x, z, h in ((-6.4, 34, 9), (6.4, 41, 9.5), (-6.4, 56, 10), (6.4, 64, 9.5), (-6.4, 84, 10), (6.4, 92, 10)):
        sp.put(z, nt.palm, x, z, h, 2.4, trunk="#b5ada0")
    sp.put(
        13.5,
        tf.car,
        2.0,
        14,
        tf.AWAY,
        "#e8607e",
        "classic",
        "P 071 448",
        "#f4f2ea",
        "#1b1d28",
        "#3f6fb0",
        roof="#f7efe6",
    )
    sp.put(21, tf.car, -2.6, 22, tf.HERE, "#3fb0a8", "classic", "P 152 903", "#f4f2ea", "#1b1d28", roof="#f4efe4")
    sp.put(36, tf.car, -2.4, 38, tf.HERE, "#f2c24a", "classic", roof="#f4efe4")
    sp.put(32, tf.car, 2.4, 30, tf.AWAY, "#3f6fb8", "classic", "HAB 63", roof="#e9e4da")
    sp.put(60, tf.car, 2.4, 56, tf.AWAY, "#c8352f", "classic")
    sp.put(26, tf.tuktuk, 3.9, 25, tf.AWAY, "#f2c230", "#f2d860", "")
    pp.walk(
        sp,
        [
            (-6.0, 11.6, "#f4f0e4", dict(skin=3, hat="#e9dcc0")),
            (6.1, 12.4, "#f2c230", dict(dress=True, skin=4)),
            (6.9, 13, "#3f7fa8", dict(skin=2)),
            (-6.2, 20, "#d8463f", dict(skin=4)),
            (6.2, 24, "#57a68a", dict(dress=True, skin=3)),
            (-6, 31, "#e6dfcf", dict(skin=2, hat="#4a3a30")),
            (5.9, 38, "#8a4a6a", {}),
        ],
    )
    sp.put(
        10.8,
        rd.post_sign,
        5.3,
        10.8,
        "PASEO DE MARTÍ\nPRADO",
        1.7,
        0.64,
        2.5,
        "#1f5a8a",
        "#ffffff",
        "bold",
        edge="#ffffff",
    )
    for x, z in ((-5.4, 20), (5.4, 34), (-5.4, 46)):
        sp.put(z, rd.lamp, x, z, "globes", 4.0, "#2c3a38")
    sp.draw_queue()
    pp.birds(sp, [(330, 200), (356, 188), (600, 240)])
    return sp.finish()


def capitolio(w, c="#efe6d2"):
    w.rect(-52, 0, 52, 19, c)
    w.rect(-52, 18, 52, 20.5, scale(c, 0.88))
    for i in range(-12, 13):
        if abs(i) > 2:
            w.rect(i * 4 - 0.8, 3, i * 4 + 1.4, 16, scale(c, 0.6))
    w.rect(-12, 0, 12, 24, c)
    w.poly([(-13, 24), (0, 30), (13, 24)], scale(c, 0.94))
    for i in range(7):
        w.rect(-10.6 + i * 3.4, 4, -9.2 + i * 3.4, 22, "#fffaf0")
        if i < 6:
            w.rect(-9.2 + i * 3.4, 4, -7.2 + i * 3.4, 21, scale(c, 0.55))
    w.poly([(-14, 0), (14, 0), (11, 4), (-11, 4)], scale(c, 0.92))
    w.rect(-10, 28, 10, 44, c)
    for i in range(8):
        w.rect(-9.4 + i * 2.5, 31, -8.2 + i * 2.5, 42, scale(c, 0.62))
    w.rect(-11, 43, 11, 45.5, scale(c, 0.95))
    lm.dome(w, 0, 45.5, 9.6, 15, "#e8d29a", 8)
