"""Phố Hàng Gai, Hanoi: scooters, flags and wires."""
import math
import random

from .. import facade as fc, nature as nt, people as pp, road as rd, roofs as rf, sky as sk
from ..colour import mix, scale
from ..space import Space


def hanoi(s):
    sp = Space(
        157,
        s=s,
        cx=480,
        hy=436,
        f=740,
        eye=2.1,
        sun=(-0.5, 0.7, -0.4),
        lit=(1.04, 1.0, 0.9),
        shade=(0.66, 0.68, 0.78),
        haze="#dfe0cc",
        far=110,
    )
    sk.sky(sp, [(0, "#9fb8c0"), (0.5, "#ccd4c8"), (1, "#f0e4c4")])
    sk.cloud(sp, 480, 130, 420, "#e9ece4", "#c3cbc6", 0.7, 3)
    rd.street(sp, 3.2, 120, "#7d7a78", "#b0a090", "#c9bba8", high=0.12)
    rd.solid(sp, 0, 4, 90, "#efe9d6", 0.12, 0.6)
    bodies = ["#e6c15a", "#dfb04e", "#a9c4b0", "#e8d8b0", "#c98a6a", "#9fb4c0", "#e6cf8a"]
    names = [
        ("PHỞ GIA TRUYỀN", "bold"),
        ("Cà Phê Trứng", "script"),
        ("LỤA HÀNG GAI", "display"),
        ("BÁNH MÌ", "bold"),
        ("Nhà Sách", "script"),
        ("BÚN CHẢ", "bold"),
        ("TRÀ SEN", "display"),
        ("Xôi Yến", "script"),
    ]

    def house(w, width, k, i):
        c = bodies[k % 7]
        floors = [2, 3, 2, 4, 3, 1][k % 6]
        high = fc.front(
            w,
            width,
            floors=floors,
            gh=3.7,
            fh=3.1,
            body=c,
            trim="#f6f0dc",
            bays=2 if width > 4 else 1,
            win="louvre",
            ratio=(0.34, 0.66),
            frame="#f3e8c8",
            glass="#4a4f4a",
            shutter=["#3f7a5a", "#2f6a6a", "#7a5a3a"][k % 3],
            balconies=tuple(range(0, floors, 2)),
            balcony_kind="run",
            iron=["#2f3f3a", "#f0ead6"][k % 2],
            cap="parapet",
            sill=False,
        )
        if k % 2 and i < 6:
            nt.creeper(
                w, 0.3, 6.0 + 0.0, width - 0.3, 8.4, bloom=None if k % 4 == 1 else ("#d83f8a", "#e86aa4"), seed=k, n=40
            )
        if k % 3 == 0:
            rf.pitched(w, width, high + 0.4, 5, 1.6, "#a8583f")
        name, face = names[k % 8]
        fc.shop(
            w,
            0.15,
            width - 0.15,
            3.4,
            name,
            face,
            ["#a8282c", "#2f5a3a", "#5a3a24", "#27507a"][k % 4],
            "#ffe9b0",
            canopy=[("#3f7a5a", "#efe6cc"), ("#c8453b", "#efe6cc"), None][k % 3],
            glass="#3a342e",
            lit="#ffcf8a" if k % 2 == 0 else None,
        )
        if i < 6:
            x, _, z = w.at(width * (0.15 if w.n[0] > 0 else 0.85), 0)
            dx = 1.1 if w.n[0] > 0 else -1.1
            # The flag of the day, hung out on every house.
            sp.line([sp.to(x, 3.9, z), sp.to(x + dx, 5.2, z)], "#7a5a3a", 1.0)
            a, b = sp.to(x + dx * 0.25, 4.25, z), sp.to(x + dx, 5.2, z)
            u = sp.unit(z)
            sp.poly([a, b, (b[0] + dx * 0.1 * u, b[1] + 0.62 * u), (a[0] + dx * 0.06 * u, a[1] + 0.68 * u)], "#d8302c")
            cx, cy = (a[0] + b[0]) / 2 + dx * 0.05 * u, (a[1] + b[1]) / 2 + 0.32 * u
            sp.poly(
                [
                    (
                        cx + (0.17 if j % 2 == 0 else 0.07) * u * math.sin(j * math.pi / 5),
                        cy - (0.17 if j % 2 == 0 else 0.07) * u * math.cos(j * math.pi / 5),
                    )
                    for j in range(10)
                ],
                "#f6d33a",
            )

    fc.canyon(sp, 5.4, [5.6, 10.2, 15, 20.2, 25.4, 31, 37, 44, 52, 62, 76], house)
    for x, z in ((-4.3, 17), (4.4, 26), (-4.3, 37), (4.3, 48), (-4.3, 60)):
        sp.put(z, nt.tree, x, z, 7.6, 5.4, ("#3a5a34", "#557a3c", "#8aa850"))
    for x, z, c, coat, cone, m in (
        (-0.9, 9.8, "#3f6fae", "#f4efe0", True, False),
        (1.2, 12.4, "#c8352f", "#4a8a6a", False, True),
        (-1.9, 14.6, "#2f3a44", "#c8453b", False, False),
        (2.1, 18, "#3f8a5a", "#e6c15a", True, True),
        (-0.6, 21, "#8a8f98", "#6a4f8a", False, False),
        (0.9, 25, "#3f6fae", "#e8e2d2", True, True),
        (-1.8, 30, "#c8352f", "#3f5266", False, False),
        (1.6, 34, "#2f3a44", "#d9a441", False, True),
        (-0.4, 40, "#3f8a5a", "#b5483f", True, False),
    ):
        sp.put(z, scooter, x, z, c, coat, cone, m)

    def vendor(sp):
        pp.person(sp, 3.9, 12.2, "#7a4a6a", "#2f3342", 1, high=1.55, cone=True)
        px, py = sp.to(3.9, 0, 12.2)
        u = sp.unit(12.2)
        sp.line(
            [(px - 0.95 * u, py - 1.2 * u), (px, py - 1.34 * u), (px + 0.95 * u, py - 1.2 * u)], "#a8824a", 0.05 * u
        )
        for k, cols in ((-1, ("#f08a2e", "#f4b04a")), (1, ("#5fa04a", "#d8e06a"))):
            bx = px + k * 0.92 * u
            for dx in (-0.25, 0.25):
                sp.line([(bx, py - 1.2 * u), (bx + dx * u, py - 0.5 * u)], "#8a6a3a", 0.6)
            sp.poly(
                [
                    (bx - 0.32 * u, py - 0.5 * u),
                    (bx + 0.32 * u, py - 0.5 * u),
                    (bx + 0.22 * u, py - 0.26 * u),
                    (bx - 0.22 * u, py - 0.26 * u),
                ],
                "#b5905a",
            )
            for j in range(7):
                sp.oval(bx + (-0.24 + 0.08 * j) * u, py - (0.53 + 0.05 * (j % 3)) * u, 0.07 * u, 0.07 * u, cols[j % 2])

    sp.put(12.2, vendor)

    def stools(sp, x, z):
        px, py = sp.to(x, 0, z)
        u = sp.unit(z)
        for dx, c, h in ((-0.5, "#d8463f", 0.3), (0, "#3f7fc4", 0.45), (0.48, "#d8463f", 0.3)):
            sp.poly(
                [
                    (px + (dx - 0.15) * u, py),
                    (px + (dx + 0.15) * u, py),
                    (px + (dx + 0.12) * u, py - h * u),
                    (px + (dx - 0.12) * u, py - h * u),
                ],
                c,
            )
            sp.oval(px + dx * u, py - h * u, 0.16 * u, 0.045 * u, mix(c, "#fff", 0.25))

    sp.put(9.2, stools, -4.3, 9.4)
    sp.put(15.6, stools, 4.4, 15.8)
    pp.walk(
        sp,
        [
            (-4.0, 12.6, "#e6c15a", dict(skin=0, cone=True)),
            (-4.2, 21, "#3f5266", dict(skin=0)),
            (4.2, 21.5, "#f0ebe0", dict(skin=0, dress=True, cone=True)),
            (4.1, 31, "#b5483f", {}),
        ],
    )
    sp.put(9.9, rd.post_sign, -3.6, 10.3, "PHỐ HÀNG GAI", 1.9, 0.46, 2.8, "#1f4f9a", "#ffffff", "bold", edge="#ffffff")
    sp.draw_queue()
    rng = random.Random(8)
    for j in range(16):
        x = rng.choice([-3.7, 3.7, -3.5])
        y = rng.uniform(5.4, 7.4)
        rd.cable(
            sp,
            (x, y, 4),
            (x + rng.uniform(-0.4, 0.4), y - rng.uniform(-0.4, 0.8), 62),
            rng.uniform(0.2, 0.8),
            "#2f2d30",
            0.022,
        )
    for x in (-3.7, 3.7):
        px, py = sp.to(x, 0, 19)
        u = sp.unit(19)
        sp.rect(px - 0.1 * u, py - 7.6 * u, px + 0.1 * u, py, "#9a948a")
        sp.rect(px - 0.45 * u, py - 6.5 * u, px + 0.4 * u, py - 5.8 * u, "#5a5a58")
        sp.rect(px - 0.3 * u, py - 5.6 * u, px + 0.25 * u, py - 5.1 * u, "#8a867c")
        for k in range(5):
            sp.line(
                [
                    (
                        px + 0.5 * u * math.cos(t / 16 * math.tau),
                        py - 5.6 * u + 0.34 * u * math.sin(t / 16 * math.tau) + k,
                    )
                    for t in range(17)
                ],
                "#2f2d30",
                0.7,
                0.7,
            )
    return sp.finish(tint="#f2e2b4")


def scooter(sp, x, z, c="#3f6fae", coat="#c8453b", cone=True, mirror=False, load=None):
    """A rider seen from behind (or from the front)."""
    px, py = sp.to(x, 0, z)
    u = sp.unit(z)
    L = lambda k: sp.air(sp.light(k, (-0.2, 0.3, -0.6)), z)
    sp.soft(
        [[(px - 0.35 * u, py), (px + 0.35 * u, py), (px + 0.6 * u, py + 0.12 * u), (px - 0.2 * u, py + 0.14 * u)]],
        "#14172a",
        max(0.8, 0.04 * u),
        0.35,
    )
    sp.poly(
        [(px - 0.07 * u, py), (px + 0.07 * u, py), (px + 0.07 * u, py - 0.5 * u), (px - 0.07 * u, py - 0.5 * u)],
        "#23262c",
    )
    sp.poly(
        [
            (px - 0.2 * u, py - 0.3 * u),
            (px + 0.2 * u, py - 0.3 * u),
            (px + 0.16 * u, py - 0.75 * u),
            (px - 0.16 * u, py - 0.75 * u),
        ],
        L(c),
    )
    sp.oval(px, py - 0.62 * u, 0.1 * u, 0.06 * u, "#fff3c4" if mirror else "#d8342c")
    sp.letters(
        [
            (px - 0.1 * u, py - 0.5 * u),
            (px + 0.1 * u, py - 0.5 * u),
            (px + 0.1 * u, py - 0.36 * u),
            (px - 0.1 * u, py - 0.36 * u),
        ],
        "29-H1\n482.15",
        "bold",
        "#f4f2ea",
        0.95,
    )
    for k in (-1, 1):
        sp.stroke(
            [(px + k * 0.12 * u, py - 0.85 * u), (px + k * 0.28 * u, py - 0.5 * u), (px + k * 0.2 * u, py - 0.22 * u)],
            L("#3a4a5e"),
            0.15 * u,
            0.08 * u,
        )
        sp.stroke(
            [
                (px + k * 0.18 * u, py - 1.25 * u),
                (px + k * 0.34 * u, py - 1.02 * u),
                (px + k * 0.34 * u, py - 0.92 * u),
            ],
            L(scale(coat, 0.85)),
            0.12 * u,
            0.07 * u,
        )
    sp.poly(
        [
            (px - 0.2 * u, py - 0.75 * u),
            (px + 0.2 * u, py - 0.75 * u),
            (px + 0.19 * u, py - 1.32 * u),
            (px - 0.19 * u, py - 1.32 * u),
        ],
        L(coat),
    )
    sp.oval(px, py - 1.44 * u, 0.1 * u, 0.12 * u, L("#2a211d" if not mirror else "#d9a57c"))
    if cone:
        sp.poly([(px - 0.3 * u, py - 1.46 * u), (px, py - 1.7 * u), (px + 0.3 * u, py - 1.46 * u)], L("#e8d6a0"))
        sp.poly([(px, py - 1.7 * u), (px + 0.3 * u, py - 1.46 * u), (px + 0.05 * u, py - 1.46 * u)], L("#c9b47c"))
    else:
        sp.poly(
            [
                (px + 0.13 * u * math.cos(t / 10 * math.pi), py - 1.46 * u - 0.15 * u * math.sin(t / 10 * math.pi))
                for t in range(11)
            ],
            L(load or "#3f7fc4"),
        )
    for k in (-1, 1):
        sp.line([(px + k * 0.34 * u, py - 0.92 * u), (px + k * 0.4 * u, py - 1.1 * u)], "#3a3a40", 0.03 * u)
        sp.oval(px + k * 0.41 * u, py - 1.12 * u, 0.06 * u, 0.05 * u, "#3a3a40")
