"""Rua Augusto Rosa, Lisbon: the tram below the cathedral."""
import math

from .. import facade as fc, nature as nt, people as pp, road as rd, sky as sk, traffic as tf
from ..colour import scale
from ..space import Space


def lisbon(s):
    sp = Space(
        79,
        s=s,
        cx=520,
        hy=428,
        f=760,
        eye=2.2,
        sun=(0.7, 0.55, -0.2),
        lit=(1.08, 1.0, 0.88),
        shade=(0.66, 0.66, 0.82),
        haze="#f0dcc0",
        far=170,
    )
    sk.sky(sp, [(0, "#5fa0d0"), (0.5, "#a9cfe0"), (1, "#f8e2bc")])
    sk.cloud(sp, 380, 90, 250, "#fff6e8", "#cfc6d0", seed=1)
    sk.cloud(sp, 720, 150, 180, "#fff3e0", "#d2c6cc", seed=6)
    w = sp.front(1.5, 1.5 + 1, 76)
    w.y0 = 0
    cathedral_twin(w, "#ddc7a0", 31)
    rd.street(sp, 3.4, 120, "#8f8b88", "#d2c9b8", "#e0d8c8", high=0.1)
    rd.cobbles(sp, -3.4, 3.4, 4.4, 30, "#77737a", "#a9a4a0", 0.3, 0.55)
    rd.rails(sp, (-1.9, -0.5), 2, 80, "#c9cbd0", "#5f5c60")
    rd.rails(sp, (0.7, 2.1), 2, 80, "#c9cbd0", "#5f5c60")
    bodies = ["#f0d9a8", "#8fb4c8", "#e8a98c", "#f2ead8", "#e6c15f", "#9fc0a8", "#d98a86"]
    names = [
        ("PASTELARIA", "display"),
        ("Ginjinha", "script"),
        ("CAFÉ A BRASILEIRA", "bold"),
        ("Azulejos & Louça", "script"),
        ("MERCEARIA", "bold"),
        ("FADO", "display"),
        ("Livraria", "script"),
    ]

    def house(w, width, k, i):
        body = bodies[k % 7]
        floors = [3, 4, 3, 3, 4][k % 5]
        high = fc.front(
            w,
            width,
            floors=floors,
            gh=3.8,
            fh=3.1,
            body=body,
            trim="#f3ecdc",
            bays=max(2, int(width / 2.8)),
            win="french",
            ratio=(0.4, 0.7),
            frame="#f6f1e4",
            glass="#4f6370",
            balconies=tuple(range(floors)),
            iron="#2f3a38",
            roof="pitched",
            roof_colour="#c2653f",
            ridge=2.2,
            band=False,
        )
        if k % 2 and w.px(0) > 6:
            # Tiles: a small two-tone lattice between the windows.
            tone = ["#3f6fa8", "#4f8a74", "#c9a23a"][k % 3]
            step = 0.5 if w.px(0) > 20 else 0.9
            for a in range(int(width / step)):
                for b in range(int((high - 3.9) / step)):
                    u, v = a * step, 3.9 + b * step
                    if (
                        abs(((u / width * max(2, int(width / 2.8))) % 1) - 0.5) > 0.3
                        or ((v - 3.8) % 3.1) < 0.3
                        or ((v - 3.8) % 3.1) > 2.75
                    ):
                        w.poly(
                            [(u + step / 2, v), (u + step, v + step / 2), (u + step / 2, v + step), (u, v + step / 2)],
                            tone,
                            a=0.32,
                        )
        name, face = names[k % 7]
        fc.shop(
            w,
            0.5,
            width - 0.5,
            3.5,
            name,
            face,
            ["#27405e", "#7b2f2a", "#1f4a3a", "#5a3a24"][k % 4],
            "#f5e6c4",
            canopy=[None, ("#b5312c", "#f0e6d2"), None, ("#2f6f6a", "#efe6d2")][k % 4],
            lit="#ffd592" if k % 3 == 0 else None,
        )
        if i < 5 and k % 3 == 0:
            for j in range(7):
                w.rect(
                    0.8 + j * 0.6, 6.0, 1.25 + j * 0.6, 6.75, ["#f7f4ec", "#d8463f", "#3f7fc4", "#f4cf4e"][j % 4], 0.75
                )
            w.line([(0.6, 6.78), (5.2, 6.78)], "#4a4a4a", 0.03, 0.75)

    fc.canyon(sp, 5.6, [6, 14, 22.5, 31, 40, 50, 61], house)
    sp.shadow([(1.4, 2), (5.6, 2), (5.6, 60), (2.6, 60)], 0.24, 3)

    def tram(sp):
        b = tf.bus(
            sp,
            -1.2,
            22,
            tf.HERE,
            8.4,
            3.35,
            1.2,
            "#f2b822",
            "#f7f1e0",
            None,
            "#5a7080",
            "",
            "28  PRAZERES",
            lights=True,
        )
        n = b.wall("nose", 8.4, 1.2)
        n.rect(0.14, 1.2, 2.26, 2.25, "#5a7080")
        n.rect(0.82, 1.2, 0.9, 2.25, "#7a4a24")
        n.rect(1.5, 1.2, 1.58, 2.25, "#7a4a24")
        n.oval(1.2, 0.95, 0.17, 0.17, "#fff3c4", 0.05, emit=0)
        n.sign(0.85, 0.45, 1.55, 0.72, "567", "bold", "#7a2a1c", None, 0.05)
        px, py = sp.to(-1.2, 3.35, 17)
        sp.line([(px, py), (px + 14, py - 70)], "#3a3a40", 1.2)

    sp.put(18, tram)
    for x, z, coat, kw in (
        (-4.5, 10.4, "#b5483f", dict(dress=True, hat="#efe0c0")),
        (4.4, 11.6, "#3f5266", dict(bag="#c98a4a")),
        (4.6, 17, "#d9a441", dict(dress=True)),
        (-4.4, 19, "#2f6f6a", {}),
        (4.2, 27, "#6a4f5e", {}),
        (-4.2, 34, "#e8e2d2", {}),
        (2.9, 12.8, "#e6dfcf", dict(hat="#4a3a30")),
    ):
        sp.put(z, pp.person, x, z, coat, **kw)
    sp.put(29, tf.car, 1.4, 34, tf.AWAY, "#22262c", "sedan", "24-LX-71", roof=("#3f9a6a"))
    for x, z in ((-5.1, 9.0), (5.2, 14.6), (-5.1, 16.6)):
        sp.put(z, nt.pot, x, z, flowers="#e8506e", pot_colour="#c2653f")
    sp.draw_queue()
    for z in (12, 20, 30, 42):
        rd.cable(sp, (-5.5, 6.4, z), (5.5, 6.4, z), 0.35, "#3a3a40", 0.02)
    rd.cable(sp, (-1.2, 6.1, 3), (-1.2, 6.0, 70), 0.05, "#3a3a40", 0.02)
    rd.cable(sp, (1.4, 6.1, 3), (1.4, 6.0, 70), 0.05, "#3a3a40", 0.02)
    colours = ["#d8463f", "#f4cf4e", "#3f9a6a", "#3f7fc4", "#ee8a3a"]

    def flag(x, y, u, i):
        sp.poly([(x - 0.16 * u, y), (x + 0.16 * u, y), (x, y + 0.36 * u)], colours[i % 5])

    rd.bunting(sp, (-5.5, 7.6, 16), (5.5, 7.9, 18), flag, 22, 0.6)
    rd.bunting(sp, (5.5, 8.2, 26), (-5.5, 8.0, 28), flag, 22, 0.6)
    plate = sp.right(5.6, 6, 14)
    plate.sign(3.2, 4.05, 5.0, 4.7, "RUA\nAUGUSTO ROSA", "serif", "#1f3f7f", "#f7f4ec", 0.05, edge="#1f3f7f")
    return sp.finish(grain=0.5)


def cathedral_twin(w, c="#d8c3a0", high=30):
    """Lisbon's Sé: two crenellated towers and a rose window."""
    for u in (-13, 5):
        w.rect(u, 0, u + 8, high, c)
        w.rect(u + 5.5, 0, u + 8, high, scale(c, 0.84))
        for i in range(4):
            w.rect(u + i * 2.2, high, u + i * 2.2 + 1.3, high + 1.6, c)
        w.rect(u - 0.3, high - 1, u + 8.3, high, scale(c, 0.9))
        for a in (1.4, 4.6):
            w.arch(u + a, high - 9, u + a + 2, high - 3.5, scale(c, 0.45))
        w.arch(u + 3, high - 18, u + 5, high - 13, scale(c, 0.5))
    w.rect(-5, 0, 5, high - 8, scale(c, 0.95))
    for i in range(5):
        w.rect(-5 + i * 2.1, high - 8, -5 + i * 2.1 + 1.2, high - 6.6, c)
    w.oval(0, high - 13, 3, 3, scale(c, 0.6))
    w.oval(0, high - 13, 2.2, 2.2, "#5f6c7c")
    for i in range(8):
        w.line(
            [(0, high - 13), (2.4 * math.cos(i * math.pi / 4), high - 13 + 2.4 * math.sin(i * math.pi / 4))], c, 0.25
        )
    w.arch(-3.4, 0, 3.4, 9.5, scale(c, 0.7))
    w.arch(-2.2, 0, 2.2, 8, scale(c, 0.42))
