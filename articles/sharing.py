"""Preview links given out and taken back, and what each of them opens."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Act, Article, PreviewLink, working_snapshot
from articles.models.snapshots import Snapshot
from articles.permissions import Standing
from articles.workflow import Refused

# For how many days a link may open.
DAYS = (1, 7, 30)
DEFAULT_DAYS = 7


@transaction.atomic
def share(
    article: Article,
    *,
    by: AbstractBaseUser,
    days: int = DEFAULT_DAYS,
    number: int | None = None,
) -> tuple[PreviewLink, str]:
    """Make a link to a piece's preview; return it with its token, which is not kept anywhere.

    number: the version that the link is to show; without one always the newest. Raises Refused.
    """
    article = Article.objects.select_for_update().filter(pk=article.pk).first()
    if article is None:
        raise Refused(_("The piece was deleted in the meantime."))
    if reason := Standing(article, by).why_not(Act.SAVE):
        raise Refused(reason)
    if days not in DAYS:
        raise Refused(_("Choose how long the link is to open: 1, 7 or 30 days."))
    revision = None
    if number is not None:
        revision = article.revisions.filter(number=number).first()
        if revision is None:
            raise Refused(_("This piece has no version %(number)s.") % {"number": number})
    token = token_urlsafe(32)
    now = timezone.now()
    link = PreviewLink.objects.create(
        article=article,
        token_hash=_hash(token),
        revision=revision,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return link, token


def revoke(link: PreviewLink, *, by: AbstractBaseUser) -> None:
    """Let a link open nothing any more; its maker always may. Raises Refused."""
    reason = Standing(link.article, by).why_not(Act.SAVE)
    if reason and link.made_by_id != by.pk:
        raise Refused(reason)
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


def find(token: str) -> PreviewLink | None:
    """Return the link of a token, if it still opens.

    Whatever is wrong with a token, it costs the same one look into the index of hashes.
    """
    links = PreviewLink.objects.open().select_related("article__working_revision", "revision")
    return links.filter(token_hash=_hash(token)).first()


def content_of(link: PreviewLink) -> Snapshot:
    """Return the text that a link shows."""
    return link.revision.snapshot if link.revision else working_snapshot(link.article)


def is_published(link: PreviewLink) -> bool:
    """Whether readers see, or have seen, what the link was made to show."""
    if not link.article.is_public:
        return False
    if link.revision is None:
        return not link.article.has_unpublished_changes
    seen = link.revision.published_at
    return seen is not None and seen <= timezone.now()


def count_open(link: PreviewLink) -> None:
    """Note that somebody opened the link."""
    # In the database: of two who open it at once, both count.
    PreviewLink.objects.filter(pk=link.pk).update(
        opens=F("opens") + 1, last_opened_at=timezone.now()
    )


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
