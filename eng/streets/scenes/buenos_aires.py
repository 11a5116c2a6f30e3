"""Caminito, Buenos Aires: tango between iron walls."""
from .. import facade as fc, nature as nt, people as pp, road as rd, roofs as rf, sky as sk
from ..colour import scale
from ..space import Space


def buenos_aires(s):
    sp = Space(
        113,
        s=s,
        cx=470,
        hy=430,
        f=740,
        eye=2.1,
        sun=(0.65, 0.6, -0.4),
        lit=(1.07, 1.02, 0.92),
        shade=(0.64, 0.67, 0.84),
        haze="#d6e4ea",
        far=150,
    )
    sk.sky(sp, [(0, "#3f8fd2"), (0.55, "#95c9e6"), (1, "#eaf0e8")])
    sk.cloud(sp, 220, 110, 260, seed=2)
    sk.cloud(sp, 640, 150, 300, seed=5)
    sk.cloud(sp, 870, 80, 220, seed=8)
    sk.skyline(sp, 434, "#a9bac8", 16, 60, 330, 640, 3, light="#e6eef2")
    # The old transporter bridge over the Riachuelo.
    w = sp.front(2, 3, 190)
    for u in (-30, 26):
        w.rect(u, 0, u + 4, 46, "#5f6f80")
        for v in range(0, 44, 6):
            w.line([(u, v), (u + 4, v + 6)], "#8496a6", 0.5)
    w.rect(-36, 40, 36, 46, "#5f6f80")
    for i in range(12):
        w.line([(-36 + i * 6, 40), (-30 + i * 6, 46)], "#8496a6", 0.5)
        w.line([(-30 + i * 6, 40), (-36 + i * 6, 46)], "#8496a6", 0.5)
    w.line([(-10, 40), (-10, 8)], "#5f6f80", 0.4)
    w.line([(2, 40), (2, 8)], "#5f6f80", 0.4)
    w.rect(-12, 5, 4, 9, "#c8453b")
    rd.street(sp, 4.2, 110, "#a39a90", "#b9ac9c", "#cfc4b4", high=0.06)
    rd.cobbles(sp, -4.2, 4.2, 4.2, 40, "#837a74", "#c2b8ac", 0.4, 0.6)
    paint = ["#e8503f", "#2f7fc4", "#f4c63a", "#3f9a5a", "#ee8a3a", "#7d57a8", "#3fb0b0", "#e86a9a"]
    names = [
        ("TANGO BAR", "display"),
        ("PARRILLA LA BOCA", "bold"),
        ("Artesanías", "script"),
        ("HELADOS", "bold"),
        ("El Caminito", "script"),
        ("ALMACÉN", "display"),
    ]

    def house(w, width, k, i):
        a, b, c = paint[k % 8], paint[(k + 3) % 8], paint[(k + 5) % 8]
        high = 7.6 + (k % 3) * 0.9
        rf.ends(w, width, high, 7, paint[(k + 2) % 8], ridge=0)
        w.rect(0, 0, width, 3.8, a)
        half = width * (0.5 + 0.08 * (k % 2))
        w.rect(0, 3.8, half, high, b)
        w.rect(half, 3.8, width, high, c)
        # Corrugated iron.
        if w.px(0) > 7:
            for j in range(int(width / 0.24)):
                base = b if j * 0.24 < half else c
                w.line([(j * 0.24, 3.8), (j * 0.24, high)], scale(base, 0.85), 0.05, a=0.8)
        w.slab(0, 3.7, width, 3.95, 0.25, c)
        w.slab(-0.05, high - 0.1, width + 0.05, high + 0.18, 0.4, a)
        n = max(2, int(width / 2.6))
        for j in range(n):
            mid = width * (j + 0.5) / n
            fc.window(
                w,
                mid - 0.5,
                4.7,
                mid + 0.5,
                6.7,
                "louvre",
                paint[(k + j) % 8],
                "#45606e",
                shutter=paint[(k + j + 4) % 8],
                sill=False,
            )
            if (j + k) % 2 == 0:
                fc.balcony(w, mid - 1.1, mid + 1.1, 4.15, 0.7, paint[(k + 1) % 8], paint[(k + 6) % 8])
        if k % 3 == 1:
            mid = width * 0.5
            x, _, z = w.at(mid, 0, 0.5)
            px, py = sp.to(x, 4.3, z)
            u = sp.unit(z)
            # A papier-mache dancer leans over the rail.
            sp.oval(px, py - 1.35 * u, 0.16 * u, 0.2 * u, "#e8b48a")
            sp.poly(
                [(px - 0.3 * u, py), (px + 0.3 * u, py), (px + 0.2 * u, py - 1.1 * u), (px - 0.2 * u, py - 1.1 * u)],
                "#22262e",
            )
            sp.rect(px - 0.2 * u, py - 1.62 * u, px + 0.2 * u, py - 1.5 * u, "#22262e")
            sp.stroke([(px + 0.15 * u, py - 1.0 * u), (px + 0.55 * u, py - 1.3 * u)], "#22262e", 0.13 * u, 0.08 * u)
        name, face = names[k % 6]
        fc.shop(
            w,
            0.4,
            width - 0.4,
            3.4,
            name,
            face,
            paint[(k + 4) % 8],
            "#fff6dc",
            wood=paint[(k + 1) % 8],
            canopy=[None, (paint[(k + 6) % 8], "#f7f2e2")][k % 2],
            lit="#ffd592" if k % 4 == 0 else None,
        )
        if i < 4:
            for j in range(5):
                w.rect(0.6 + j * 0.55, high + 0.4, 1.0 + j * 0.55, high + 1.1, paint[(j + k) % 8], -1.0)

    fc.canyon(sp, 6.8, [6.6, 14.5, 22.5, 31, 40.5, 51, 63, 78], house, shift=3)
    sp.shadow([(3.0, 2), (6.8, 2), (6.8, 78), (3.6, 78)], 0.22, 3)

    def tango(sp):
        px, py = sp.to(0.6, 0, 14)
        u = sp.unit(14)
        sp.soft(
            [[(px - 0.7 * u, py), (px + 0.5 * u, py), (px + 0.1 * u, py + 0.16 * u), (px - 1.1 * u, py + 0.16 * u)]],
            "#14172a",
            2,
            0.35,
        )
        ink = sp.light("#23262e", (0.2, 0.3, -0.6))
        sp.stroke(
            [(px - 0.12 * u, py - 0.9 * u), (px - 0.3 * u, py - 0.45 * u), (px - 0.5 * u, py)], ink, 0.2 * u, 0.1 * u
        )
        sp.stroke([(px - 0.05 * u, py - 0.9 * u), (px - 0.02 * u, py)], ink, 0.2 * u, 0.1 * u)
        sp.poly(
            [
                (px - 0.32 * u, py - 1.42 * u),
                (px + 0.06 * u, py - 1.46 * u),
                (px + 0.08 * u, py - 0.8 * u),
                (px - 0.24 * u, py - 0.8 * u),
            ],
            ink,
        )
        sp.oval(px - 0.1 * u, py - 1.6 * u, 0.1 * u, 0.13 * u, "#d9a57c")
        sp.rect(px - 0.22 * u, py - 1.74 * u, px + 0.03 * u, py - 1.68 * u, ink)
        sp.rect(px - 0.18 * u, py - 1.82 * u, px, py - 1.7 * u, ink)
        red = sp.light("#d8303f", (0.3, 0.3, -0.6))
        sp.stroke(
            [(px + 0.3 * u, py - 0.7 * u), (px + 0.62 * u, py - 0.36 * u), (px + 0.95 * u, py - 0.5 * u)],
            "#e3b08a",
            0.14 * u,
            0.07 * u,
        )
        sp.stroke([(px + 0.24 * u, py - 0.7 * u), (px + 0.2 * u, py)], "#e3b08a", 0.13 * u, 0.07 * u)
        sp.poly(
            [
                (px + 0.1 * u, py - 1.36 * u),
                (px + 0.36 * u, py - 1.36 * u),
                (px + 0.38 * u, py - 0.95 * u),
                (px + 0.66 * u, py - 0.46 * u),
                (px + 0.1 * u, py - 0.4 * u),
            ],
            red,
        )
        sp.oval(px + 0.2 * u, py - 1.52 * u, 0.1 * u, 0.12 * u, "#e3b08a")
        sp.oval(px + 0.27 * u, py - 1.56 * u, 0.1 * u, 0.1 * u, "#2a1d18")
        sp.stroke([(px, py - 1.34 * u), (px + 0.34 * u, py - 1.2 * u)], ink, 0.12 * u, 0.08 * u)
        sp.stroke(
            [(px + 0.2 * u, py - 1.3 * u), (px - 0.42 * u, py - 1.5 * u), (px - 0.62 * u, py - 1.3 * u)],
            "#e3b08a",
            0.09 * u,
            0.07 * u,
        )

    sp.put(14, tango)
    pp.walk(
        sp,
        [
            (-4.6, 12.4, "#f4cf4e", dict(skin=0)),
            (-5.3, 12.9, "#3f7fc4", dict(skin=1)),
            (4.9, 15, "#e8e2d2", dict(skin=1, hat="#efe0c0")),
            (-3.0, 22, "#57a68a", dict(dress=True)),
            (2.4, 26, "#b5483f", {}),
            (-1.2, 33, "#3f5266", {}),
            (4.6, 36, "#d9a441", {}),
        ],
    )
    pp.crowd(sp, 8, -4, 4, 38, 75, ["#6a4f5e", "#3f5266", "#c9a27a", "#b5483f", "#57a68a"], 2)
    for x, z in ((5.9, 9.4), (-5.9, 10.2), (5.9, 20)):
        sp.put(z, nt.pot, x, z, flowers="#e8506e", pot_colour="#2f7fc4")
    sp.put(30, nt.tree, -5.4, 30, 6, 4)
    sp.put(46, nt.tree, 5.4, 46, 6.4, 4.4)
    sp.put(
        10.3,
        rd.post_sign,
        -4.1,
        10.3,
        "CAMINITO\nLa Boca",
        1.5,
        0.62,
        2.5,
        "#20242c",
        "#ffffff",
        "bold",
        edge="#f4c63a",
    )
    sp.draw_queue()

    def flag(x, y, u, i):
        for j, c in enumerate(("#8fc4ea", "#ffffff", "#8fc4ea")):
            sp.rect(x - 0.22 * u, y + j * 0.11 * u, x + 0.22 * u, y + (j + 1) * 0.11 * u, c)

    rd.bunting(sp, (-6.7, 7.0, 15), (6.7, 7.2, 18), flag, 15, 0.7)
    rd.bunting(sp, (6.7, 7.3, 27), (-6.7, 7.2, 29), flag, 15, 0.7)
    return sp.finish()
