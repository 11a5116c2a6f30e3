"""Rue Saint-Dominique, Paris: an autumn evening, the tower at its end."""
import math

from .. import facade as fc, nature as nt, people as pp, road as rd, roofs as rf, sky as sk, traffic as tf
from ..colour import mix, scale
from ..space import Space


def paris(s):
    sp = Space(
        7,
        s=s,
        cx=470,
        hy=455,
        f=760,
        eye=2.0,
        sun=(-0.75, 0.5, 0.1),
        lit=(1.06, 1.0, 0.9),
        shade=(0.62, 0.64, 0.8),
        haze="#f3d3b4",
        far=160,
    )
    sk.sky(sp, [(0, "#6f9cc4"), (0.45, "#b7c9d4"), (0.8, "#f5d9b6"), (1, "#f9c99b")])
    sk.sun(sp, 250, 330, 20, "#fff2d0", "#ffcf94", 0.5, disc=False)
    sk.cloud(sp, 640, 120, 300, "#fbeee0", "#c9bccb", 0.9)
    sk.cloud(sp, 170, 190, 210, "#fbeadb", "#cdbfcd", 0.8)
    tower = sp.front(0, 1, 640)
    tower.a = (8, 640)
    eiffel(tower, 330, "#8b7884")
    sk.mist(sp, 330, 462, "#f8d6b2", 0.75)
    rd.street(sp, 3.4, 300, "#7d7a80", "#b9ada2", "#d9cfc2")
    rd.paving(sp, -7, -3.7, 3, 40, "#8f857c", 1.0, 0.45)
    rd.paving(sp, 3.7, 7, 3, 40, "#8f857c", 1.0, 0.45)
    bodies = ["#e3d3b5", "#dccba9", "#e9dcc2", "#d8c4a4", "#e0d0b8"]
    names = [
        ("BOULANGERIE", "display", "#7b2f2a", ("#8e2f2a", "#8e2f2a")),
        ("CAFÉ DE LA FONTAINE", "script", "#1f4a3a", ("#b5312c", "#f0e6d2")),
        ("Fleuriste", "script", "#3e5a3a", None),
        ("PHARMACIE", "bold", "#1d6b46", None),
        ("LIBRAIRIE", "serif", "#27405e", ("#27405e", "#27405e")),
    ]
    for side in ("left", "right"):
        edges = [7, 17, 27, 37, 48, 60, 74, 92, 115, 150, 200]
        for i in range(len(edges) - 2, -1, -1):
            z0, z1 = edges[i], edges[i + 1]
            w = sp.left(7.2, z0, z1) if side == "left" else sp.right(7.2, z0, z1)
            width = z1 - z0
            k = i + (2 if side == "right" else 0)
            high = fc.front(
                w,
                width,
                floors=4,
                gh=4.0,
                fh=3.15,
                body=bodies[k % 5],
                trim="#efe4cf",
                bays=max(2, int(width / 2.6)),
                win="french",
                ratio=(0.44, 0.72),
                balconies=(0, 1, 2, 3),
                iron="#33343d",
                glass="#52636f",
                base=scale(bodies[k % 5], 0.96),
                lit=["#ffd592"],
                lit_share=0.08,
            )
            fc.balcony(w, 0.1, width - 0.1, 4.0 + 3 * 3.15 + 0.12, 0.75, "#33343d", "#efe4cf")
            rf.mansard(w, width, high + 0.3, 3.0, "#6c7887", max(2, int(width / 3.2)))
            name, face, board, canopy = names[k % 5]
            fc.shop(
                w, 0.5, width - 0.5, 3.6, name, face, board, "#f5e6c4", canopy=canopy, lit="#e8b978" if i < 4 else None
            )
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
    wl.sign(
        4.2,
        3.0,
        5.9,
        3.75,
        "7e Arrt\nRUE\nSAINT-DOMINIQUE",
        "bold",
        "#ffffff",
        "#1f4b8e",
        0.2,
        edge="#2f6b4a",
        fit=0.78,
    )
    pp.birds(sp, [(560, 220), (590, 205), (610, 232)])
    return sp.finish()


def eiffel(w, h=330.0, c="#6f6a72"):
    k = h / 330
    edge = lambda v: 62 * math.exp(-v / 78) + 2.2 - 0.006 * v

    def curve(v0, v1, s, dv=0.0):
        return [(s * edge(v0 + (v1 - v0) * i / 14) * k, (v0 + (v1 - v0) * i / 14) * k) for i in range(15)]

    for s in (-1, 1):
        outer = curve(0, 115, s)
        inner = [(s * (edge(v) - (25 - v * 0.115)) * k, v * k) for v in [115 * i / 14 for i in range(15)]]
        w.poly(outer + inner[::-1], c)
    w.poly(curve(112, 318, -1) + curve(112, 318, 1)[::-1], c)
    arch = [(math.cos(math.pi * i / 20) * 37 * k, (14 + 38 * math.sin(math.pi * i / 20)) * k) for i in range(21)]
    arch2 = [(math.cos(math.pi * i / 20) * 33 * k, (12 + 34 * math.sin(math.pi * i / 20)) * k) for i in range(21)]
    w.poly(arch + arch2[::-1], c)
    for v, half in ((57, 36), (115, 20), (276, 5.2)):
        w.rect(-half * k, (v - 3) * k, half * k, (v + 3.4) * k, scale(c, 0.86))
    w.rect(-1.1 * k, 316 * k, 1.1 * k, h, c)
    light = mix(c, "#ffffff", 0.35)
    for i in range(15):
        v = 122 + i * 11.5
        a, b = edge(v) * k, edge(v + 10) * k
        w.line([(-a, v * k), (b, (v + 10) * k)], light, 0.9 * k, a=0.6)
        w.line([(a, v * k), (-b, (v + 10) * k)], light, 0.9 * k, a=0.6)
    for s in (-1, 1):
        for i in range(9):
            v = 4 + i * 12
            a, b = edge(v), edge(v + 12) - (25 - (v + 12) * 0.115)
            w.line([(s * a * k, v * k), (s * b * k, (v + 12) * k)], light, 0.9 * k, a=0.5)
