"""What all acts share: the refusal, the lock, the two ways to save, the line in the record."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from articles import mailing
from articles.checks import Finding
from articles.models import Act, Activity, Article
from articles.permissions import Standing

# The columns that acts move without touching the text.
STATE = (
    "stage",
    "working_revision",
    "live_revision",
    "has_unpublished_changes",
    "update_due_at",
    "update_try_at",
    "update_revision",
    "update_failure",
    "withdrawn_at",
    "withdrawal_reason",
    "withdrawal_ground",
    "update_release",
    "update_note",
    "corrected_at",
    "replied_at",
    "unverified_reason",
    "unverified_until",
    "version",
    "modified_at",
)


class Refused(Exception):
    """An act that must not happen; `reason` says why in the editor's language."""

    def __init__(self, reason) -> None:
        super().__init__(reason)
        self.reason = reason


class AddressTaken(Refused):
    """Somebody else saved a piece at the same address between our look and our write."""


class Blocked(Refused):
    """A piece that is not fit for readers yet; `findings` says what it lacks."""

    def __init__(self, found: list[Finding]) -> None:
        self.findings = found
        texts = " ".join(str(finding.text) for finding in found)
        super().__init__(_("The piece cannot be published yet. %(findings)s") % {"findings": texts})


def locked(article: Article, act: Act, by: AbstractBaseUser) -> Article:
    """Return the piece as stored, its row locked where the engine has such locks.

    Raises Refused if it is gone or `by` may not do `act` to it.
    """
    try:
        article = Article.objects.select_for_update().get(pk=article.pk)
    except Article.DoesNotExist:
        raise Refused(_("The piece was deleted in the meantime.")) from None
    if reason := Standing(article, by).why_not(act):
        raise Refused(reason)
    return article


def save_row(article: Article) -> None:
    """Save everything, what readers see included. Raises AddressTaken if another piece has it."""
    article.version += 1
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError as error:
        reason = _("The address is taken by another piece; choose another slug.")
        raise AddressTaken(reason) from error


def save_state(article: Article) -> None:
    """Save where the piece stands, and none of what readers see."""
    article.version += 1
    article.save(update_fields=STATE)


def record(article: Article, act: Act, by, *, note: str = "", since=None, to=None) -> None:
    """Write an act's line, from one version to another, and the letters it gives rise to."""
    to = to or article.working_revision
    activity = Activity.objects.create(
        article=article,
        headline=article.headline,
        act=act,
        by=by,
        by_name=by.get_username() if by else "",
        note=note.strip(),
        from_number=since.number if since else None,
        to_number=to.number if to else None,
    )
    mailing.announce(activity, article)
