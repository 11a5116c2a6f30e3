"""Yasaka-dori, Kyoto: cherry blossom at sunset."""
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, roofs as rf, sky as sk
from ..colour import scale
from ..space import Space


def kyoto(s):
    sp = Space(
        41,
        s=s,
        cx=500,
        hy=440,
        f=740,
        eye=1.9,
        sun=(-0.75, 0.42, 0.15),
        lit=(1.1, 0.98, 0.84),
        shade=(0.72, 0.64, 0.72),
        haze="#f4c8a6",
        far=110,
    )
    sk.sky(sp, [(0, "#6d7fae"), (0.4, "#c9a3ae"), (0.72, "#f4b98e"), (1, "#fbd9a0")])
    sk.streaks(sp, 60, 270, "#f9cfae", 8, 0.6)
    sk.streaks(sp, 40, 200, "#b98ba6", 6, 0.45, 3)
    sk.sun(sp, 300, 372, 26, "#fff1cf", "#ffbe80", 0.7)
    sk.hills(sp, 430, 110, "#a98aa0", "#dda891", seed=3)
    sk.hills(sp, 446, 60, "#7d6b80", "#c08f82", seed=8)
    p = sp.front(0.6, 0.6 + 1, 92)
    p.y0 = 3.5
    pagoda(p, 5, "#54403f", "#3d4250", "#c7a88a", 6.4, 4.3, 3.4)
    sk.mist(sp, 330, 450, "#f5c79e", 0.35)
    rd.street(sp, 3.1, 140, "#a99a8f", "#8f8178", "#b9aa9c", high=0.06)
    rd.cobbles(sp, -3.1, 3.1, 4.2, 34, "#8d7d74", "#c9b9a9", 0.55, 0.6)
    names = ["茶", "京菓子 松屋", "八坂の塔", "甘味処", "清水焼", "抹茶", "うどん"]

    def house(w, width, k, i):
        wood = ["#5d4236", "#6b4a3a", "#4f3a33", "#735342"][k % 4]
        plaster = ["#e8d9be", "#d9c6a4", "#efe3cd"][k % 3]
        rf.ends(w, width, 5.6, 7, plaster, ridge=2.0)
        w.rect(0, 0, width, 5.4, wood)
        # Lattice below, plaster and a slatted window above.
        n = int(width / 0.22)
        w.rect(0.2, 0.3, width - 0.2, 2.4, "#f2c987" if k % 2 == 0 or i < 2 else "#c99a62", emit=0)
        for j in range(n):
            u = 0.25 + j * (width - 0.5) / n
            w.line([(u, 0.3), (u, 2.4)], scale(wood, 0.72), 0.07)
        fc.door(w, width * 0.62, width * 0.62 + 1.7, 2.2, "#2e2422", wood)
        for j in range(3):
            u = width * 0.62 + j * 0.57
            w.rect(u + 0.03, 1.5, u + 0.54, 2.25, ["#2f4a66", "#7b2f3a", "#3d5a46"][k % 3], 0.1)
        rf.tiles_roof(w, width, 2.75, 1.1, 0.65, 0.1, "#565a66", "#33353f", 0.0)
        w.rect(0.15, 3.55, width - 0.15, 5.3, plaster)
        for j in range(int((width - 1) / 0.16)):
            w.rect(0.6 + j * 0.16, 3.75, 0.68 + j * 0.16, 5.0, wood)
        w.rect(0.5, 3.65, width - 0.5, 3.75, wood)
        w.rect(0.5, 5.0, width - 0.5, 5.1, wood)
        rf.tiles_roof(w, width, 5.4, 1.0, 2.1, 3.4, "#4d525e", "#2f323b", 0.1)
        if i < 6:
            near = width * 0.25
            for j in range(2):
                a = w.at(near + j * width * 0.4, 2.0, 0.8)
                px, py = sp.to(*a)
                u = sp.unit(a[2])
                sp.oval(px, py, 0.2 * u, 0.3 * u, "#e8543f" if k % 2 else "#fff0d0")
                sp.rect(px - 0.12 * u, py - 0.34 * u, px + 0.12 * u, py - 0.28 * u, "#2a2320")
                sp.rect(px - 0.12 * u, py + 0.28 * u, px + 0.12 * u, py + 0.34 * u, "#2a2320")
                sp.letters(
                    [
                        (px - 0.16 * u, py - 0.2 * u),
                        (px + 0.16 * u, py - 0.2 * u),
                        (px + 0.16 * u, py + 0.2 * u),
                        (px - 0.16 * u, py + 0.2 * u),
                    ],
                    "茶",
                    "jpserif",
                    "#fff6e0" if k % 2 else "#2a2320",
                    0.9,
                )
                sp.shine(px, py, u * 1.0, "#ffb070", 0.35)
            x, _, z = w.at(width * 0.12 if w.n[0] > 0 else width * 0.88, 0)
            b = sp.front(x if w.n[0] > 0 else x - 0.75, x + 0.75 if w.n[0] > 0 else x, z)
            b.sign(
                0.05, 2.2 + 0.0, 0.7, 4.0, "|" + names[k % 7].split()[0], "jpserif", "#f6ead0", "#4a2f28", 0.0, fit=0.88
            )

    fc.canyon(sp, 4.6, [6.2, 13, 20, 27.5, 35, 43, 52, 63, 78], house)
    sp.shadow([(-4.6, 2), (0.8, 2), (0.2, 78), (-4.6, 78)], 0.2, 5)
    blossom = ("#d98aa0", "#f2b3c1", "#fde0e4")
    sp.put(18, nt.tree, 4.3, 18, 7.4, 6.0, blossom, "#4a3836", n=190)
    sp.put(38, nt.tree, -4.0, 38, 7.0, 5.4, blossom, "#4a3836", n=160)
    sp.put(60, nt.tree, 4.0, 60, 7.0, 5.4, blossom, "#4a3836")
    for x, z, coat, obi, um in (
        (-1.1, 12.5, "#b8485e", "#f0c75a", "#d8484a"),
        (-0.2, 12.9, "#4a6a94", "#e8d9be", None),
        (1.3, 24, "#6f5a8a", "#e8c27a", "#f0e2c6"),
        (-1.6, 33, "#3f4f66", "#d9c6a4", None),
    ):
        sp.put(z, pp.person, x, z, coat, skin=0, hair="#1d1815", robe=True, high=1.62, umbrella=um)

        def sash(sp, x=x, z=z, obi=obi):
            px, py = sp.to(x, 0, z)
            u = sp.unit(z) * 1.62 / 1.7
            sp.rect(px - 0.21 * u, py - 1.12 * u, px + 0.21 * u, py - 0.9 * u, sp.light(obi, (0, 0.3, -0.6)))

        sp.put(z - 0.01, sash)
    pp.crowd(sp, 7, -2.2, 2.2, 30, 70, ["#6a4f5e", "#3f5266", "#c9a27a", "#8a8a9a"], 4, skins=(0, 1))
    sp.put(9.6, nt.pot, -3.6, 9.6, pot_colour="#5d6a76", high=1.0)
    sp.put(
        17,
        rd.post_sign,
        -3.4,
        16.2,
        "八坂通\nYasaka-dori",
        1.5,
        0.62,
        2.0,
        "#5a3a2c",
        "#f6ead0",
        "jp",
        "#4a3a32",
        "#c9a97a",
    )
    sp.draw_queue()
    rng = random.Random(9)
    for _ in range(70):
        x, y, r = rng.uniform(300, 960), rng.uniform(180, 700), rng.uniform(1.0, 2.4)
        sp.poly([(x - r, y), (x, y - r * 0.7), (x + r, y), (x, y + r * 0.7)], "#f7ccd4", 0.85)
    rd.cable(sp, (-4.2, 6.6, 8), (4.2, 6.2, 34), 0.5, "#4a3a40")
    rd.cable(sp, (4.3, 6.4, 10), (-4.0, 6.3, 40), 0.5, "#4a3a40")
    return sp.finish(tint="#ffcf9a")


def pagoda(w, tiers=5, c="#4a3836", roof="#39424c", panel="#d9c7a8", storey=5.6, half=3.9, reach=3.0):
    """A wooden tower of curved roofs; the top carries rings on a mast."""
    v = 0.0
    for i in range(tiers):
        k = 1 - 0.085 * i
        h = storey * k
        w.rect(-half * k, v, half * k, v + h, c)
        for j in (-1, 0, 1):
            w.rect(
                (j * 0.62 - 0.2) * half * k,
                v + h * 0.2,
                (j * 0.62 + 0.2) * half * k,
                v + h * 0.62,
                panel if j else scale(c, 0.7),
            )
        w.rect(-half * k * 1.12, v + h * 0.1, half * k * 1.12, v + h * 0.16, scale(c, 1.25))
        w.poly(
            [
                (-half * k - 1.2, v + h * 0.86),
                (half * k + 1.2, v + h * 0.86),
                (half * k, v + h * 0.66),
                (-half * k, v + h * 0.66),
            ],
            scale(c, 0.8),
        )
        out = (half + reach) * k
        eave = [(-out + 2 * out * t, v + h * 0.82 + 0.75 * abs(2 * t - 1) ** 3) for t in [n / 16 for n in range(17)]]
        w.poly([(-half * k * 0.72, v + h * 1.16), (half * k * 0.72, v + h * 1.16)] + eave[::-1], roof)
        w.poly(eave + [(a, b - 0.3) for a, b in eave[::-1]], scale(roof, 0.6))
        v += h
    w.rect(-0.22, v, 0.22, v + 9.5, roof)
    for j in range(7):
        w.rect(-0.8 + 0.05 * j, v + 2 + j * 0.8, 0.8 - 0.05 * j, v + 2.3 + j * 0.8, roof)
    w.oval(0, v + 9.3, 0.35, 0.5, roof)
