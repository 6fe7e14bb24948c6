"""Taking in pictures: the most memory that a process holds meanwhile.

A is a process that takes in a small picture, B one that takes in a picture at the limits or made
to break them; both are fresh processes, so that nothing is left of another. The ratio is of their
peaks (resident set). A bomb is refused by its head and costs what A costs. What is decoded in a
process of its own, which ends at once, stands beside it.
"""

import json
import subprocess
import sys

CASES = {
    "small JPEG": "photo(640, 480, 'JPEG')",
    "60 MP JPEG": "photo(9480, 6320, 'JPEG')",
    "60 MP progressive JPEG": "photo(9480, 6320, 'JPEG', progressive=True)",
    "60 MP progressive CMYK": "photo(9480, 6320, 'JPEG', mode='CMYK', progressive=True)",
    "60 MP PNG, palette": "photo(9480, 6320, 'PNG', mode='P')",
    "60 MP WebP": "photo(9480, 6320, 'WEBP', method=0)",
    "60 MP AVIF": "photo(9480, 6320, 'AVIF', speed=10)",
    "bomb of 361 MP": "flat(19000)",
    "head that says 2,500 MP": "forged()",
}
MAKE = """
import sys
from io import BytesIO
from PIL import Image
Image.MAX_IMAGE_PIXELS = None

def photo(width, height, kind, mode="RGB", **options):
    picture = Image.linear_gradient("L").resize((width, height)).convert(mode)
    output = BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()

def flat(side):
    output = BytesIO()
    Image.new("1", (side, side)).save(output, "PNG")
    return output.getvalue()

def forged():
    data = bytearray(photo(60, 40, "PNG"))
    data[16:24] = (50_000).to_bytes(4, "big") * 2
    return bytes(data)

sys.stdout.buffer.write({case})
"""
TAKE = """
import json, resource, sys
from time import process_time
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from articles import intake
SELF, CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
upload = SimpleUploadedFile("x.jpg", sys.stdin.buffer.read())
start = process_time()
try:
    said = "{0.width} x {0.height}".format(intake.prepare(upload))
except intake.Refused:
    said = "refused"
peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (SELF, CHILDREN)]
print(json.dumps([said, *peaks, process_time() - start]))
"""


def run(program: str, data: bytes = b"") -> bytes:
    """The output of a fresh process."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def main() -> None:
    """Print each case's peak, and its ratio to the small picture's."""
    first = 0.0
    for name, case in CASES.items():
        data = run(MAKE.replace("{case}", case))
        said, peak, apart, seconds = json.loads(run(TAKE, data))
        first = first or peak
        print(
            f"{name:26} {len(data) / 1e6:5.1f} MB  {said:>12}  "
            f"{peak:5.0f} MB  {peak / first:4.1f} x  {apart:5.0f} MB apart  {seconds:.1f} s"
        )
