"""Words set in type for pictures: each sign in a font that has it, in lines that fit (pure).

A sign that no font has is left out, never drawn as an empty box; `share` tells how much is left.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

Faces = tuple[Path, ...]

FOLDER = Path(__file__).parent / "fonts"
SERIF, SANS = FOLDER / "DejaVuSerif-Bold.ttf", FOLDER / "DejaVuSans-Bold.ttf"
# The scripts of the archipelago; the others have Latin, Greek, Cyrillic and Arabic.
LOCAL = tuple(
    FOLDER / f"NotoSans{script}-Bold.ttf" for script in ("Javanese", "Balinese", "Sundanese")
)
LEADING = 1.2
# No font has it: what is drawn for it is drawn for everything that is missing.
NOWHERE = "\U0010fffe"
# Signs that control others, and are harmless: Persian parts letters with the one, scripts of
# India and Java join them with the other.
HARMLESS = {"\u200c", "\u200d"}


class Type:
    """Fonts in the order they are asked; the first is what most of a text is set in."""

    def __init__(self, text: str, more: Iterable[Path] = ()) -> None:
        """Choose for a text. more: fonts beside those that come along."""
        serif = sum(_has(SERIF, sign) for sign in text)
        sans = sum(_has(SANS, sign) for sign in text)
        first = (SERIF, SANS) if serif >= sans else (SANS, SERIF)
        self.faces: Faces = (*first, *LOCAL, *more)

    def share(self, text: str) -> float:
        """Return how much of a text's letters and figures can be drawn, from 0 to 1."""
        letters = [sign for sign in text if unicodedata.category(sign)[0] in "LN"]
        known = sum(self._face_of(sign) is not None for sign in letters)
        return known / len(letters) if letters else 0.0

    def known(self, text: str) -> str:
        """Return a text without what no font has, and without needless spaces."""
        composed = unicodedata.normalize("NFC", text)
        words = "".join(sign for sign in composed if self._face_of(sign)).split()
        # Of an emoji's signs the joiners alone may be known.
        return " ".join(word for word in words if set(word) - HARMLESS)

    def length(self, line: str, size: int) -> float:
        """Return how wide a line is in pixels."""
        return sum(_font(face, size).getlength(run) for face, run in self._runs(line))

    def lines(self, text: str, size: int, width: int) -> list[str]:
        """Break a text into lines, at spaces, and within words that are wider than a line."""
        lines, line = [], ""
        for word in text.split():
            joined = f"{line} {word}".strip()
            if self.length(joined, size) <= width:
                line = joined
                continue
            lines += [line] if line else []
            line = word
            while self.length(line, size) > width:
                cut = self._cut(line, size, width)
                lines, line = [*lines, line[:cut]], line[cut:]
        return [*lines, line] if line else lines

    def fitted(
        self, text: str, sizes: Sequence[int], width: int, height: int
    ) -> tuple[list[str], int]:
        """Return the lines of the largest type that fits; the smallest is cut where it must be."""
        for size in sizes:
            lines = self.lines(text, size, width)
            room = int(height / (size * LEADING))
            if len(lines) <= room:
                return lines, size
        return [*lines[: room - 1], f"{lines[room - 1].rstrip()}…"], size

    def draw(
        self, draw: ImageDraw.ImageDraw, line: str, at: tuple[int, int, int], size: int, colour: str
    ) -> None:
        """Draw a line. at: its left and right end and its top; it begins where its script does."""
        left, right, top = at
        base = top + _font(self.faces[0], size).getmetrics()[0]
        leftward = _is_leftward(line)
        x = right if leftward else left
        for face, run in self._runs(line):
            font = _font(face, size)
            x -= font.getlength(run) if leftward else 0
            draw.text((x, base), run, font=font, fill=colour, anchor="ls")
            x += 0 if leftward else font.getlength(run)

    def _cut(self, line: str, size: int, width: int) -> int:
        """Return how many signs of a word fit, without parting a letter from its marks."""
        fits = bisect_right(
            range(1, len(line)), width, key=lambda end: self.length(line[:end], size)
        )
        whole = (end for end in range(fits, 1, -1) if unicodedata.category(line[end])[0] != "M")
        return next(whole, 1)

    def _runs(self, line: str) -> list[tuple[Path, str]]:
        """Return a line in parts of one font each; spaces and marks go with what is before them."""
        faces: list[Path] = []
        for sign in line:
            before = faces[-1] if faces else None
            follows = sign.isspace() or unicodedata.category(sign)[0] in "MP"
            keeps = before is not None and follows and _has(before, sign)
            faces.append(before if keeps else self._face_of(sign) or self.faces[0])
        grouped = groupby(zip(faces, line, strict=True), key=lambda pair: pair[0])
        return [(face, "".join(sign for _face, sign in pairs)) for face, pairs in grouped]

    def _face_of(self, sign: str) -> Path | None:
        return next((face for face in self.faces if _has(face, sign)), None)


@cache
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, size)


@cache
def _has(face: Path, sign: str) -> bool:
    """Whether a font can draw a sign."""
    if sign.isspace() or sign in HARMLESS:
        return True
    if unicodedata.category(sign) in {"Cc", "Cn", "Co", "Cs", "Cf"}:
        return False
    return _drawn(face, sign) != _drawn(face, NOWHERE)


def _drawn(face: Path, sign: str) -> bytes:
    mask = _plain(face).getmask(sign)
    return bytes(mask) + bytes(str(mask.size), "ascii")


@cache
def _plain(face: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, 24, layout_engine=ImageFont.Layout.BASIC)


def _is_leftward(text: str) -> bool:
    """Whether a text runs from right to left, by its first letter."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)
