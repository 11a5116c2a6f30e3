"""All scenes by name."""
from .scenes_a import new_york, paris, tokyo  # noqa: F401
from .scenes_b import amsterdam, cape_town, giza, kyoto, lisbon, reykjavik, rio  # noqa: F401
from .scenes_c import havana, istanbul, kyiv, marrakesh, nairobi, singapore, sydney  # noqa: F401
from .scenes_d import athens, bangkok, buenos_aires, delhi, mexico_city, prague, seoul  # noqa: F401
from .scenes_e import hanoi, london, monument_valley, rovaniemi, san_francisco, val_dorcia  # noqa: F401
