"""Rows for tests: each function makes one that is complete, and takes what matters by name."""

from datetime import datetime
from io import BytesIO
from itertools import count

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage

from articles.models import Article, Author, Byline, Image, Section, Tag, Tagging
from articles.permissions import CHIEFS, EDITORS, WRITERS

_number = count(1)
_OMITTED = object()


def make_section(name: str = "", **fields) -> Section:
    """A section at the top of the tree."""
    return Section.objects.create(name=name or f"Rubrik {next(_number)}", **fields)


def make_author(name: str = "", **fields) -> Author:
    """An author without an account."""
    return Author.objects.create(name=name or f"Penulis {next(_number)}", **fields)


def make_tag(name: str = "", **fields) -> Tag:
    """A tag."""
    return Tag.objects.create(name=name or f"topik {next(_number)}", **fields)


def make_image(title: str = "", *, size: tuple[int, int] = (64, 40), **fields) -> Image:
    """A picture with a real file of the given size in pixels."""
    number = next(_number)
    content = BytesIO()
    PillowImage.new("RGB", size, (number * 37 % 256, 90, 140)).save(content, "PNG")
    return Image.objects.create(
        title=title or f"Gambar {number}",
        file=ContentFile(content.getvalue(), name=f"gambar-{number}.png"),
        **{"alt": "Bidang berwarna", "credit": "Ruang Redaksi", **fields},
    )


def make_article(
    headline: str = "",
    *,
    published_at: datetime | None = _OMITTED,
    authors: list[Author] = (),
    tags: list[Tag | str] = (),
    **fields,
) -> Article:
    """A piece, published just now unless `published_at` says otherwise (None: a draft)."""
    number = next(_number)
    if "section" not in fields:
        fields["section"] = make_section()
    article = Article.objects.create(
        headline=headline or f"Judul nomor {number}",
        published_at=timezone.now() if published_at is _OMITTED else published_at,
        **{"standfirst": "Satu kalimat pengantar.", "body": "Satu paragraf isi.", **fields},
    )
    for position, author in enumerate(authors):
        Byline.objects.create(article=article, author=author, position=position)
    for tag in tags:
        row = tag if isinstance(tag, Tag) else Tag.objects.get_or_create(name=tag)[0]
        Tagging.objects.create(tag=row, content_object=article)
    return article


def make_user(group: str = "", **fields) -> User:
    """A staff account in one of the newsroom's groups, or in none."""
    name = fields.pop("username", "") or f"akun{next(_number)}"
    fields = {"is_staff": True, "email": f"{name}@example.org", **fields}
    user = User.objects.create_user(name, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_writer(**fields) -> User:
    """A staff account that writes."""
    return make_user(WRITERS, **fields)


def make_editor(**fields) -> User:
    """A staff account that edits and publishes."""
    return make_user(EDITORS, **fields)


def make_chief(**fields) -> User:
    """A staff account that decides on everything."""
    return make_user(CHIEFS, **fields)
