"""Washington Street, Brooklyn: the Manhattan Bridge between brick houses."""
import math

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def new_york(s):
    sp = Space(
        23,
        s=s,
        cx=480,
        hy=440,
        f=760,
        eye=1.9,
        sun=(0.7, 0.6, -0.35),
        lit=(1.06, 1.0, 0.92),
        shade=(0.6, 0.64, 0.82),
        haze="#d4e2ee",
        far=200,
    )
    sk.sky(sp, [(0, "#5d9bd1"), (0.6, "#a9cde8"), (1, "#e8eff0")])
    sk.cloud(sp, 230, 110, 260)
    sk.cloud(sp, 720, 170, 320, seed=4)
    sk.cloud(sp, 470, 60, 170, seed=9)
    e = sp.front(0, 1, 4200)
    e.a = (-22, 4200)
    empire_state(e, "#9aa9bd")
    t = sp.front(0, 1, 190)
    t.a = (0, 190)
    suspension_tower(t, "#5f86a8")
    for k in (-1, 1):
        for dv in (0, 2.5):
            pts = [t.to(k * (14 + 95 * i / 16), 90 + dv - 62 * (i / 16) * (1.55 - 0.55 * i / 16)) for i in range(17)]
            sp.line(pts, "#5f86a8", 1.6)
        for i in range(1, 16):
            u = k * (14 + 95 * i / 16)
            sp.line([t.to(u, 90 - 62 * (i / 16) * (1.55 - 0.55 * i / 16)), t.to(u, 38)], "#7d9cb8", 0.6)
    t.rect(-160, 33, 160, 40, "#5a7fa0")
    t.rect(-160, 34.4, 160, 36, "#44637f")
    rd.street(sp, 3.9, 260, "#7c7e86", "#b4b0aa", "#cfcac2")
    rd.cobbles(sp, -3.9, 3.9, 4.5, 26, "#5f626c", "#9a9ba2", 0.4, 0.55)
    rd.zebra(sp, -3.9, 3.9, 8.5, 11.4, n=8)
    bricks = ["#9c4a3c", "#8a4234", "#a85a44", "#7c4238", "#b06a50"]
    shops = [
        ("BROOKLYN BAGEL CO.", "bold", "#26344a"),
        ("Water St. Books", "script", "#2f4a3a"),
        ("DELI & GROCERY", "bold", "#1f5a3c"),
        ("ESPRESSO", "display", "#3a2a24"),
        ("SLICE OF DUMBO  PIZZA", "bold", "#8c2a26"),
    ]

    def escape(w, u0, u1, v0, floors, fh):
        iron = "#2a2c33"
        for f in range(floors):
            v = v0 + f * fh
            fc.balcony(w, u0, u1, v, 1.1, iron, iron, 1.0)
            if f < floors - 1:
                a, b = (u0 + 0.3, u1 - 0.5) if f % 2 else (u1 - 0.3, u0 + 0.5)
                for dw in (0.35, 0.85):
                    sp.line([w.to(a, v, dw), w.to(b, v + fh, dw)], iron, max(0.5, 0.06 * w.px(u0)))
                for i in range(9):
                    t_ = i / 9
                    u, vv = a + (b - a) * t_, v + fh * t_
                    sp.line([w.to(u, vv, 0.35), w.to(u, vv, 0.85)], iron, max(0.4, 0.04 * w.px(u0)))

    for side in ("left", "right"):
        edges = [7, 19, 31, 44, 60, 80, 105, 140, 180]
        for i in range(len(edges) - 2, -1, -1):
            z0, z1 = edges[i], edges[i + 1]
            width = z1 - z0
            w = sp.left(7.6, z0, z1) if side == "left" else sp.right(7.6, z0, z1)
            k = i + (3 if side == "right" else 0)
            floors = [5, 6, 5, 7, 6][k % 5]
            body = bricks[k % 5]
            high = fc.front(
                w,
                width,
                floors=floors,
                gh=4.2,
                fh=3.5,
                body=body,
                trim="#d9c7ac",
                bays=max(3, int(width / 2.9)),
                win=["arch", "sash"][k % 2],
                ratio=(0.5, 0.64),
                frame="#3a4a44" if k % 2 else "#e2d6c0",
                glass="#587083",
                lit=["#ffd592"],
                lit_share=0.05,
                quoins=k % 3 == 0,
                base=scale(body, 0.9),
            )
            name, face, board = shops[k % 5]
            fc.shop(
                w,
                0.6,
                width - 0.6,
                3.9,
                name,
                face,
                board,
                "#f5e6c4",
                canopy=[None, ("#2f5a48", "#2f5a48"), ("#b5312c", "#efe6d2")][k % 3],
            )
            if i < 5:
                escape(w, width * 0.3, width * 0.68, 4.3, floors, 3.5)
            if i in (1, 3):
                x, _, z = w.at(width / 2, 0, -5)
                sp_t = sp.front(x - 1.6, x + 1.6, z)
                for u in (0.3, 2.8):
                    sp_t.rect(u, high, u + 0.16, high + 2.2, "#4a4038")
                sp_t.slab(0, high + 2, 3.2, high + 5, 0.2, "#7a5c44")
                for u in range(8):
                    sp_t.line([(u * 0.42, high + 2), (u * 0.42, high + 5)], "#5a4434", 0.05)
                sp_t.poly([(-0.2, high + 5), (1.6, high + 6.6), (3.4, high + 5)], "#5d4a3c")
    sp.shadow([(2.2, 2), (7.6, 2), (7.6, 170), (3.4, 170)], 0.26, 3)
    for z in (22, 48):
        sp.put(z, rd.lamp, -4.6, z, "mast", 6.2, "#3c4a44")
        sp.put(z + 12, rd.lamp, 4.6, z + 12, "mast", 6.2, "#3c4a44")
    sp.put(33, nt.tree, -5.6, 33, 6.5, 4.2)
    sp.put(52, nt.tree, 5.6, 52, 6.5, 4.2)
    sp.put(70, nt.tree, -5.6, 70, 6.5, 4.2)
    sp.put(
        17,
        tf.car,
        1.7,
        16,
        tf.AWAY,
        "#f0b51f",
        "sedan",
        "T 7K31C",
        "#f0b429",
        "#1d2b55",
        roof_sign=("7K31", "#fff6d8", "#1b1d28"),
    )
    sp.put(40, tf.car, -1.8, 44, tf.HERE, "#f0b51f", "suv", "", roof_sign=("NYC", "#fff6d8", "#1b1d28"))
    sp.put(28, tf.car, -3.0, 27, tf.AWAY, "#3a4656", "suv", "HJR 4127", "#f3d36a", "#1d2b55")
    sp.put(70, tf.car, 1.8, 70, tf.AWAY, "#8a9098", "sedan")
    sp.put(9.8, pp.person, -2.3, 9.8, "#2f6f7a", "#2d3142", 3, high=1.75, bag="#c98a4a")
    sp.put(10.4, pp.person, -1.4, 10.4, "#c9a25a", "#30333f", 1, "#5a3a2a", 1.66, dress=True)
    pp.crowd(sp, 8, 4.6, 7, 14, 60, ["#6a4f5e", "#3f5266", "#b5483f", "#d5c6a4"], 5, skins=(0, 1, 2, 3))
    sp.put(12.6, rd.post_sign, 4.5, 12.6, "Washington St", 1.9, 0.42, 3.4, "#1b6b45", "#ffffff", "bold")
    sp.put(12.5, rd.post_sign, 4.5, 12.5, "ONE WAY", 1.2, 0.36, 2.5, "#20242c", "#ffffff", "bold", "#6d7278", "#ffffff")
    sp.draw_queue()
    pp.birds(sp, [(360, 240), (385, 228), (402, 250)])
    return sp.finish(grain=0.5)


def suspension_tower(w, c="#6d86a0"):
    """The Manhattan Bridge's tower, seen along Washington Street."""
    dark = scale(c, 0.82)
    for a, b in ((-17, -10.5), (10.5, 17)):
        w.rect(a, 0, b, 88, c)
        w.rect(a + 1.6, 3, b - 1.6, 86, dark)
        for v in range(4, 84, 8):
            w.line([(a + 1.6, v), (b - 1.6, v + 8)], c, 0.9)
            w.line([(b - 1.6, v), (a + 1.6, v + 8)], c, 0.9)
        w.rect(a - 1.2, 86, b + 1.2, 90, c)
        w.oval((a + b) / 2, 92, 2.4, 2.4, c)
        w.line([((a + b) / 2, 92), ((a + b) / 2, 99)], c, 0.7)
    for v, t in ((40, 4), (70, 5), (82, 4)):
        w.rect(-17, v, 17, v + t, c)
    w.poly(
        [(-10.5, 70)]
        + [(10.5 * math.cos(math.pi * (1 - i / 16)), 57 + 12 * math.sin(math.pi * i / 16)) for i in range(17)]
        + [(10.5, 70)],
        c,
    )
    for i in range(7):
        u = -10.5 + 3 * i
        w.line([(u, 74), (u + 3, 82)], dark, 0.7)
        w.line([(u + 3, 74), (u, 82)], dark, 0.7)


def empire_state(w, c="#8f98ab"):
    for half, v in ((20, 180), (15, 250), (11, 320), (6, 345), (3.4, 372)):
        w.rect(-half, 0, half, v, c)
        w.rect(-half, 0, -half * 0.3, v, mix(c, "#fff", 0.18))
    w.rect(-0.9, 372, 0.9, 440, c)
