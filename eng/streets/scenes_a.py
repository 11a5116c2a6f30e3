"""Scenes: Paris, Tokyo, New York."""
import math

from . import facade as fc, landmarks as lm, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from .colour import mix, scale
from .space import Space


def paris(s):
    sp = Space(7, s=s, cx=470, hy=455, f=760, eye=2.0, sun=(-0.75, 0.5, 0.1), lit=(1.06, 1.0, 0.9), shade=(0.62, 0.64, 0.8), haze="#f3d3b4", far=160)
    sk.sky(sp, [(0, "#6f9cc4"), (0.45, "#b7c9d4"), (0.8, "#f5d9b6"), (1, "#f9c99b")])
    sk.sun(sp, 250, 330, 20, "#fff2d0", "#ffcf94", 0.5, disc=False)
    sk.cloud(sp, 640, 120, 300, "#fbeee0", "#c9bccb", 0.9)
    sk.cloud(sp, 170, 190, 210, "#fbeadb", "#cdbfcd", 0.8)
    tower = sp.front(0, 1, 640)
    tower.a = (8, 640)
    lm.eiffel(tower, 330, "#8b7884")
    sk.mist(sp, 330, 462, "#f8d6b2", 0.75)
    rd.street(sp, 3.4, 300, "#7d7a80", "#b9ada2", "#d9cfc2")
    rd.paving(sp, -7, -3.7, 3, 40, "#8f857c", 1.0, 0.45); rd.paving(sp, 3.7, 7, 3, 40, "#8f857c", 1.0, 0.45)
    bodies = ["#e3d3b5", "#dccba9", "#e9dcc2", "#d8c4a4", "#e0d0b8"]
    names = [("BOULANGERIE", "display", "#7b2f2a", ("#8e2f2a", "#8e2f2a")), ("CAFÉ DE LA FONTAINE", "script", "#1f4a3a", ("#b5312c", "#f0e6d2")),
             ("Fleuriste", "script", "#3e5a3a", None), ("PHARMACIE", "bold", "#1d6b46", None), ("LIBRAIRIE", "serif", "#27405e", ("#27405e", "#27405e"))]
    for side in ("left", "right"):
        edges = [7, 17, 27, 37, 48, 60, 74, 92, 115, 150, 200]
        for i in range(len(edges) - 2, -1, -1):
            z0, z1 = edges[i], edges[i + 1]
            w = sp.left(7.2, z0, z1) if side == "left" else sp.right(7.2, z0, z1)
            width = z1 - z0
            k = i + (2 if side == "right" else 0)
            high = fc.front(w, width, floors=4, gh=4.0, fh=3.15, body=bodies[k % 5], trim="#efe4cf", bays=max(2, int(width / 2.6)), win="french", ratio=(0.44, 0.72),
                            balconies=(0, 1, 2, 3), iron="#33343d", glass="#52636f", base=scale(bodies[k % 5], 0.96), lit=["#ffd592"], lit_share=0.08)
            fc.balcony(w, 0.1, width - 0.1, 4.0 + 3 * 3.15 + 0.12, 0.75, "#33343d", "#efe4cf")
            fc.mansard(w, width, high + 0.3, 3.0, "#6c7887", max(2, int(width / 3.2)))
            name, face, board, canopy = names[k % 5]
            fc.shop(w, 0.5, width - 0.5, 3.6, name, face, board, "#f5e6c4", canopy=canopy, lit="#e8b978" if i < 4 else None)
    sp.shadow([(3.4, 2), (7.2, 2), (7.2, 200), (1.2, 200), (1.0, 2)], 0.0)
    for z in (16, 34, 58):
        sp.put(z, rd.lamp, -4.2, z, "classic", 4.6, "#2f3d3a")
        sp.put(z + 8, rd.lamp, 4.2, z + 8, "classic", 4.6, "#2f3d3a")
    for z in (30, 46, 64, 90):
        sp.put(z, nt.tree, -5.0, z, 6.4, 3.6, ("#6a6a3a", "#93893f", "#c9b25a"))
        sp.put(z + 3, nt.tree, 5.2, z + 3, 6.4, 3.6, ("#6a6a3a", "#93893f", "#c9b25a"))
    sp.put(15, tf.car, 2.35, 13.5, tf.AWAY, "#39597a", "hatch", "GX-418-KP", "#f4f2ea", "#1b1d28", "#2b4ea0")
    sp.put(24, tf.car, 2.4, 22, tf.AWAY, "#d9d3c6", "hatch", "FB-902-ZD", band="#2b4ea0")
    sp.put(36, tf.car, -1.2, 38, tf.HERE, "#8c3a35", "sedan", "EM-115-QA", band="#2b4ea0")
    sp.put(60, tf.car, 2.4, 56, tf.AWAY, "#5d6b5a", "hatch")
    sp.put(10.5, pp.person, -4.8, 10.5, "#b5483f", "#2d3142", 0, "#5a3a2a", 1.68, hat=None, dress=True, bag="#e0c9a0")
    sp.put(13, pp.person, -5.6, 13, "#3a4a5e", "#2c2d36", 1, "#2a211d", 1.78, hat="#2f3440")
    sp.put(20, pp.person, 5.2, 20, "#7a6a58", "#30333f", 0)
    pp.crowd(sp, 9, -6.4, -4.2, 22, 70, ["#6a4f5e", "#3f5266", "#8a6a4a", "#b5483f"], 2)
    sp.put(9.0, tf.bike, 5.6, 10, "#3b6f6a")
    sp.draw_queue()
    wl = sp.left(7.2, 7, 17)
    wl.sign(4.2, 3.0, 5.9, 3.75, "7e Arrt\nRUE\nSAINT-DOMINIQUE", "bold", "#ffffff", "#1f4b8e", 0.2, edge="#2f6b4a", fit=0.78)
    pp.birds(sp, [(560, 220), (590, 205), (610, 232)])
    return sp.finish()


def tokyo(s):
    sp = Space(11, s=s, cx=500, hy=430, f=700, eye=1.8, sun=(0.1, 0.9, -0.4), lit=(0.5, 0.48, 0.66), shade=(0.26, 0.27, 0.46), haze="#3a2c5e", far=120, night=True)
    neon = ["#ff4f7b", "#36d1dc", "#ffd23f", "#7cff6b", "#ff8a3d", "#c56bff", "#f4f4ff", "#ff3b3b"]
    words = ["居酒屋", "カラオケ館", "焼肉", "ラーメン", "寿司", "喫茶", "薬", "麻雀", "串カツ", "酒場", "歌舞伎町", "天ぷら", "ビデオ", "珈琲", "鳥貴", "漫画"]

    def walls():
        rng = __import__("random").Random(4)
        for side in ("left", "right"):
            edges = [6, 12, 18.5, 25, 33, 42, 53, 68, 90, 120]
            for i in range(len(edges) - 2, -1, -1):
                z0, z1 = edges[i], edges[i + 1]
                width = z1 - z0
                w = sp.left(6.2, z0, z1) if side == "left" else sp.right(6.2, z0, z1)
                floors = rng.randint(5, 9)
                body = rng.choice(["#4a4a66", "#57506a", "#3f4a63", "#5d5566", "#46435c"])
                sp.rng.seed(i * 7 + (side == "left"))
                high = fc.front(w, width, floors=floors, gh=4, fh=3.0, body=body, trim=scale(body, 1.25), bays=max(2, int(width / 2.2)), win="plain", ratio=(0.66, 0.5), lit=["#ffe2a0", "#bfe6ff", "#ffc98a", "#fff1cf"],
                                lit_share=0.5, band=False, sill=False, cap="parapet", glass="#2a3350")
                c = rng.choice(neon)
                fc.shop(w, 0.2, width - 0.2, 3.9, rng.choice(words), "jp", mix(c, "#200818", 0.55), "#fff6e0", lit=rng.choice(["#ffdf9e", "#ffeec8", "#d9f1ff"]), emit=1.0)
                # A column of boards that stands out over the street, one per floor, as the buildings of Kabukicho carry it.
                near = 0.25 if side == "left" else width - 0.25
                px, _, zz = w.at(near, 0)
                for f in range(floors - 1):
                    v = 4.5 + f * 2.0
                    if v + 1.8 > high:
                        break
                    c = rng.choice(neon)
                    b = sp.front(min(px, px + (1.5 if side == "left" else -1.5)), max(px, px + (1.5 if side == "left" else -1.5)), zz - 0.1)
                    light = rng.random() < 0.5
                    b.sign(0.05, v, 1.45, v + 1.8, "|" + rng.choice([x for x in words if len(x) < 4]), "jp", "#fffaf0" if not light else mix(c, "#000", 0.35), mix(c, "#000", 0.15) if not light else "#fff3e0",
                           0.0, emit=0.8, fit=0.86)
                u0 = width * 0.2
                c = rng.choice(neon)
                w.sign(u0, high * 0.62, width * 0.8, high * 0.62 + 1.9, rng.choice(words), "jp", "#ffffff", mix(c, "#100010", 0.25), 0.3, emit=0.9, edge="#fff6e0")

    sk.sky(sp, [(0, "#141638"), (0.5, "#33265c"), (0.85, "#7a3f7c"), (1, "#d0628a")])
    rd.street(sp, 3.2, 200, "#4a4860", "#6a6478", "#807a90", high=0.1)
    area = [sp.to(-6.2, 0, 120), sp.to(6.2, 0, 120), (960, 720), (0, 720)]
    sp.reflect(walls, area, 0.62, 9)
    rd.zebra(sp, -3.2, 3.2, 8.0, 11.5, "#d8d4ea", 9, 0.75)
    rd.solid(sp, -0.0, 13, 80, "#d8d4ea", 0.14, 0.7)
    walls()
    # The red gate of the first street.
    sp.box(-5.6, -5.1, 0, 6.8, 29.6, 30.1, "#8f2436"); sp.box(5.1, 5.6, 0, 6.8, 29.6, 30.1, "#8f2436")
    gate = sp.front(-5.9, 5.9, 29.5)
    gate.slab(0, 6.5, 11.8, 9.3, 0.6, "#b3203a", emit=0.55)
    gate.sign(0.5, 7.0, 11.3, 9.1, "歌舞伎町一番街", "jp", "#fff8e6", None, 0.62, emit=1.0, fit=0.92)
    for i in range(24):
        u = 0.25 + i * 0.49
        for v in (6.65, 9.16):
            gate.oval(u, v, 0.09, 0.09, "#ffe9a8", 0.63, emit=1)
    coats = ["#2e3350", "#503a58", "#3d4d66", "#6a4a5a", "#8a8aa0"]
    pp.crowd(sp, 14, -3, 3, 14, 60, coats, 3, skins=(0, 1), shadow=False)
    sp.put(9.2, pp.person, -1.5, 9.2, "#39405f", "#22263a", 0, high=1.7, umbrella="#e8eef8", shadow=False)
    sp.put(9.8, pp.person, 1.4, 9.8, "#a34a5e", "#22263a", 0, high=1.62, umbrella="#e05a6d", shadow=False, dress=True)
    sp.put(11.5, pp.person, 2.4, 11.5, "#d8d4e4", "#22263a", 0, high=1.72, umbrella="#3fb6c4", shadow=False)
    sp.put(22, tf.car, -2.0, 24, tf.HERE, "#2b2f3c", "sedan", "新宿 500\nあ 20-46", "#3b9a58", "#fff", lights=True, roof_sign=("TAXI", "#ffe08a", "#1b1d28"))
    sp.draw_queue()
    w = sp.right(6.2, 6, 12)
    sk.rain(sp, 260, "#cfd6ff", 0.2)
    return sp.finish(bloom=1.15, vignette=0.2)


def new_york(s):
    sp = Space(23, s=s, cx=480, hy=440, f=760, eye=1.9, sun=(0.7, 0.6, -0.35), lit=(1.06, 1.0, 0.92), shade=(0.6, 0.64, 0.82), haze="#d4e2ee", far=200)
    sk.sky(sp, [(0, "#5d9bd1"), (0.6, "#a9cde8"), (1, "#e8eff0")])
    sk.cloud(sp, 230, 110, 260); sk.cloud(sp, 720, 170, 320, seed=4); sk.cloud(sp, 470, 60, 170, seed=9)
    e = sp.front(0, 1, 4200); e.a = (-22, 4200)
    lm.empire_state(e, "#9aa9bd")
    t = sp.front(0, 1, 190); t.a = (0, 190)
    lm.suspension_tower(t, "#5f86a8")
    for k in (-1, 1):
        for dv in (0, 2.5):
            pts = [t.to(k * (14 + 95 * i / 16), 90 + dv - 62 * (i / 16) * (1.55 - 0.55 * i / 16)) for i in range(17)]
            sp.line(pts, "#5f86a8", 1.6)
        for i in range(1, 16):
            u = k * (14 + 95 * i / 16)
            sp.line([t.to(u, 90 - 62 * (i / 16) * (1.55 - 0.55 * i / 16)), t.to(u, 38)], "#7d9cb8", 0.6)
    t.rect(-160, 33, 160, 40, "#5a7fa0"); t.rect(-160, 34.4, 160, 36, "#44637f")
    rd.street(sp, 3.9, 260, "#7c7e86", "#b4b0aa", "#cfcac2")
    rd.cobbles(sp, -3.9, 3.9, 4.5, 26, "#5f626c", "#9a9ba2", 0.4, 0.55)
    rd.zebra(sp, -3.9, 3.9, 8.5, 11.4, n=8)
    bricks = ["#9c4a3c", "#8a4234", "#a85a44", "#7c4238", "#b06a50"]
    shops = [("BROOKLYN BAGEL CO.", "bold", "#26344a"), ("Water St. Books", "script", "#2f4a3a"), ("DELI & GROCERY", "bold", "#1f5a3c"), ("ESPRESSO", "display", "#3a2a24"), ("SLICE OF DUMBO  PIZZA", "bold", "#8c2a26")]

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
            high = fc.front(w, width, floors=floors, gh=4.2, fh=3.5, body=body, trim="#d9c7ac", bays=max(3, int(width / 2.9)), win=["arch", "sash"][k % 2], ratio=(0.5, 0.64), frame="#3a4a44" if k % 2 else "#e2d6c0", glass="#587083",
                            lit=["#ffd592"], lit_share=0.05, quoins=k % 3 == 0, base=scale(body, 0.9))
            name, face, board = shops[k % 5]
            fc.shop(w, 0.6, width - 0.6, 3.9, name, face, board, "#f5e6c4", canopy=[None, ("#2f5a48", "#2f5a48"), ("#b5312c", "#efe6d2")][k % 3])
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
    sp.put(33, nt.tree, -5.6, 33, 6.5, 4.2); sp.put(52, nt.tree, 5.6, 52, 6.5, 4.2); sp.put(70, nt.tree, -5.6, 70, 6.5, 4.2)
    sp.put(17, tf.car, 1.7, 16, tf.AWAY, "#f0b51f", "sedan", "T 7K31C", "#f0b429", "#1d2b55", roof_sign=("7K31", "#fff6d8", "#1b1d28"))
    sp.put(40, tf.car, -1.8, 44, tf.HERE, "#f0b51f", "suv", "", roof_sign=("NYC", "#fff6d8", "#1b1d28"))
    sp.put(28, tf.car, -3.0, 27, tf.AWAY, "#3a4656", "suv", "HJR 4127", "#f3d36a", "#1d2b55")
    sp.put(70, tf.car, 1.8, 70, tf.AWAY, "#8a9098", "sedan")
    sp.put(9.8, pp.person, -2.3, 9.8, "#2f6f7a", "#2d3142", 3, high=1.75, bag="#c98a4a")
    sp.put(10.4, pp.person, -1.4, 10.4, "#c9a25a", "#30333f", 1, "#5a3a2a", 1.66, dress=True)
    pp.crowd(sp, 8, 4.6, 7, 14, 60, ["#6a4f5e", "#3f5266", "#b5483f", "#d5c6a4"], 5, skins=(0, 1, 2, 3))
    pole = sp.put(12.6, rd.post_sign, 4.5, 12.6, "Washington St", 1.9, 0.42, 3.4, "#1b6b45", "#ffffff", "bold")
    sp.put(12.5, rd.post_sign, 4.5, 12.5, "ONE WAY", 1.2, 0.36, 2.5, "#20242c", "#ffffff", "bold", "#6d7278", "#ffffff")
    sp.draw_queue()
    pp.birds(sp, [(360, 240), (385, 228), (402, 250)])
    return sp.finish(grain=0.5)
