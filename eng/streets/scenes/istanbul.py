"""Büyük Hendek Caddesi, Istanbul: simit below the Galata Tower."""
from .. import facade as fc, people as pp, road as rd, sky as sk
from ..colour import mix, scale
from ..space import Space


def istanbul(s):
    sp = Space(
        97,
        s=s,
        cx=490,
        hy=446,
        f=760,
        eye=1.9,
        sun=(-0.7, 0.5, -0.1),
        lit=(1.08, 0.99, 0.88),
        shade=(0.62, 0.62, 0.78),
        haze="#f3d6bc",
        far=130,
    )
    sk.sky(sp, [(0, "#6f95c0"), (0.5, "#c0c6d0"), (0.85, "#f8d3b0"), (1, "#fbd9ae")])
    sk.cloud(sp, 250, 130, 240, "#fff0e2", "#c9bccb", 0.9, 2)
    sk.cloud(sp, 760, 100, 240, "#ffeede", "#c9bccb", 0.9, 5)
    w = sp.front(0, 1, 128)
    w.y0 = 0
    galata(w, "#d6bd9c")
    rd.street(sp, 2.9, 110, "#8f8884", "#aaa095", "#bfb5a8", high=0.08)
    rd.cobbles(sp, -2.9, 2.9, 4.2, 34, "#77706e", "#aaa29c", 0.36, 0.6)
    bodies = ["#d9b08a", "#c97f6a", "#e3cfa8", "#9fb0a8", "#d8a06a", "#b8899a", "#e8dcc4"]
    names = [
        ("LOKUM & BAKLAVA", "bold"),
        ("Kahve Dünyası", "script"),
        ("MÜZİK ALETLERİ", "bold"),
        ("ESKİCİ", "display"),
        ("Simit Fırını", "script"),
        ("ÇAY BAHÇESİ", "bold"),
        ("Lokanta", "script"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 7]
        floors = [4, 3, 4, 5, 3][k % 5]
        fc.front(
            w,
            width,
            floors=floors,
            gh=3.8,
            fh=3.1,
            body=c,
            trim=mix(c, "#ffffff", 0.45),
            bays=max(2, int(width / 2.6)),
            win=["arch", "french", "sash"][k % 3],
            ratio=(0.42, 0.66),
            glass="#52606c",
            lit=["#ffd592"],
            lit_share=0.07,
            balconies=(1,) if k % 3 == 1 else (),
        )
        # The bay window of an Ottoman street.
        if k % 2 == 0:
            a, b, v0, v1 = width * 0.3, width * 0.7, 4.0, 4.0 + 3.1 * min(3, floors - 1)
            w.slab(a, v0, b, v1, 0.9, mix(c, "#5a3a2a", 0.25))
            for f in range(min(3, floors - 1)):
                for j in range(2):
                    u = a + (b - a) * (0.08 + 0.48 * j)
                    w.rect(u, v0 + f * 3.1 + 0.8, u + (b - a) * 0.36, v0 + f * 3.1 + 2.5, "#efe4cf", 0.91)
                    w.rect(
                        u + 0.08, v0 + f * 3.1 + 0.88, u + (b - a) * 0.36 - 0.08, v0 + f * 3.1 + 2.42, "#52606c", 0.92
                    )
            w.slab(a - 0.15, v1, b + 0.15, v1 + 0.25, 1.1, mix(c, "#fff", 0.4))
        name, face = names[k % 7]
        fc.shop(
            w,
            0.4,
            width - 0.4,
            3.5,
            name,
            face,
            ["#7b2f2a", "#27405e", "#1f4a3a", "#5a3a24", "#2f3a44"][k % 5],
            "#f5e6c4",
            lit="#ffcf8a" if k % 2 else None,
            canopy=[None, ("#b5312c", "#b5312c"), None, ("#2f6f6a", "#efe6d2")][k % 4],
        )

    fc.canyon(sp, 4.9, [5.4, 12.5, 20, 28, 36.5, 46, 57, 70], house)
    sp.shadow([(-4.9, 2), (-0.4, 2), (-1.0, 70), (-4.9, 70)], 0.2, 4)

    def cart(sp):
        px, py = sp.to(2.3, 0, 13.5)
        u = sp.unit(13.5)
        sp.soft(
            [[(px - 1.0 * u, py), (px + 1.0 * u, py), (px + 1.3 * u, py + 0.2 * u), (px - 0.8 * u, py + 0.2 * u)]],
            "#14172a",
            2,
            0.35,
        )
        for dx in (-0.6, 0.6):
            sp.oval(px + dx * u, py - 0.25 * u, 0.25 * u, 0.25 * u, "#2a2d34")
            sp.oval(px + dx * u, py - 0.25 * u, 0.12 * u, 0.12 * u, "#b9bcc2")
        sp.rect(px - 0.95 * u, py - 1.05 * u, px + 0.95 * u, py - 0.4 * u, "#c8352f")
        sp.rect(px - 0.95 * u, py - 1.6 * u, px + 0.95 * u, py - 1.05 * u, "#dfe9ec", 0.5)
        for r in range(3):
            for j in range(7):
                sp.oval(px + (-0.75 + j * 0.25) * u, py - (1.16 + r * 0.13) * u, 0.1 * u, 0.06 * u, "#b5722f")
        for dx in (-0.92, 0.92):
            sp.line([(px + dx * u, py - 1.0 * u), (px + dx * u, py - 2.1 * u)], "#8a8a8a", 1.3)
        sp.poly(
            [
                (px - 1.15 * u, py - 2.05 * u),
                (px + 1.15 * u, py - 2.05 * u),
                (px + 0.9 * u, py - 2.35 * u),
                (px - 0.9 * u, py - 2.35 * u),
            ],
            "#f3ead6",
        )
        for j in range(0, 8, 2):
            sp.poly(
                [
                    (px + (-1.15 + j * 0.2875) * u, py - 2.05 * u),
                    (px + (-0.8625 + j * 0.2875) * u, py - 2.05 * u),
                    (px + (-0.675 + j * 0.225) * u, py - 2.35 * u),
                    (px + (-0.9 + j * 0.225) * u, py - 2.35 * u),
                ],
                "#c8352f",
            )
        sp.letters(
            [
                (px - 0.8 * u, py - 0.95 * u),
                (px + 0.8 * u, py - 0.95 * u),
                (px + 0.8 * u, py - 0.5 * u),
                (px - 0.8 * u, py - 0.5 * u),
            ],
            "TAZE SİMİT",
            "bold",
            "#ffe9b0",
            0.9,
        )

    sp.put(13.5, cart)
    pp.walk(
        sp,
        [
            (3.6, 13.9, "#f0ebe0", dict(skin=1)),
            (-1.4, 11.4, "#4a5a76", dict(skin=1)),
            (-0.7, 11.9, "#b5648a", dict(skin=0, robe=False, dress=True)),
            (-3.4, 17, "#3a3f4a", dict(skin=1)),
            (0.9, 22, "#d9a441", {}),
            (-1.6, 29, "#5a6a4a", {}),
            (1.5, 36, "#8a4a44", {}),
        ],
    )
    pp.crowd(sp, 9, -2.4, 2.4, 34, 66, ["#6a4f5e", "#3f5266", "#c9a27a", "#b5483f"], 2)

    def cat(sp, x, z, c):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        sp.oval(px, py - 0.13 * u, 0.17 * u, 0.14 * u, c)
        sp.oval(px + 0.12 * u, py - 0.31 * u, 0.09 * u, 0.085 * u, c)
        for d in (0.06, 0.17):
            sp.poly(
                [
                    (px + (d - 0.03) * u, py - 0.36 * u),
                    (px + d * u, py - 0.45 * u),
                    (px + (d + 0.03) * u, py - 0.36 * u),
                ],
                c,
            )
        sp.line(
            [(px - 0.15 * u, py - 0.06 * u), (px - 0.33 * u, py - 0.12 * u), (px - 0.36 * u, py - 0.28 * u)],
            c,
            0.05 * u,
        )

    sp.put(8.6, cat, -2.5, 8.8, "#d98a3f")
    sp.put(9.4, cat, 3.4, 9.2, "#e9e4da")
    sp.put(
        16.4,
        rd.post_sign,
        -3.3,
        16.4,
        "BÜYÜK HENDEK\nCADDESİ",
        1.7,
        0.62,
        2.5,
        "#b3202c",
        "#ffffff",
        "bold",
        edge="#ffffff",
    )
    sp.draw_queue()
    for z in (10, 18, 27, 38):
        rd.bulbs(sp, (-4.8, 6.0, z), (4.8, 6.0, z + 1), 16, 0.7, "#fff0c0")
    pp.birds(sp, [(360, 120), (385, 108), (405, 130), (620, 190), (645, 178)], "#ffffff")
    return sp.finish(tint="#fbd6b0")


def galata(w, c="#cdb79a"):
    w.rect(-8.2, 0, 8.2, 44, c)
    w.rect(3, 0, 8.2, 44, scale(c, 0.82))
    w.rect(-8.2, 0, -5, 44, mix(c, "#fff", 0.15))
    for v in range(3, 44, 2):
        w.line([(-8.2, v), (8.2, v)], scale(c, 0.9), 0.12)
    for v in (12, 22, 32):
        for u in (-4, 2.5):
            w.arch(u, v, u + 1.5, v + 3.4, scale(c, 0.42))
    w.rect(-9.2, 43, 9.2, 45, scale(c, 0.86))
    for i in range(7):
        w.arch(-7.6 + i * 2.2, 36.5, -6.2 + i * 2.2, 41, scale(c, 0.42))
    w.rect(-7.6, 45, 7.6, 51, c)
    w.rect(3, 45, 7.6, 51, scale(c, 0.82))
    for i in range(6):
        w.arch(-6.7 + i * 2.3, 45.8, -5.2 + i * 2.3, 50, scale(c, 0.42))
    w.rect(-9.4, 45.0, 9.4, 46.2, "#8a7f76")
    w.poly([(-8.6, 51), (0, 66), (8.6, 51)], "#5f6c78")
    w.poly([(0, 66), (8.6, 51), (2, 51)], "#4c5864")
    w.line([(0, 66), (0, 70)], "#c9a94e", 0.4)
