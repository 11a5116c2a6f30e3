"""Bukchon-ro 11-gil, Seoul: down between tiled roofs."""
import math

from .. import facade as fc, nature as nt, people as pp, road as rd, roofs as rf, sky as sk
from ..colour import mix, scale
from ..space import Space


def seoul(s):
    sp = Space(
        151,
        s=s,
        cx=470,
        hy=330,
        f=760,
        eye=2.4,
        sun=(0.6, 0.55, -0.4),
        lit=(1.07, 1.01, 0.92),
        shade=(0.64, 0.66, 0.82),
        haze="#dfe3e4",
        far=190,
    )
    sk.sky(sp, [(0, "#5f9fd6"), (0.6, "#b9d8e8"), (1, "#f2ecdc")], 380)
    sk.cloud(sp, 190, 90, 260, seed=2)
    sk.cloud(sp, 760, 110, 300, seed=5)
    sk.hills(
        sp, 372, 120, "#8fa9a0", "#c6d4c8", seed=4, shape=lambda t: 0.3 + 0.7 * math.exp(-(((t - 0.55) / 0.2) ** 2))
    )
    w = sp.front(40, 41, 640)
    w.y0 = 40
    seoul_tower(w)
    sk.skyline(sp, 412, "#b7c3cc", 12, 62, 200, 780, 5, light="#eef2f2")
    sk.hills(sp, 420, 34, "#8aa58a", "#b9c6a6", seed=8)
    slope = -0.115
    sp.slope = slope
    rd.street(sp, 2.3, 90, "#a9a29c", "#b8aea4", "#cfc6ba", walk_width=1.4, high=0.04)
    rd.paving(sp, -2.3, 2.3, 3, 40, "#8a827c", 0.7, 0.5)

    def house(w, width, k, i):
        sp.slope = 0.0
        z0 = min(w.a[1], w.at(w.width, 0)[2])
        w.y0 = slope * z0
        low = slope * width
        w.rect(0, low, width, 0.0, "#a39484")
        stone, plaster, wood = ["#b9a894", "#a8998a"][k % 2], "#f4ecda", "#7a4a34"
        rf.ends(w, width, 3.6, 6, plaster, ridge=1.4)
        w.rect(0, low, width, 1.7, stone)
        step = 0.62 if w.px(0) > 14 else 1.2
        for r in range(3 if w.px(0) > 8 else 0):
            w.line([(0, 0.55 * r), (width, 0.55 * r)], scale(stone, 0.8), 0.05)
            for j in range(int(width / step)):
                u = (j + 0.5 * (r % 2)) * step
                w.line([(u, 0.55 * r), (u, 0.55 * (r + 1))], scale(stone, 0.8), 0.04)
        if k % 2:
            w.rect(0, 1.7, width, 2.2, "#8a4a3a")
            for j in range(int(width / 0.6)):
                w.rect(j * 0.6 + 0.12, 1.78, j * 0.6 + 0.46, 2.12, "#d9c4a8")
        w.rect(0, 2.0 if k % 2 else 1.7, width, 3.6, plaster)
        for j in range(int(width / 1.5) + 1):
            u = min(width - 0.2, j * 1.5)
            w.rect(u, 1.7, u + 0.2, 3.6, wood)
        w.rect(0, 3.3, width, 3.6, wood)
        w.rect(0, 2.5, width, 2.62, wood)
        for j in range(int(width / 1.5)):
            if j % 2 == k % 2:
                a = j * 1.5 + 0.35
                w.rect(a, 2.3, a + 0.95, 3.25, "#e8d8b4")
                for q in range(5):
                    w.line([(a + 0.19 * q, 2.3), (a + 0.19 * q, 3.25)], wood, 0.04)
                    w.line([(a, 2.3 + 0.23 * q), (a + 0.95, 2.3 + 0.23 * q)], wood, 0.04)
        mid = width * (0.35 if k % 3 else 0.65)
        w.rect(mid - 1.0, 0, mid + 1.0, 2.75, wood)
        w.rect(mid - 0.8, 0, mid + 0.8, 2.5, "#9a5f3f")
        w.line([(mid, 0), (mid, 2.5)], "#5a3424", 0.05)
        for a in (-0.25, 0.25):
            w.oval(mid + a, 1.3, 0.1, 0.1, "#2a2622", n=10)
        for a in (-0.4, 0.4):
            w.poly(
                [(mid + a - 0.16, 1.6), (mid + a + 0.16, 1.6), (mid + a + 0.16, 2.2), (mid + a - 0.16, 2.2)], "#f2e8d0"
            )
        rf.tiles_roof(w, width, 3.7, 1.0, 1.5, 3.2, "#4f5862", "#343a42", 0.3, under="#8a6248", studs="#7a838c")
        if i == 1:
            w.sign(mid + 1.2, 1.75, mid + 2.4, 2.25, "찻집", "krserif", "#3a2a20", "#e8d8b4", 0.1)
        if i == 2:
            w.sign(mid + 1.2, 1.75, mid + 2.6, 2.25, "한옥 게스트하우스", "kr", "#f6ead0", "#3a5a4a", 0.1)
        sp.slope = slope

    fc.canyon(sp, 3.5, [4.4, 10.5, 17, 24, 31.5, 40, 50, 62], house)
    sp.shadow([(0.8, 2), (3.5, 2), (3.5, 62), (1.2, 62)], 0.2, 3)
    for x, z, coat, kw in (
        (-1.2, 11.8, "#e86a8a", dict(robe=True, skin=0)),
        (-0.4, 12.2, "#4a7fc4", dict(robe=True, skin=0)),
        (1.2, 17, "#3f4a5a", dict(skin=0)),
        (-0.9, 24, "#f0c84a", dict(robe=True, skin=0)),
        (0.8, 32, "#6a4f5e", {}),
        (-0.3, 40, "#3f5266", {}),
    ):
        sp.put(z, pp.person, x, z, coat, hair="#1d1815", **kw)
        if kw.get("robe"):

            def jeogori(sp, x=x, z=z):
                px, py = sp.to(x, 0, z)
                u = sp.unit(z)
                sp.poly(
                    [
                        (px - 0.12 * u, py - 1.46 * u),
                        (px + 0.12 * u, py - 1.46 * u),
                        (px + 0.3 * u, py - 1.12 * u),
                        (px + 0.3 * u, py - 0.84 * u),
                        (px + 0.18 * u, py - 1.0 * u),
                        (px - 0.18 * u, py - 1.0 * u),
                        (px - 0.3 * u, py - 0.84 * u),
                        (px - 0.3 * u, py - 1.12 * u),
                    ],
                    "#f4ead6",
                )
                sp.line([(px, py - 1.46 * u), (px, py - 1.05 * u)], "#2a211d", 0.07 * u)
                sp.line([(px, py - 1.14 * u), (px, py - 1.04 * u)], "#d8405a", 0.09 * u)
                sp.poly(
                    [
                        (px - 0.2 * u, py - 1.0 * u),
                        (px + 0.2 * u, py - 1.0 * u),
                        (px + 0.44 * u, py - 0.04 * u),
                        (px - 0.44 * u, py - 0.04 * u),
                    ],
                    sp.light(
                        {"#e86a8a": "#d8506f", "#4a7fc4": "#3f6fb0", "#f0c84a": "#e0b03a"}[
                            {-1.2: "#e86a8a", -0.4: "#4a7fc4", -0.9: "#f0c84a"}[x]
                        ],
                        (0.2, 0.3, -0.6),
                    ),
                )

            sp.put(z - 0.01, jeogori)
    for x, z in ((-2.9, 8.6), (2.9, 9.8), (2.9, 20)):
        sp.put(z, nt.pot, x, z, pot_colour="#6a5040", high=1.0)
    sp.put(30, nt.tree, -3.9, 30, 6.6, 4.2, ("#a8482c", "#d8703a", "#f0a84a"))
    sp.put(46, nt.tree, 3.9, 46, 6.6, 4.4, ("#b5762c", "#e0a83a", "#f4d06a"))
    sp.put(
        9.6,
        rd.post_sign,
        -2.5,
        10.0,
        "북촌로11길\nBukchon-ro 11-gil",
        1.6,
        0.58,
        2.3,
        "#1f4f9a",
        "#ffffff",
        "kr",
        edge="#ffffff",
    )
    sp.draw_queue()
    sp.slope = 0.0
    for y, x in ((4.6, -2.7), (4.9, -2.6)):
        rd.cable(sp, (x, y, 4), (x - 0.2, y - 4, 44), 0.3, "#3a3438", 0.025)
    pp.birds(sp, [(300, 170), (324, 160), (690, 190)])
    return sp.finish()


def seoul_tower(w, c="#8f95a6"):
    w.poly([(-2.2, 0), (-1.5, 110), (1.5, 110), (2.2, 0)], c)
    w.poly([(-7, 84), (-9.5, 92), (-9.5, 104), (-6, 110), (6, 110), (9.5, 104), (9.5, 92), (7, 84)], c)
    w.rect(-9.5, 95, 9.5, 98, scale(c, 0.7))
    w.rect(-9.5, 100, 9.5, 102, scale(c, 0.7))
    w.rect(-3, 110, 3, 122, c)
    w.rect(-1.3, 122, 1.3, 160, mix(c, "#d8463f", 0.5))
    w.rect(-0.5, 160, 0.5, 205, mix(c, "#d8463f", 0.6))
