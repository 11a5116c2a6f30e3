"""The places: where they are, how hard they are to tell, how their picture is stored."""
import importlib
import math
import time
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Place:
    index: int
    name: str
    city: str
    country: str
    lat: float
    lon: float
    # 0 (anyone knows it) to 1 (nothing to go by); None: nobody has judged it.
    score: float
    # As a camera held wrongly leaves it: degrees clockwise that the stored pixels are turned by.
    turned: int = 0
    # 'jpg', 'png', or 'exif': turned pixels with an orientation tag that sets them upright.
    form: str = "jpg"

    @property
    def file_name(self):
        return f"{self.index:02d}_{self.name}.{'png' if self.form == 'png' else 'jpg'}"

    def row(self):
        return {
            "file_name": self.file_name,
            "lat": self.lat,
            "lon": self.lon,
            "country": self.country,
            "city": self.city,
            "locatability_score": self.score,
            "image_source": "rendered",
        }


def tilt(image, degrees, small):
    """Turned by a hand that slipped, and cropped to leave no empty corner."""
    a = math.radians(abs(degrees))
    grow = math.cos(a) + image.width / image.height * math.sin(a)
    big = image.resize((round(image.width * grow), round(image.height * grow)), Image.LANCZOS).rotate(
        -degrees, Image.BICUBIC
    )
    x, y = (big.width - small[0]) // 2, (big.height - small[1]) // 2
    return big.crop((x, y, x + small[0], y + small[1]))


def make(job):
    place, folder, s = job
    began = time.perf_counter()
    image = getattr(importlib.import_module(f".scenes.{place.name}", __package__), place.name)(s)
    if place.turned % 90:
        image = tilt(image, place.turned, image.size)
    elif place.turned:
        image = image.transpose({90: Image.ROTATE_270, 180: Image.ROTATE_180, 270: Image.ROTATE_90}[place.turned])
    path = folder / place.file_name
    if place.form == "png":
        image = image.resize((800, 600), Image.LANCZOS)
        image.quantize(256, method=Image.MEDIANCUT, dither=Image.FLOYDSTEINBERG).save(path, optimize=True)
    elif place.form == "exif":
        exif = Image.Exif()
        # 6: the reader has to turn the stored pixels 90 degrees clockwise.
        exif[0x0112] = 6
        image.transpose(Image.ROTATE_90).save(path, quality=88, subsampling=0, optimize=True, exif=exif.tobytes())
    else:
        image.save(path, quality=88, optimize=True)
    return f"{path.name}  {image.width}x{image.height}  {path.stat().st_size / 1024:.0f} KB  {time.perf_counter() - began:.1f} s"


PLACES = [
    Place(i, *row)
    for i, row in enumerate(
        [
            ("paris", "Paris", "France", 48.8594, 2.3035, 0.08),
            ("tokyo", "Tokyo", "Japan", 35.6940, 139.7016, 0.22),
            ("new_york", "New York", "United States", 40.7032, -73.9895, 0.10),
            ("amsterdam", "Amsterdam", "Netherlands", 52.3752, 4.8840, 0.18),
            ("kyoto", "Kyoto", "Japan", 34.9986, 135.7788, 0.24),
            ("giza", "Giza", "Egypt", 29.9756, 31.1420, 0.12),
            ("reykjavik", "Reykjavik", "Iceland", 64.1441, -21.9302, 0.20),
            ("rio", "Rio de Janeiro", "Brazil", -22.9711, -43.1822, 0.15),
            ("cape_town", "Cape Town", "South Africa", -33.9205, 18.4147, 0.28, 0, "exif"),
            ("lisbon", "Lisbon", "Portugal", 38.7101, -9.1329, 0.30),
            ("marrakesh", "Marrakesh", "Morocco", 31.6258, -7.9915, 0.38),
            ("sydney", "Sydney", "Australia", -33.8574, 151.2095, 0.06),
            ("istanbul", "Istanbul", "Turkey", 41.0259, 28.9733, 0.26, 270),
            ("havana", "Havana", "Cuba", 23.1380, -82.3590, 0.21),
            ("kyiv", "Kyiv", "Ukraine", 50.4593, 30.5165, None),
            ("singapore", "Singapore", "Singapore", 1.2834, 103.8442, 0.35),
            ("nairobi", "Nairobi", "Kenya", -1.2856, 36.8207, 0.52),
            ("buenos_aires", "Buenos Aires", "Argentina", -34.6393, -58.3627, None, -8),
            ("delhi", "Delhi", "India", 28.6561, 77.2365, 0.33),
            ("bangkok", "Bangkok", "Thailand", 13.7465, 100.4915, 0.31),
            ("mexico_city", "Mexico City", "Mexico", 19.3489, -99.1650, 0.55, 90),
            ("athens", "Athens", "Greece", 37.9757, 23.7250, 0.16),
            ("prague", "Prague", "Czechia", 50.0874, 14.4058, 0.36),
            ("seoul", "Seoul", "South Korea", 37.5826, 126.9836, 0.29),
            ("hanoi", "Hanoi", "Vietnam", 21.0322, 105.8509, 0.42, 9),
            ("london", "London", "United Kingdom", 51.5022, -0.1263, 0.05),
            ("san_francisco", "San Francisco", "United States", 37.8030, -122.4194, 0.25),
            ("monument_valley", "Mexican Hat", "United States", 37.1019, -109.9907, 0.48, 0, "png"),
            ("rovaniemi", "Rovaniemi", "Finland", 66.5430, 25.8470, 0.82),
            ("val_dorcia", "San Quirico d'Orcia", "Italy", 43.0690, 11.6230, 0.77),
        ]
    )
]
