"""What a piece must have before readers see it, and what an editor should look at again."""

import re
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from articles import rendering
from articles.blank import is_blank
from articles.models import Article, Author, Image, Redirect, Section
from articles.models.snapshots import Snapshot
from articles.picturing import WIDTH_WORDS
from articles.references import pictures_by_address, pictures_in, slugs_in, widths_in

# Left by whoever meant to come back: lorem ipsum, the trade's TK, [isi: ...], XXX.
PLACEHOLDER = re.compile(
    r"lorem ipsum|\bTKTK\b|\bTK\b|\[(?:isi|nama|tanggal)\b[^]]*\]|\bXXX+\b", re.I
)

# A picture as somebody may have meant to write it, and as it is written.
MEANT_PICTURE = re.compile(r"!\s*\[[^]\n]*\]\s*\(\s*gambar\b[^)\n]*\)", re.I)
PICTURE = re.compile(r"!\[[^]]*\]\(\s*gambar:\d{1,18}(:[\w-]*)?\s*(\s[\"'(].*)?\)", re.I | re.ASCII)
# As many open notes are named one by one.
MOST_NOTES = 5


@dataclass(frozen=True)
class Finding:
    """One thing found: a blocking one keeps the piece from readers, a warning does not."""

    text: str
    blocking: bool = True


def findings(snapshot: Snapshot, article: Article) -> list[Finding]:
    """Return everything found in the content of a piece; blocking ones first."""
    found = [
        *_missing(snapshot),
        *_in_text(snapshot, article),
        *_open_notes(article),
        *_taken_address(snapshot, article),
    ]
    return sorted(found, key=lambda finding: not finding.blocking)


def _missing(snapshot: Snapshot):
    required = {
        _("The headline is missing."): not is_blank(snapshot["headline"]),
        _("The standfirst is missing."): not is_blank(snapshot["standfirst"]),
        _("The text is missing."): not is_blank(snapshot["body"]),
        _("The section is missing."): snapshot["section"]
        and Section.objects.filter(pk=snapshot["section"]).exists(),
        _("The byline is missing."): snapshot["byline"]
        and Author.objects.filter(pk__in=snapshot["byline"]).exists(),
    }
    return [Finding(text) for text, present in required.items() if not present]


def _in_text(snapshot: Snapshot, article: Article):
    words = " ".join((snapshot["headline"], snapshot["standfirst"], snapshot["body"]))
    if placeholder := PLACEHOLDER.search(words):
        text = _("Something is left to fill in: “%(words)s”.") % {"words": placeholder[0]}
        yield Finding(text, blocking=False)
    try:
        html = rendering.render(snapshot["body"]).html
    except rendering.TextRefused as refusal:
        yield Finding(str(refusal))
        return
    yield from _dead_links(html, article)
    yield from _bare_pictures(pictures_in(html), snapshot["lead_image"])
    for written in dict.fromkeys(MEANT_PICTURE.findall(snapshot["body"])):
        if not PICTURE.fullmatch(written):
            text = _("A picture is not shown, for it is written “%(written)s”: %(known)s is read.")
            yield Finding(text % {"written": written, "known": "![](gambar:12)"}, blocking=False)
    for key in pictures_by_address(html):
        text = _("A picture stands by its address: write %(known)s, and credit and licence follow.")
        yield Finding(text % {"known": f"![](gambar:{key})"}, blocking=False)
    for word in sorted(widths_in(html) - set(WIDTH_WORDS)):
        text = _("A picture has the width “%(word)s”; write %(known)s, or nothing.")
        known = " / ".join(WIDTH_WORDS)
        yield Finding(text % {"word": word, "known": known}, blocking=False)


def _open_notes(article: Article):
    if article.pk is None:
        return
    notes = article.notes.filter(reply_to=None, resolved_at=None)
    found = list(notes.values_list("by_name", "text").order_by("id")[: MOST_NOTES + 1])
    if not found:
        return
    named = [f"{who}: “{Truncator(text).chars(60)}”" for who, text in found[:MOST_NOTES]]
    named += ["…"] if len(found) > MOST_NOTES else []
    text = _("Notes are still open. %(notes)s") % {"notes": "; ".join(named)}
    yield Finding(text, blocking=False)


def _taken_address(snapshot: Snapshot, article: Article):
    """Say what the piece's address leads to now, where that is another piece."""
    piece = Article(slug=snapshot["slug"] or "-", published_at=article.published_at or now())
    if article.is_public and article.get_absolute_url() == piece.get_absolute_url():
        # It lives there, and took the address when it came.
        return
    others = Redirect.objects.with_targets().exclude(article=article.pk)
    if old := others.filter(old_path=piece.get_absolute_url()).first():
        text = _("Until now %(address)s leads to “%(what)s”; once published, it leads here.")
        yield Finding(text % {"address": old, "what": old.target}, blocking=False)


def _dead_links(html: str, article: Article):
    wanted = slugs_in(html) - {article.slug}
    known = Article.objects.filter(slug__in=wanted).only(
        "slug", "headline", "published_at", "withdrawn_at"
    )
    for slug in sorted(wanted - {piece.slug for piece in known}):
        yield Finding(_("The link artikel:%(slug)s leads nowhere.") % {"slug": slug})
    for piece in known:
        if not piece.is_public:
            text = _("The linked piece “%(headline)s” is not public; its link shows as words.")
            yield Finding(text % {"headline": piece}, blocking=False)


def _bare_pictures(in_text: list[tuple[int, str]], lead: int | None):
    uses = in_text + ([(lead, "")] if lead else [])
    images = Image.objects.in_bulk({key for key, _alt in uses})
    # Each picture is named once, however often it stands in the piece.
    for key, alt in dict.fromkeys(uses):
        image = images.get(key)
        if image is None:
            yield Finding(_("The picture gambar:%(key)s is not there.") % {"key": key})
        elif not (alt or image.alt or image.decorative):
            yield Finding(_("The picture “%(picture)s” has no alt text.") % {"picture": image})
    for image in images.values():
        if not image.is_showable:
            text = _("The licence of the picture “%(picture)s” has ended: readers do not see it.")
            yield Finding(text % {"picture": image}, blocking=False)
        if not image.credit:
            text = _("The picture “%(picture)s” has no credit.") % {"picture": image}
            yield Finding(text, blocking=False)
