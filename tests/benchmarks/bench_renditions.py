"""Renditions: what readers are sent of a photograph, how like the original it is, and how fast.

The photograph is drawn: noise in octaves, as coarse and fine as in nature, with hard edges across.
Likeness is SSIM (Wang and others, 2004) over blocks of eight pixels against the original made as
small without loss; 1 is the same, from about 0.95 on the eye sees no difference.
"""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from time import perf_counter

from django.conf import settings
from PIL import Image as PillowImage
from PIL import ImageChops, ImageDraw, ImageFilter, ImageMath

from articles import darkroom, picturing, renditions
from articles.models import Image

SIZE = (4000, 3000)
SAMPLE = settings.BASE_DIR / "fixtures" / "images" / "migrasi-talenta.jpg"
# The lead picture in a window of 360 and of 1280 pixels: the file that a browser chooses.
WINDOWS = {360: 480, 1280: 960}
# SSIM's two constants for eight bits.
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


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


def likeness(one: PillowImage.Image, other: PillowImage.Image) -> float:
    """The mean SSIM of two pictures' brightness."""
    a, b = (image.convert("L").convert("F") for image in (one, other))
    size = a.width // 8, a.height // 8

    def mean(product):
        values = ImageMath.lambda_eval(product, a=a, b=b)
        return values.resize(size, PillowImage.Resampling.BOX)

    parts = {
        "ma": mean(lambda args: args["a"] * 1.0),
        "mb": mean(lambda args: args["b"] * 1.0),
        "aa": mean(lambda args: args["a"] * args["a"]),
        "bb": mean(lambda args: args["b"] * args["b"]),
        "ab": mean(lambda args: args["a"] * args["b"]),
    }
    values = [0.0] * (size[0] * size[1])
    columns = [image.get_flattened_data() for image in parts.values()]
    for place, (ma, mb, aa, bb, ab) in enumerate(zip(*columns, strict=True)):
        above = (2 * ma * mb + C1) * (2 * (ab - ma * mb) + C2)
        below = (ma * ma + mb * mb + C1) * (aa - ma * ma + bb - mb * mb + C2)
        values[place] = above / below
    return sum(values) / len(values)


def print_weights(pixels: PillowImage.Image, image: Image) -> None:
    print(f"\noriginal: {image.width} x {image.height}, {image.byte_size / 1024:.0f} KB")
    print(f"{'window':>7} {'file':>10} {'KB':>7} {'share':>7} {'SSIM':>6}")
    for window, width in WINDOWS.items():
        for kind in ("avif", "webp", "jpg"):
            rendition = renditions.of(image, renditions.WHOLE, width, kind)
            data = darkroom.encoded(darkroom.part(pixels, image, renditions.WHOLE), rendition)
            size = rendition.width, rendition.height
            alike = likeness(
                PillowImage.open(BytesIO(data)),
                pixels.resize(size, PillowImage.Resampling.LANCZOS),
            )
            name = f"{width} {kind}"
            share = len(data) / image.byte_size
            print(f"{window:>7} {name:>10} {len(data) / 1024:>7.1f} {share:>7.2%} {alike:>6.3f}")


def print_speed(pixels: PillowImage.Image, image: Image) -> None:
    expected = renditions.expected(image)
    parts = {shape: darkroom.part(pixels, image, shape) for shape in renditions.SHAPES}
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


def main() -> None:
    photo = photograph()
    file = BytesIO()
    photo.save(file, "JPEG", quality=92)
    image = Image(pk=1, width=SIZE[0], height=SIZE[1], byte_size=file.tell())
    image.file.name = "gambar/foto.jpg"
    pixels = PillowImage.open(file).convert("RGB")
    print_weights(pixels, image)
    # The sample newspaper's lead: drawn, flat and sharp, and small and light from the start.
    drawn = PillowImage.open(SAMPLE).convert("RGB")
    sample = Image(pk=2, width=drawn.width, height=drawn.height, byte_size=SAMPLE.stat().st_size)
    sample.file.name = "gambar/gambar.jpg"
    print_weights(drawn, sample)
    print_speed(pixels, image)
    print_markup(image)
