"""Passers-by: a few shapes each, in the clothes of the place."""
import math
import random

from .colour import mix, scale

SKIN = ("#f0c8a4", "#d9a57c", "#b97f56", "#8d5a3a", "#5f3b28")


def person(
    sp,
    x,
    z,
    coat="#6a4f5e",
    legs="#2f3342",
    skin=1,
    hair="#2a211d",
    high=1.7,
    hat=None,
    umbrella=None,
    dress=False,
    bag=None,
    robe=False,
    step=None,
    y=0.0,
    cone=False,
    shadow=True,
):
    rng = random.Random(int(x * 91 + z * 37) + sp.seed)
    px, py = sp.to(x, y, z)
    u = sp.unit(z) * high / 1.7
    L = lambda c: sp.air(sp.light(c, (-0.3 if sp.sun[0] < 0 else 0.3, 0.2, -0.6)), z)
    side = -1 if sp.sun[0] > 0 else 1
    if shadow:
        sp.soft(
            [
                [
                    (px - 0.25 * u, py),
                    (px + 0.25 * u, py),
                    (px + side * 1.1 * u, py + 0.16 * u),
                    (px + side * 0.7 * u, py + 0.18 * u),
                ]
            ],
            "#14172a",
            max(0.8, 0.04 * u),
            0.3,
        )
    k = (rng.uniform(0.06, 0.2) if step is None else step) * rng.choice((-1, 1))
    if robe or dress:
        low = 0.08 if robe else 0.42
        if dress:
            for s in (-1, 1):
                sp.stroke(
                    [(px + s * 0.07 * u, py - 0.5 * u), (px + s * (0.07 + k * 0.4) * u, py)],
                    L(SKIN[skin]),
                    0.1 * u,
                    0.07 * u,
                )
        sp.poly(
            [
                (px - 0.17 * u, py - 0.98 * u),
                (px + 0.17 * u, py - 0.98 * u),
                (px + 0.27 * u, py - low * u),
                (px - 0.25 * u, py - low * u),
            ],
            L(coat),
        )
    else:
        for s in (-1, 1):
            sp.stroke(
                [
                    (px + s * 0.07 * u, py - 0.85 * u),
                    (px + s * (0.05 + k) * u, py - 0.42 * u),
                    (px + s * (0.08 + k * 1.2) * u, py),
                ],
                L(legs),
                0.17 * u,
                0.1 * u,
            )
    body = [
        (px - 0.2 * u, py - 1.4 * u),
        (px - 0.1 * u, py - 1.47 * u),
        (px + 0.1 * u, py - 1.47 * u),
        (px + 0.2 * u, py - 1.4 * u),
        (px + 0.2 * u, py - 0.76 * u),
        (px - 0.2 * u, py - 0.76 * u),
    ]
    for s in (-1, 1):
        sp.stroke(
            [
                (px + s * 0.19 * u, py - 1.36 * u),
                (px + s * (0.26 + k * 0.2) * u, py - 1.05 * u),
                (px + s * (0.24 + k * 0.6) * u, py - 0.76 * u),
            ],
            L(scale(coat, 0.84)),
            0.13 * u,
            0.09 * u,
        )
    sp.poly(body, L(coat))
    sp.poly(
        [
            (px - side * 0.02 * u, py - 1.46 * u),
            (px - side * 0.2 * u, py - 1.4 * u),
            (px - side * 0.2 * u, py - 0.76 * u),
            (px - side * 0.06 * u, py - 0.76 * u),
        ],
        L(mix(coat, "#fff4d8", 0.22)),
        0.7,
    )
    sp.oval(px, py - 1.59 * u, 0.105 * u, 0.13 * u, L(SKIN[skin]))
    sp.poly(
        [
            (px + 0.112 * u * math.cos(t / 10 * math.pi), py - 1.6 * u - 0.14 * u * math.sin(t / 10 * math.pi))
            for t in range(11)
        ],
        L(hair),
    )
    if hat:
        sp.oval(px, py - 1.67 * u, 0.21 * u, 0.045 * u, L(hat))
        sp.rect(px - 0.11 * u, py - 1.78 * u, px + 0.11 * u, py - 1.66 * u, L(hat))
    if cone:
        sp.poly([(px - 0.3 * u, py - 1.62 * u), (px, py - 1.86 * u), (px + 0.3 * u, py - 1.62 * u)], L("#e2cf9a"))
    if bag:
        sp.rect(px + 0.2 * u, py - 0.8 * u, px + 0.42 * u, py - 0.52 * u, L(bag))
    if umbrella:
        cx, cy = px + 0.12 * u, py - 1.72 * u
        sp.line([(cx, cy - 0.35 * u), (px + 0.24 * u, py - 0.95 * u)], L("#2c2c34"), 0.03 * u)
        dome = [
            (cx + 0.62 * u * math.cos(math.pi * (1 - t / 14)), cy - 0.4 * u * math.sin(math.pi * t / 14))
            for t in range(15)
        ]
        foot = [(cx + (0.62 - 1.24 * t / 8) * u, cy + (0.05 * u if t % 2 == 0 else -0.03 * u)) for t in range(1, 8)]
        sp.poly(dome + foot, L(umbrella))
        sp.poly(
            [(cx, cy - 0.4 * u)] + dome[8:12] + [(cx + 0.12 * u, cy - 0.02 * u)], L(mix(umbrella, "#fff", 0.25)), 0.6
        )


def crowd(sp, n, x0, x1, z0, z1, coats, seed=0, skins=(0, 1, 2), **kw):
    """People strewn over an area, queued by depth."""
    rng = random.Random(sp.seed * 5 + seed)
    for i in range(n):
        x, z = rng.uniform(x0, x1), z0 + (z1 - z0) * (i + rng.random()) / n
        sp.put(
            z,
            person,
            x,
            z,
            coat=rng.choice(coats),
            legs=rng.choice(["#2f3342", "#4a4a52", "#3b3a35", "#6b6052"]),
            skin=rng.choice(skins),
            high=rng.uniform(1.55, 1.82),
            hair=rng.choice(["#2a211d", "#2a211d", "#5a3f2a", "#8a6a45"]),
            bag=rng.choice([None, None, "#8a5a3c", "#c4b59a"]),
            **kw
        )


def walk(sp, folk):
    """People one by one: (x, z, coat, {more of person's arguments})."""
    for x, z, coat, more in folk:
        sp.put(z, person, x, z, coat, **more)


def birds(sp, pts, colour="#3a3f4c", r=6):
    for x, y in pts:
        sp.line(
            [
                (x - r, y - r * 0.35),
                (x - r * 0.4, y - r * 0.5),
                (x, y),
                (x + r * 0.45, y - r * 0.55),
                (x + r, y - r * 0.3),
            ],
            colour,
            0.9,
            0.85,
        )
