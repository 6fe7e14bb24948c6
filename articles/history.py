"""The public history of a piece: the versions that readers saw, and what changed between two."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import comparison, rendering
from articles.ledger import Line
from articles.models import Article, ArticleQuerySet, Correction, Image, Revision, Section
from articles.models.snapshots import Snapshot

# What readers see of a piece; addresses and words for search engines are the desk's.
READ = (
    "headline", "kicker", "standfirst", "body", "genre", "section", "lead_image", "byline", "tags",
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """A version that readers saw, numbered from 1 in the order of publication.

    revision: its primary key; None for a piece that was never edited here.
    """

    number: int
    at: datetime
    significant: bool = True
    note: str = ""
    revision: int | None = None

    @property
    def before(self) -> int:
        """The number of the version before; 0 for the first."""
        return self.number - 1


@dataclass(frozen=True)
class Step:
    """A step of the history: one version, one entry of the ledger, or a run of minor versions."""

    version: Version | None = None
    line: Line | None = None
    minor: list[Version] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """What changed between two versions, as readers saw it.

    beyond_words: something in the text did, but none of its words: a link, a picture, its form.
    """

    changes: list[comparison.FieldChange]
    beyond_words: bool


def with_record(articles: ArticleQuerySet, now: datetime) -> ArticleQuerySet:
    """Let each piece know whether the ledger names it, and whether it has an earlier version.

    In the same query: most pieces have neither, and theirs then cost nothing more.
    """
    entries = Correction.objects.filter(article=OuterRef("pk"), at__lte=now)
    earlier = Revision.objects.filter(
        article=OuterRef("pk"),
        published_at__lte=now,
        published_at__lt=OuterRef("live_revision__published_at"),
    )
    return articles.annotate(has_entries=Exists(entries), has_earlier=Exists(earlier))


def versions_of(article: Article) -> list[Version]:
    """Return the published versions of a public piece, the first one first. One query."""
    rows = (
        article.revisions.filter(published_at__lte=timezone.now())
        .order_by("published_at", "number")
        .values_list("published_at", "significant", "public_note", "pk")
    )
    versions = [Version(number, *row) for number, row in enumerate(rows, 1)]
    return versions or [Version(1, article.published_at)]


def change_of(entry: Correction) -> tuple[int, int] | None:
    """Return the numbers of the two versions that an entry lies between, as readers count them.

    None where the text stayed as it was, or where the two are not to be compared. One query.
    """
    asked = (entry.from_number, entry.to_number)
    if None in asked or asked[0] == asked[1] or not entry.article.is_public:
        return None
    published = entry.article.revisions.filter(published_at__lte=timezone.now())
    numbers = list(published.order_by("published_at", "number").values_list("number", flat=True))
    if not set(asked) <= set(numbers):
        return None
    old, new = sorted(numbers.index(number) + 1 for number in asked)
    return old, new


def steps_of(versions: list[Version], lines: list[Line]) -> list[Step]:
    """Return versions and entries in one order, newest first; minor ones that follow on each
    other are one step. An entry that went out with a version stands right below it."""
    steps: list[Step] = []
    dated = [(version.at, 1, version) for version in versions]
    dated += [(line.entry.at, 0, line) for line in lines]
    for _at, is_version, item in sorted(dated, key=lambda one: one[:2], reverse=True):
        if not is_version:
            steps.append(Step(line=item))
        elif item.significant or not item.before:
            steps.append(Step(version=item))
        elif steps and steps[-1].minor:
            steps[-1].minor.append(item)
        else:
            steps.append(Step(minor=[item]))
    return steps


def difference(old: Version, new: Version) -> Difference:
    """Compare two versions of one piece. A bounded number of queries, whatever their length."""
    revisions = Revision.objects.in_bulk([old.revision, new.revision])
    one, other = (revisions[version.revision].snapshot for version in (old, new))
    # What an older schema did not know is no change.
    keys = [key for key in READ if key in one and key in other]
    names = _names([one, other])
    before, after = (_as_read(snapshot, keys, names) for snapshot in (one, other))
    changes = comparison.compare_snapshots(before, after)
    same_words = before.get("body") == after.get("body")
    beyond = same_words and _html(one) != _html(other)
    return Difference(changes, beyond)


def _as_read(snapshot: Snapshot, keys: list[str], names: dict) -> Snapshot:
    """Return what readers saw of a snapshot: words instead of Markdown, names instead of rows.

    Markdown would also show what the page does not: remarks, and addresses of drafts.
    """
    content = {key: snapshot[key] for key in keys}
    if "body" in content:
        content["body"] = "\n\n".join(_words(content["body"]).splitlines())
    for key in {"section", "lead_image"} & set(keys):
        content[key] = names[key].get(content[key], _("gone")) if content[key] else ""
    return content


def _words(markdown: str) -> str:
    try:
        return rendering.render(markdown).text
    except rendering.TextRefused:
        return markdown  # the page too shows it as it is


def _html(snapshot: Snapshot) -> str:
    try:
        return rendering.render(snapshot.get("body", "")).html
    except rendering.TextRefused:
        return ""


def _names(snapshots: list[Snapshot]) -> dict[str, dict[int, str]]:
    """Return the names of sections and pictures by primary key; a picture's is what it shows."""
    sections = Section.objects.filter(pk__in=_keys(snapshots, "section"))
    pictures = Image.objects.filter(pk__in=_keys(snapshots, "lead_image"))
    named = sections.order_by().annotate(kind=Value("section"), words=F("name"), whose=Value(""))
    shown = pictures.order_by().annotate(
        kind=Value("lead_image"), words=F("alt"), whose=F("credit")
    )
    columns = ("kind", "pk", "words", "whose", "title")
    named = named.annotate(title=Value("")).values_list(*columns)
    names: dict[str, dict[int, str]] = {"section": {}, "lead_image": {}}
    for kind, pk, words, whose, title in named.union(shown.values_list(*columns), all=True):
        names[kind][pk] = " / ".join(filter(None, [words, whose])) or title
    return names


def _keys(snapshots: list[Snapshot], key: str) -> list[int]:
    return [snapshot[key] for snapshot in snapshots if snapshot.get(key)]
