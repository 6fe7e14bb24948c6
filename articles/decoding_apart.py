"""Decoding in a process of its own, whose memory has a limit and is given back at once (pure).

WebP, AVIF and HEIC are decoded whole, several times over: 60 megapixels take a gigabyte, which the
process that answers requests would keep. Here the child gets it, and the machine takes the child
first if it has not so much.
"""

import json
import mmap
import resource
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image

from articles import decoding

# What the child may take, address space included; 60 megapixels hold 1 GB of it.
MOST_BYTES = 1536 * 1024**2
BYTES_A_PIXEL = 17
# Seconds.
PATIENCE = 60
ROOT = Path(__file__).resolve().parent.parent


class NoMemory(Exception):
    """This machine has not enough memory, or not enough time, for the picture."""


def in_srgb(data: bytes, kind: str, pixels: int) -> Image.Image:
    """Return the pixels as `decoding.in_srgb` does of `decoding.decoded`.

    data: the file; kind: Pillow's name of its format; pixels: how many it has. Raises NoMemory,
    and OSError where the file is broken.
    """
    limits = str(MOST_BYTES), str(pixels * BYTES_A_PIXEL)
    command = [sys.executable, "-m", "articles.decoding_apart", kind, *limits]
    try:
        child = subprocess.run(  # noqa: S603 - this very module
            command, input=data, capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NoMemory from error
    head, _line, content = child.stdout.partition(b"\n")
    about = json.loads(head) if child.returncode == 0 else {}
    if "size" in about:
        return Image.frombytes(about["mode"], about["size"], content)
    if about.get("broken"):
        raise OSError(about["broken"])
    raise NoMemory(f"{child.returncode}: {child.stderr[-500:]!r}")


def main(kind: str, most: int, wanted: int) -> None:
    """Read a file, write a line that describes its pixels and then them: the child's whole work."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with suppress(OSError):  # not on Linux
        Path("/proc/self/oom_score_adj").write_text("1000")
    Image.MAX_IMAGE_PIXELS = None  # looked at before
    # Asked for and given back: a decoder that gets no memory calls the file broken.
    mmap.mmap(-1, wanted).close()
    try:
        with Image.open(BytesIO(sys.stdin.buffer.read()), formats=[kind]) as picture:
            pixels = decoding.in_srgb(decoding.decoded(picture))
    except MemoryError:
        raise
    except decoding.BROKEN as error:
        answer, data = {"broken": f"{type(error).__name__}: {error}"}, b""
    else:
        answer, data = {"mode": pixels.mode, "size": pixels.size}, pixels.tobytes()
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + data)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
