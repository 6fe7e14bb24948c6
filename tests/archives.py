"""A made-up archive of any size, with the same kinds of pages in each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from articles import workflow
from articles.models import (
    Activity,
    Article,
    Author,
    Byline,
    Correction,
    Entry,
    Image,
    Revision,
    Section,
    Stage,
    StandingPage,
    Tag,
    Tagging,
)

SECTIONS, AUTHORS, TAGS, PICTURES = 8, 40, 60, 60
# Of so many pieces one was corrected.
CORRECTED = 20
BETWEEN = timedelta(minutes=90)


@dataclass(frozen=True)
class Archive:
    """The rows that addresses are made of. piece: one that has everything beside it."""

    piece: Article
    main: Section
    common: Tag
    rare: Tag
    author: Author
    entry: Correction
    newest: datetime


def make_archive(count: int, chief) -> Archive:
    """Write that many published pieces as fast as the database does; some wait at the desk."""
    now = timezone.now().replace(microsecond=0)
    sections = _sections()
    tags = Tag.objects.bulk_create(
        Tag(name=f"Topik {n}", slug=f"topik-{n}", folded_name=f"topik {n}") for n in range(TAGS)
    )
    authors = Author.objects.bulk_create(
        Author(name=f"Penulis {n}", slug=f"penulis-{n}") for n in range(AUTHORS)
    )
    pictures = Image.objects.bulk_create(
        Image(title=f"Gambar {n}", file=f"gambar/{n}.jpg", alt="Bidang", width=1200, height=800)
        for n in range(PICTURES)
    )
    # The last section has one old piece: nothing of it is among the newest.
    pieces = Article.objects.bulk_create(
        (
            _piece(
                n, sections[-1] if n == count - 1 else sections[n % (SECTIONS - 1)], pictures, now
            )
            for n in range(count)
        ),
        batch_size=1000,
    )
    _sign_and_tag(pieces, authors, tags)
    entries = _record(pieces, now)
    StandingPage.objects.create(slug="rupa-rupa", title="Rupa-rupa", body=_rich(pieces, pictures))
    piece = _whole(pieces, pictures, tags, authors, chief)
    return Archive(piece, sections[0], tags[0], tags[-1], authors[1], entries[0], now)


def _sections() -> list[Section]:
    mains = [Section(name=f"Rubrik {n}", slug=f"rubrik-{n}", position=n) for n in range(SECTIONS)]
    mains = Section.objects.bulk_create(mains)
    for part in mains[1:3]:
        part.parent = mains[0]
    Section.objects.bulk_update(mains[1:3], ["parent"])
    return mains


def _sign_and_tag(pieces: list[Article], authors: list[Author], tags: list[Tag]) -> None:
    # The first tag stands on half of all, the last on one.
    Tagging.objects.bulk_create(
        (
            Tagging(tag=tag, content_object=piece)
            for n, piece in enumerate(pieces)
            for tag in {tags[0] if n % 2 else tags[1], tags[2 + n % (TAGS - 3)]}
        ),
        batch_size=2000,
    )
    Tagging.objects.create(tag=tags[-1], content_object=pieces[-1])
    Byline.objects.bulk_create(
        (
            Byline(article=piece, author=authors[place % AUTHORS], position=place % 2)
            for n, piece in enumerate(pieces)
            for place in (2 * (n % 4), 2 * n + 1)
        ),
        batch_size=2000,
    )


def _piece(n: int, section: Section, pictures: list[Image], now: datetime) -> Article:
    at = now - BETWEEN * n
    return Article(
        headline=f"Judul nomor {n}",
        slug=f"judul-nomor-{n}",
        standfirst="Satu kalimat pengantar.",
        section=section,
        lead_image=pictures[n % PICTURES] if n % 3 == 0 else None,
        body="Satu paragraf isi.",
        body_html="<p>Satu paragraf isi.</p>",
        body_text="Satu paragraf isi.",
        published_at=at,
        first_published_at=at,
        created_at=at,
        modified_at=at,
        stage=Stage.IN_REVIEW if n % 40 == 0 else Stage.DRAFT,
        has_unpublished_changes=n % 40 == 0,
    )


def _record(pieces: list[Article], now: datetime) -> list[Correction]:
    """Versions of all pieces, acts on them, and entries of the ledger for some."""
    Revision.objects.bulk_create(
        (Revision(article=piece, number=1, snapshot={}, published_at=now) for piece in pieces),
        batch_size=2000,
    )
    Activity.objects.bulk_create(
        (Activity(article=piece, act="publish", headline=piece.headline) for piece in pieces),
        batch_size=2000,
    )
    entries = Correction.objects.bulk_create(
        Correction(
            article=piece,
            headline=piece.headline,
            kind=Entry.KOREKSI,
            text="Salah.",
            text_html='<p>Salah, lihat <a href="artikel:judul-nomor-1">ini</a>.</p>',
            at=piece.published_at,
        )
        for piece in pieces[::CORRECTED]
    )
    Correction.objects.bulk_create(
        Correction(
            article=entry.article,
            headline=entry.headline,
            kind=Entry.KOREKSI,
            text="Bukan begitu.",
            text_html="<p>Bukan begitu.</p>",
            at=entry.at,
            supersedes=entry,
        )
        for entry in entries[::5]
    )
    return entries


def _rich(pieces: list[Article], pictures: list[Image]) -> str:
    links = " ".join(f"[ini](artikel:{piece.slug})" for piece in pieces[1:5])
    return f"{links}\n\n![](gambar:{pictures[0].pk})\n\n![](gambar:{pictures[1].pk})"


def _whole(pieces, pictures, tags, authors, chief) -> Article:
    """Publish a piece twice, with all that can stand beside one."""
    content = {
        "headline": "Lengkap",
        "slug": "lengkap",
        "standfirst": "Pengantar.",
        "body": _rich(pieces, pictures),
        "section": pieces[0].section_id,
        "byline": [authors[0].pk, authors[1].pk],
        "tags": [tags[0].name, tags[3].name],
        "lead_image": pictures[2].pk,
        "related": [pieces[7].pk, pieces[9].pk],
    }
    piece = workflow.save_draft(Article(), snapshot=content, by=chief)
    workflow.publish(piece, by=chief, override="uji")
    changed = workflow.save_draft(
        Article.objects.get(pk=piece.pk), snapshot={"body": f"Lagi. {content['body']}"}, by=chief
    )
    workflow.publish(changed, by=chief, override="uji")
    Correction.objects.create(
        article=piece, headline="Lengkap", kind=Entry.RALAT, text="Ralat.", text_html="<p>R.</p>"
    )
    return Article.objects.get(pk=piece.pk)
