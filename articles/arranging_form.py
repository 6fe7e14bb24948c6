"""The form that arranges the front page: a piece and a time for each place.

Nothing here writes. Each place is two fields, so that the page works as plain HTML.
"""

from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import slots as places
from articles.fields import PiecesField
from articles.models import Article, Publication, Section
from articles.slots import Placed, Slot, Slots
from articles.widgets import PieceLines, suggestions

# A line that names a piece is no longer than this.
LONGEST = 400


class ArrangementForm(forms.Form):
    """Every place of the front page. `slots` is what it says, None where it does not hold."""

    def __init__(self, data=None, *, slots: Slots | None = None, base: int = 0, initial=None):
        """Open the form on `slots`, or on what was sent."""
        super().__init__(data, initial=initial, label_suffix="")
        self.sections = list(Section.objects.filter(parent=None))
        areas = [places.TOP, *(places.band_of(section.pk) for section in self.sections)]
        self.places = [(area, n) for area in areas for n in range(places.size_of(area))]
        self.slots = None
        sent = (data or initial or {}).get("base", "")
        self.base = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else base
        for slot in self.places:
            self.fields[self.piece_of(slot)] = _piece_field()
            self.fields[self.until_of(slot)] = _until_field()
        if slots is not None:
            self._open(slots)

    @classmethod
    def moved(cls, sent: QueryDict) -> Self:
        """Return the form as it was sent, but two places changed about or one emptied.

        For who presses the buttons without JavaScript; nothing is checked yet.
        """
        typed = {name: sent[name] for name in sent}
        one, _colon, other = sent.get("swap", "").partition(":")
        for part in ("piece", "until"):
            first, second = f"{one}-{part}", f"{other}-{part}"
            if first in typed and second in typed:
                typed[first], typed[second] = typed[second], typed[first]
            cleared = f"{sent.get('clear', '')}-{part}"
            if cleared in typed:
                typed[cleared] = ""
        form = cls(initial=typed)
        form.slots = form._read(lambda name: typed.get(name, ""))[0]
        return form

    @staticmethod
    def key_of(slot: Slot) -> str:
        """Return a slot's name on the page."""
        area, place = slot
        return f"{area}-{place}"

    @classmethod
    def piece_of(cls, slot: Slot) -> str:
        """Return the name of the field with a slot's piece."""
        return f"{cls.key_of(slot)}-piece"

    @classmethod
    def until_of(cls, slot: Slot) -> str:
        """Return the name of the field with the end of a slot's time."""
        return f"{cls.key_of(slot)}-until"

    def clean(self) -> dict:
        """Find the pieces. Each must be one that readers see or are promised, and stand once."""
        data = super().clean()
        slots, problems = self._read(lambda name: data.get(name) or "")
        now = timezone.now()
        for slot in self.places:
            until = data.get(self.until_of(slot))
            if until and not data.get(self.piece_of(slot)):
                problems[self.until_of(slot)] = _("Choose the piece that is to stand here.")
            elif until and until <= now:
                problems[self.until_of(slot)] = _("This time has passed.")
        for name, problem in problems.items():
            self.add_error(name, ValidationError(problem))
        if not self.errors:
            self.slots = slots
        return data

    def _read(self, value_of) -> tuple[Slots, dict[str, str]]:
        """Return the slots of what is typed, and what is wrong with it by the field's name."""
        lines = {slot: str(value_of(self.piece_of(slot))).strip() for slot in self.places}
        wanted = [line for line in lines.values() if line]
        found = PiecesField.find(wanted) if wanted else {}
        pieces = Article.objects.defer("body", "body_html", "body_text").in_bulk(
            {key for key in found.values() if key}
        )
        slots: Slots = {}
        problems: dict[str, str] = {}
        seen: dict[int, Slot] = {}
        for slot, line in lines.items():
            piece = pieces.get(found.get(line))
            problem = line and _problem_of(line, piece, seen)
            if problem:
                problems[self.piece_of(slot)] = problem
            until = value_of(self.until_of(slot))
            placed = None
            if piece and not problem:
                seen[piece.pk] = slot
                placed = Placed(piece.pk, None if isinstance(until, str) else until)
            slots.setdefault(slot[0], []).append(placed)
        return slots, problems

    def _open(self, slots: Slots) -> None:
        """Fill the fields with what stands; what has run out or is gone is left out."""
        now = timezone.now()
        keys = {entry.piece for row in slots.values() for entry in row if entry}
        pieces = Article.objects.only("headline", "slug", "published_at", "withdrawn_at").in_bulk(
            keys
        )
        self.slots = {}
        for slot in self.places:
            placed = places.at(slots, slot)
            if placed and placed.until and placed.until <= now:
                placed = None
            piece = pieces.get(placed.piece) if placed else None
            if piece is None or not _may_stand(piece):
                placed = None
            self.slots.setdefault(slot[0], []).append(placed)
            if placed:
                self.initial[self.piece_of(slot)] = PieceLines.line(piece)
                self.initial[self.until_of(slot)] = placed.until


def _may_stand(piece: Article) -> bool:
    return piece.publication in {Publication.LIVE, Publication.SCHEDULED}


def _problem_of(line: str, piece: Article | None, seen: dict[int, Slot]) -> str:
    """Return why a piece cannot stand in a place, or nothing."""
    if piece is None:
        text = _("No piece was found for “%(line)s”. Write its slug or its address.")
        return text % {"line": line[:120]}
    if not _may_stand(piece):
        return _("Readers do not see this piece. Publish or schedule it first.")
    if piece.pk in seen:
        return _("This piece stands in a place above already.")
    return ""


def _piece_field() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LONGEST,
        label=gettext_lazy("piece"),
        widget=forms.TextInput(
            attrs={"list": "front-offered", "data-suggest": suggestions("piece")}
        ),
    )


def _until_field() -> forms.DateTimeField:
    return forms.DateTimeField(
        required=False,
        label=gettext_lazy("until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "invalid": gettext_lazy("Write the date and the time, or leave both empty.")
        },
    )
