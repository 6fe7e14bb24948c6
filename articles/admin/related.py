"""What may stand beside a piece, at the desk: why, what is pinned, and what is kept away."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import kinship, picturing, pinning, previewing, reading_on, references, related
from articles.acting import Refused
from articles.admin.base import is_key
from articles.admin.desk import what_readers_see
from articles.admin.merges import words_of
from articles.admin.versions import Versions
from articles.forms import ArticleForm
from articles.kinship import Likeness
from articles.models import Act, Article, RelatedBan, working_snapshot
from articles.permissions import Standing

# Besides those that are pinned. The newest so many that are kept away are named.
MOST_CANDIDATES, MOST_BANNED = 24, 50
# Of what two pieces share.
MOST_NAMED = 4
SIGNALS = {
    kinship.TAGS: gettext_lazy("Tags"),
    kinship.WORDS: gettext_lazy("Words"),
    kinship.SECTION: gettext_lazy("Section"),
    kinship.AGE: gettext_lazy("Time"),
}
# Each button: what it does, and what is said when it is done.
BUTTONS = {
    "pin": (pinning.pin, gettext_lazy("“{other}” is pinned.")),
    "unpin": (pinning.unpin, gettext_lazy("“{other}” is no longer pinned.")),
    "ban": (pinning.ban, gettext_lazy("“{other}” is kept away from this piece.")),
    "unban": (pinning.unban, gettext_lazy("“{other}” may stand beside this piece again.")),
}
OF_THE_TEXT = {"pin", "unpin"}


@dataclass(frozen=True)
class Signal:
    """What one thing that two pieces share adds to the score, and what it is, in words."""

    label: str
    value: float
    shared: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A piece on the page. is_seen: readers see it beside the piece now; following: the key of
    the row to go on with; ban: its line among those kept away."""

    piece: Article
    thumbnail: str
    reason: str = ""
    score: float | None = None
    signals: list[Signal] = field(default_factory=list)
    is_seen: bool = False
    following: int | str = ""
    ban: RelatedBan | None = None


class RelatedPieces(Versions):
    """The part of the article's admin that shows what may stand beside a piece."""

    def get_urls(self) -> list:
        """Add the page of related pieces."""
        view = self.admin_site.admin_view(self.related_view)
        return [
            path("<int:pk>/related/", view, name="articles_article_related"),
            *super().get_urls(),
        ]

    def related_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show picks, candidates and those kept away, or do what was decided about one."""
        piece = self._piece(request, pk)
        if request.method == "POST":
            return self._decide(request, piece)
        working = piece.working_revision
        context = _rows(piece) | {
            "base": working.number if working else 0,
            "why_not": Standing(piece, request.user).why_not(Act.PIN),
        }
        return self._show(request, piece, "related", _("Related pieces"), context)

    def _decide(self, request: HttpRequest, piece: Article) -> HttpResponse:
        name = next((name for name in BUTTONS if name in request.POST), "")
        key = request.POST.get(name, "")
        other = Article.objects.filter(pk=key).first() if name and is_key(key) else None
        try:
            if other:
                self._do(request, name, piece, other)
        except IntegrityError:
            other = None
        if other is None:
            text = _("That piece is gone: deleted in the meantime, maybe.")
            self.message_user(request, text, messages.WARNING)
        following = request.POST.get("following", "")
        place = f"#piece-{following}" if is_key(following) else ""
        page = reverse("admin:articles_article_related", args=[piece.pk])
        return HttpResponseRedirect(page + place)

    def _do(self, request: HttpRequest, name: str, piece: Article, other: Article) -> None:
        act, said = BUTTONS[name]
        try:
            done = act(piece, other=other, by=request.user)
        except (Refused, OperationalError) as refused:
            self.message_user(request, words_of(refused), messages.ERROR)
            return
        said = said.format(other=other)
        if name in OF_THE_TEXT:
            said = f"{said} {what_readers_see(done)}"
            self._say_newer(request, done)
        elif name == "ban" and done.picks.filter(target=other).exists():
            said = f"{said} " + _(
                "Readers still see it as the editors' choice, until what is written is published."
            )
        self.message_user(request, said, messages.SUCCESS)

    def _say_newer(self, request: HttpRequest, saved: Article) -> None:
        """Say so where somebody saved the piece since the page was opened."""
        before = saved.working_revision and saved.working_revision.parent
        if before is None or ArticleForm.base_in(request.POST) in (before.number, 0):
            return
        text = _(
            "Version {number} was saved while this page stood open. All of it is kept; what you "
            "decided here was added to it."
        )
        self.message_user(request, text.format(number=before.number), messages.INFO)


def _rows(piece: Article) -> dict[str, list[Row]]:
    """Return the rows of the page, of the working copy: picks, candidates, those kept away."""
    stand_in = previewing.piece_from(piece, working_snapshot(piece))
    picks = previewing.picks_of(stand_in)
    most = MOST_CANDIDATES + len(picks)
    found = {one.article_id: one for one in kinship.kin(stand_in, most=most)}
    bans = {ban.other_id: ban for ban in piece.bans.select_related("by")[:MOST_BANNED]}
    pieces = Article.objects.cards().in_bulk([*picks, *found, *bans])
    seen = _seen(piece)

    def rows(keys: Iterable[int]) -> list[Row]:
        keys = [key for key in keys if key in pieces]
        # After the last one work goes on with the one before it.
        places = [*keys[1:], *(keys[-2:-1] or [""])]
        return [
            _row(pieces[key], stand_in, found.get(key), seen, following, bans.get(key))
            for key, following in zip(keys, places, strict=False)
        ]

    others = [key for key in found if key not in picks][:MOST_CANDIDATES]
    return {"picks": rows(picks), "candidates": rows(others), "banned": rows(bans)}


def _seen(piece: Article) -> set[int]:
    """Return what readers see beside a piece now, by key."""
    if not piece.is_public:
        return set()
    html = piece.current_html()
    wanted = reading_on.number_wanted(html)
    around = related.around(piece, wanted, linking_to=references.slugs_in(html))
    return {one.article.pk for one in around.related}


def _row(
    piece: Article, beside: Article, likeness: Likeness | None, seen: set[int], following, ban
) -> Row:
    thumbnail = picturing.thumbnail(piece.lead_image) if piece.lead_image else ""
    row = {"is_seen": piece.pk in seen, "following": following, "ban": ban}
    if likeness is None:
        return Row(piece, thumbnail, **row)
    is_same_section = piece.section_id == beside.section_id
    reason = related.in_words(
        [tag.name for tag in likeness.tags],
        alike=likeness.is_alike,
        section=str(piece.section) if is_same_section else "",
    )
    shared = {
        kinship.TAGS: [tag.name for tag in likeness.tags[:MOST_NAMED]],
        kinship.WORDS: likeness.words[:MOST_NAMED],
    }
    signals = [
        Signal(label, likeness.parts[name], shared.get(name, []))
        for name, label in SIGNALS.items()
        if name in likeness.parts
    ]
    if likeness.repeats:
        signals.append(Signal(_("Repetition"), -likeness.repeats))
    score = likeness.score - likeness.repeats
    return Row(piece, thumbnail, reason, score, signals, **row)
