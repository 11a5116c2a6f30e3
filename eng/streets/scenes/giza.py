"""Abou Al Hol Al Seyahi Street, Giza: pyramids in the haze."""
import math

from .. import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def giza(s):
    sp = Space(
        53,
        s=s,
        cx=450,
        hy=432,
        f=760,
        eye=2.2,
        sun=(-0.7, 0.6, -0.3),
        lit=(1.08, 1.0, 0.86),
        shade=(0.68, 0.62, 0.7),
        haze="#ecd3a8",
        far=190,
        haze_max=0.45,
    )
    sk.sky(sp, [(0, "#9db9c4"), (0.5, "#d9d0b4"), (1, "#f4d7a0")])
    sk.sun(sp, 160, 120, 24, "#fff9e4", "#ffe6ae", 0.6)
    w = sp.front(0, 0 + 1, 760)
    pyramid(w, 165, 150, 168, "#dcbc8e", "#b59a7c", 30)
    pyramid(w, -62, 186, 222, "#e4c594", "#b99c79", 34, cap="#efdcb6")
    pyramid(w, 330, 56, 66, "#d9ba90", "#b89e80", 16)
    sk.mist(sp, 330, 440, "#f0d4a2", 0.4)
    m = sp.front(17, 17 + 1, 105)
    lm.minaret(m, 0, 30, "#d8c09a", 2.2, 2)
    rd.street(sp, 4.4, 240, "#9a8a78", "#c2aa86", "#cdb897", high=0.1)
    bodies = ["#cfae86", "#c08a66", "#dcc6a0", "#b5795a", "#d4b48a"]
    names = [
        ("بازار الأهرام", "#7b2f2a"),
        ("مقهى أبو الهول", "#1f5a4a"),
        ("عطور وبرديات", "#27405e"),
        ("مخبز", "#8a5a1f"),
        ("صيدلية", "#1d6b46"),
    ]

    def house(w, width, k, i):
        body = bodies[k % 5]
        floors = [2, 3, 1, 2, 1][k % 5]
        high = fc.front(
            w,
            width,
            floors=floors,
            gh=3.8,
            fh=3.0,
            body=body,
            trim=scale(body, 1.12),
            bays=max(2, int(width / 3.2)),
            win=["louvre", "point", "plain"][k % 3],
            ratio=(0.36, 0.52),
            frame="#8a6a4a",
            shutter=["#4f7a74", "#6b5a3f"][k % 2],
            glass="#4a4a4c",
            cap=None,
            band=True,
            balconies=(1,) if k % 2 else (0, 2),
            balcony_kind="solid",
            iron=scale(body, 1.08),
        )
        w.slab(0, high, width, high + 0.9, 0.05, body)
        for j in range(int(width / 2.6)):
            w.line([(j * 2.6 + 0.4, high + 0.9), (j * 2.6 + 0.4, high + 1.9)], "#6a4a3a", 0.06)
        if k % 2:
            w.oval(width * 0.6, high + 1.6, 0.6, 0.6, "#e6e2d8", -1.5)
            w.line([(width * 0.6, high), (width * 0.6, high + 1.2)], "#6a6a6a", 0.08, -1.5)
        name, board = names[k % 5]
        fc.shop(
            w,
            0.4,
            width - 0.4,
            3.4,
            name,
            "arabic",
            board,
            "#fbeecb",
            canopy=[("#c9a25a", "#a8442f"), ("#2f6f6a", "#efe0c0"), None][k % 3],
            glass="#3a3430",
        )
        if k % 3 == 1 and i < 5:
            for f in range(floors - 1):
                for j in range(6):
                    c = ["#e8e2d4", "#b5483f", "#4a6a8a", "#d9b85a", "#6a8a6a"][(j + f) % 5]
                    w.rect(width * 0.15 + j * 0.55, 5.1 + f * 3, width * 0.15 + j * 0.55 + 0.42, 5.9 + f * 3, c, 0.9)
                w.line([(width * 0.1, 5.9 + f * 3), (width * 0.1 + 3.6, 5.9 + f * 3)], "#4a4038", 0.03, 0.9)

    fc.canyon(sp, 8.6, [8, 18, 29, 41, 55, 72, 95, 125], house)
    sp.shadow([(-7.4, 2), (-3.0, 2), (-3.6, 120), (-7.4, 120)], 0.0)
    for x, z, h in ((5.6, 34, 9), (-5.6, 46, 9.5), (5.8, 62, 10), (-5.8, 80, 9)):
        sp.put(z, nt.palm, x, z, h, 2.5)
    sp.put(21, camel, -1.9, 20, blanket="#a8322d")
    sp.put(20.9, pp.person, -3.4, 20.4, "#e8e2d2", skin=2, robe=True, hat="#f2ede0")
    sp.put(
        15,
        tf.car,
        2.6,
        15,
        tf.AWAY,
        "#f2f0e8",
        "sedan",
        "م ن ص 3418",
        "#cfe0ee",
        "#1b1d28",
        roof_sign=("TAXI", "#f5d34a", "#1b1d28"),
    )
    sp.put(40, tf.car, -2.2, 42, tf.HERE, "#3b5f86", "hatch")
    sp.put(33, tf.tuktuk, 2.7, 32, tf.AWAY, "#22262c", "#2a2d33")
    sp.put(70, tf.bus, -2.0, 70, tf.HERE, 5, 2.2, 0.95, "#e6e2d8", band="#2b6fae")
    for x, z, coat, kw in (
        (-5.4, 11.5, "#33343f", dict(robe=True)),
        (5.6, 12.6, "#7aa0b8", dict(robe=True)),
        (4.9, 22, "#b5483f", {}),
        (-5.2, 30, "#6a4f5e", dict(robe=True)),
        (5.4, 44, "#3f5266", {}),
        (-4.9, 50, "#e8e2d2", dict(robe=True)),
    ):
        sp.put(z, pp.person, x, z, coat, skin=2, **kw)
    sp.put(
        12,
        rd.post_sign,
        5.0,
        11.8,
        "شارع أبو الهول السياحي",
        2.4,
        0.46,
        3.0,
        "#1f4f8f",
        "#ffffff",
        "arabic",
        edge="#ffffff",
    )
    sp.put(11.9, rd.post_sign, 5.0, 11.75, "Abou Al Hol Al Seyahi St.", 2.4, 0.4, 2.58, "#1f4f8f", "#ffffff", "bold")
    sp.draw_queue()
    rd.cable(sp, (-8, 8.5, 12), (8, 9, 26), 1.0, "#4a4038")
    rd.cable(sp, (-7, 9.6, 24), (7, 9.2, 40), 1.0, "#4a4038")
    pp.birds(sp, [(600, 150), (628, 138), (650, 160), (575, 172)])
    return sp.finish(tint="#f6d9a4")


def pyramid(w, u, half, high, sun="#e3c28f", shade="#b08d66", lines=26, cap=None):
    ridge = u + half * 0.18
    w.poly([(u - half, 0), (u, high), (ridge, 0)], sun)
    w.poly([(ridge, 0), (u, high), (u + half, 0)], shade)
    for i in range(1, lines):
        t = i / lines
        v = high * t
        k = 0.5 + 0.5 * math.sin(i * 12.9)
        w.line(
            [(u - half * (1 - t), v), (ridge + (u - ridge) * t, v)],
            scale(sun, 0.93 - 0.05 * k),
            high / lines * 0.22,
            a=0.8,
        )
        w.line(
            [(ridge + (u - ridge) * t, v), (u + half * (1 - t), v)],
            scale(shade, 0.9 + 0.05 * k),
            high / lines * 0.22,
            a=0.8,
        )
    if cap:
        w.poly(
            [
                (u - half * 0.2, high * 0.8),
                (u, high),
                (u + half * 0.2, high * 0.8),
                (u + half * 0.08, high * 0.77),
                (u - half * 0.02, high * 0.8),
                (u - half * 0.12, high * 0.765),
            ],
            cap,
        )


def camel(sp, x, z, c="#b98a58", blanket="#a8322d", flip=1):
    px, py = sp.to(x, 0, z)
    u = sp.unit(z)
    P = lambda pts: [(px + flip * a * u, py - b * u) for a, b in pts]
    col = sp.air(sp.light(c, (-0.3, 0.4, -0.6)), z)
    for a in (-0.75, -0.55, 0.5, 0.7):
        sp.stroke(P([(a, 1.1), (a + 0.06, 0.55), (a, 0)]), scale(col, 0.85), 0.2 * u, 0.09 * u)
    sp.poly(
        P(
            [
                (-1.0, 1.2),
                (-0.95, 1.6),
                (-0.5, 1.75),
                (-0.15, 2.2),
                (0.2, 1.8),
                (0.7, 1.65),
                (1.0, 1.5),
                (1.3, 1.45),
                (1.45, 1.75),
                (1.5, 2.1),
                (1.95, 2.12),
                (2.0, 1.98),
                (1.75, 1.88),
                (1.7, 1.5),
                (1.4, 1.15),
                (0.8, 1.0),
                (-0.6, 1.0),
            ]
        ),
        col,
    )
    sp.poly(
        P([(-0.55, 1.78), (-0.15, 2.26), (0.3, 1.82), (0.35, 1.2), (-0.5, 1.2)]),
        sp.air(sp.light(blanket, (0, 0.3, -0.6)), z),
    )
    sp.poly(P([(-0.52, 1.45), (0.33, 1.45), (0.33, 1.35), (-0.52, 1.35)]), "#e8c25a")
    sp.line(P([(-1.0, 1.5), (-1.12, 1.0)]), col, 0.05 * u)
