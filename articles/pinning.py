"""Editors' word on what stands beside a piece: pinned to it, or kept away from it.

What is pinned is part of the piece's content: it goes into the working copy, as a version of its
own, and readers see it once that is published. What is kept away is kept beside the text and holds
at once. Each act is one small change to whatever is there now, so it takes nothing of what others
save at the same time; done twice, it is done once.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from articles import relating, workflow
from articles.acting import Refused, locked, record
from articles.models import Act, Article, RelatedBan, working_snapshot
from articles.models.picks import MAX_PICKS
from articles.models.snapshots import existing_part


@transaction.atomic
def pin(article: Article, *, other: Article, by: AbstractBaseUser) -> Article:
    """Put a piece last among the picks of the working copy, and return that. Raises Refused."""
    article = locked(article, Act.PIN, by)
    if other.pk == article.pk:
        raise Refused(_("A piece cannot be related to itself."))
    if article.bans.filter(other=other).exists():
        raise Refused(
            _("“%(other)s” is kept away from this piece. Let it back first.") % _of(other)
        )
    picks = picks_of(article)
    if other.pk not in picks and len(picks) >= MAX_PICKS:
        text = _("A piece has at most %(most)d pinned ones. Unpin another first.")
        raise Refused(text % {"most": MAX_PICKS})
    return _save(article, Act.PIN, other, by, list(dict.fromkeys([*picks, other.pk])))


@transaction.atomic
def unpin(article: Article, *, other: Article, by: AbstractBaseUser) -> Article:
    """Take a piece out of the picks of the working copy, and return that. Raises Refused."""
    article = locked(article, Act.UNPIN, by)
    return _save(article, Act.UNPIN, other, by, [pk for pk in picks_of(article) if pk != other.pk])


@transaction.atomic
def ban(article: Article, *, other: Article, by: AbstractBaseUser) -> Article:
    """Keep a piece away from another, whatever they have in common. Raises Refused."""
    article = locked(article, Act.BAN, by)
    if other.pk == article.pk:
        raise Refused(_("A piece cannot be related to itself."))
    if other.pk in picks_of(article):
        raise Refused(_("“%(other)s” is pinned to this piece. Unpin it first.") % _of(other))
    _row, is_new = RelatedBan.objects.get_or_create(
        article=article, other=other, defaults={"by": by}
    )
    if is_new:
        _compare_anew(article)
        record(article, Act.BAN, by, note=str(other))
    return article


@transaction.atomic
def unban(article: Article, *, other: Article, by: AbstractBaseUser) -> Article:
    """Let a piece back beside another where they belong together. Raises Refused."""
    article = locked(article, Act.UNBAN, by)
    # One by one: the page store looks at rows.
    for row in article.bans.filter(other=other):
        row.delete()
        _compare_anew(article)
        record(article, Act.UNBAN, by, note=str(other))
    return article


def picks_of(article: Article) -> list[int]:
    """Return the picks of the working copy by key, in order, those that are gone left out."""
    return existing_part({"related": working_snapshot(article)["related"]})[0]["related"]


def _save(article: Article, act: Act, other: Article, by, picks: list[int]) -> Article:
    content, _lost = existing_part(working_snapshot(article))
    if picks == content["related"]:
        return article
    before = article.working_revision
    saved = workflow.save_draft(article, snapshot=content | {"related": picks}, by=by)
    record(saved, act, by, note=str(other), since=before)
    return saved


def _compare_anew(article: Article) -> None:
    """Find what takes the place of a piece that is kept away, or give it back its own."""
    if article.published_at:
        relating.note(article.pk)


def _of(other: Article) -> dict[str, str]:
    return {"other": str(other)}
