"""Renditions: what readers are sent of a photograph, how like the original it is, and how fast.

The photograph is drawn: noise in octaves, as coarse and fine as in nature, with hard edges across.
A light drawing of the sample newspaper stands beside it.
Likeness is SSIM over blocks of eight pixels (`articles.lightness`) against the original made as
small without loss; 1 is the same, from about 0.95 on the eye sees no difference.
"""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from time import perf_counter

from django.conf import settings
from PIL import Image as PillowImage
from PIL import ImageChops, ImageDraw, ImageFilter

from articles import darkroom, picturing, renditions
from articles.lightness import likeness
from articles.models import Image

SIZE = (4000, 3000)
# The lead picture in a window of 360 and of 1280 pixels: the file that a browser chooses.
WINDOWS = {360: 480, 1280: 960}


def photograph() -> PillowImage.Image:
    """A picture of a camera's size."""
    channels = []
    for shift in range(3):
        channel = PillowImage.new("L", SIZE, 100 + 20 * shift)
        for octave in range(1, 9):
            size = SIZE[0] >> octave, SIZE[1] >> octave
            noise = PillowImage.effect_noise(size, 10 + 7 * octave)
            noise = noise.resize(SIZE, PillowImage.Resampling.BICUBIC)
            channel = ImageChops.add(channel, noise, scale=1, offset=-128)
        channels.append(channel)
    picture = PillowImage.merge("RGB", channels)
    draw = ImageDraw.Draw(picture)
    for place in range(12):
        left = place * 330
        colour = (place * 20, 200 - place * 12, 90)
        draw.polygon([(left, 900), (left + 160, 2800), (left + 20, 2900)], fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def print_weights(pixels: PillowImage.Image, image: Image, original: int) -> None:
    print(f"\n{image.title}: {image.width} x {image.height}, {original / 1024:.0f} KB")
    part = darkroom.Part(pixels, image, renditions.WHOLE)
    print(f"{'window':>7} {'file':>10} {'KB':>7} {'share':>7} {'SSIM':>6}")
    for window, width in WINDOWS.items():
        for kind in ("avif", "webp", "jpg"):
            rendition = renditions.of(image, renditions.WHOLE, width, kind)
            data = darkroom.encoded(part, rendition)
            size = rendition.width, rendition.height
            alike = likeness(
                PillowImage.open(BytesIO(data)),
                pixels.resize(size, PillowImage.Resampling.LANCZOS),
            )
            name = f"{width} {kind}"
            share = len(data) / original
            print(f"{window:>7} {name:>10} {len(data) / 1024:>7.1f} {share:>7.2%} {alike:>6.3f}")


def print_speed(pixels: PillowImage.Image, image: Image) -> None:
    expected = renditions.expected(image)
    parts = {shape: darkroom.Part(pixels, image, shape) for shape in renditions.SHAPES}
    print(f"\n{len(expected)} renditions of a picture are made beforehand; a second:")
    times = []
    for threads in (1, 2):
        start = perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda one: darkroom.encoded(parts[one.shape], one), expected))
        times.append(perf_counter() - start)
        print(f"{len(expected) / times[-1]:>7.1f} in {threads} threads")
    print(f"{times[0] / times[1]:>7.2f} times as fast")
    for kind in ("avif", "webp", "jpg"):
        row = [one for one in expected if one.kind == kind]
        start = perf_counter()
        for one in row:
            darkroom.encoded(parts[one.shape], one)
        print(f"{len(row) / (perf_counter() - start):>7.1f} {kind}")


def print_markup(image: Image) -> None:
    start = perf_counter()
    for _time in range(1000):
        html = picturing.picture(image, "lead")
    print(f"\n<picture>: {len(html)} characters, {(perf_counter() - start) * 1000:.0f} us each")


def opened(file, title: str) -> tuple[PillowImage.Image, Image]:
    """Pixels and a row that was never stored."""
    pixels = PillowImage.open(file).convert("RGB")
    size = dict(zip(("width", "height"), pixels.size, strict=True))
    image = Image(pk=1, title=title, dominant_colour="#668899", **size)
    image.file.name = "gambar/foto.jpg"
    return pixels, image


def main() -> None:
    photo = photograph()
    file = BytesIO()
    photo.save(file, "JPEG", quality=92)
    weight = file.tell()
    drawing = settings.BASE_DIR / "fixtures/images/migrasi-talenta.jpg"
    print_weights(*opened(drawing, "A drawing of the sample"), drawing.stat().st_size)
    pixels, image = opened(file, "A photograph")
    print_weights(pixels, image, weight)
    print_speed(pixels, image)
    print_markup(image)
