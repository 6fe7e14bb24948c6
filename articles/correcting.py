"""The public record: corrections, right of reply, what is not verified yet. Never rewritten.

The rules are those of the Press Council's guideline for online media (Pedoman Pemberitaan Media
Siber, 2012): corrections are linked with what they correct and dated, an unverified report says
that it is one, and a piece is withdrawn on stated grounds, in public.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import rendering
from articles.acting import Refused, locked, record, save_state
from articles.models import Act, Article, Correction, Entry, Ground, Publication, Revision
from articles.models.corrections import LONGEST_TEXT

# What editors write themselves; the other kinds are written by withdrawing, reinstating, clearing.
WRITTEN = (Entry.RALAT, Entry.KOREKSI, Entry.KLARIFIKASI, Entry.HAK_JAWAB)
LONGEST_PARTY = Correction._meta.get_field("party").max_length
LONGEST_NOTE = Revision._meta.get_field("public_note").max_length


@dataclass(frozen=True)
class Draft:
    """An entry before it is in the ledger.

    kind: of WRITTEN; text: Markdown; party: who replies; above: whether it stands above the
    text; supersedes: the primary key of the entry that it takes the place of.
    """

    kind: str
    text: str
    party: str = ""
    above: bool = False
    supersedes: int | None = None


# What is refused with words on what it lacks.
NOTHING = Draft(kind="", text="")


@dataclass(frozen=True)
class Release:
    """What goes out with an update: whether it is significant, a line about it, a correction."""

    significant: bool = True
    note: str = ""
    correction: Draft | None = None

    def as_data(self) -> dict:
        """Return it as plain data, for an update that waits for its time."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict) -> "Release":
        """The inverse of as_data(); of nothing, the usual."""
        correction = data.get("correction")
        return cls(
            significant=data.get("significant", True),
            note=data.get("note", ""),
            correction=Draft(**correction) if correction else None,
        )

    def check(self, article: Article) -> None:
        """Raise Refused if it cannot go out with this piece."""
        if len(self.note) > LONGEST_NOTE:
            raise Refused(_("The line for readers is too long; write a shorter one."))
        if self.correction is None:
            return
        if article.publication is not Publication.LIVE:
            raise Refused(_("Readers have not seen this piece, so there is nothing to correct."))
        check(self.correction, article)


AS_USUAL = Release()


@transaction.atomic
def correct(article: Article, *, by: AbstractBaseUser, draft: Draft) -> Correction:
    """Put an entry into the ledger beside a text that stays as it is. Raises Refused."""
    article = locked(article, Act.CORRECT, by)
    check(draft, article)
    return enter(draft, article, by=by, at=timezone.now())


@transaction.atomic
def doubt(article: Article, *, by: AbstractBaseUser, reason: str, until: datetime) -> Article:
    """Label a piece as not verified yet, with the reason that readers see.

    until: when it is to be verified; from then on the editors are reminded. Raises Refused.
    """
    article = locked(article, Act.DOUBT, by)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Write what is not verified yet; readers see it."))
    if len(reason) > Article._meta.get_field("unverified_reason").max_length:
        raise Refused(_("The reason is too long; write a shorter one."))
    if until is None or until <= timezone.now():
        raise Refused(_("Say by when it is to be verified: a time to come."))
    article.unverified_reason, article.unverified_until = reason, until
    save_state(article)
    record(article, Act.DOUBT, by, note=reason)
    return article


@transaction.atomic
def verify(article: Article, *, by: AbstractBaseUser, text: str) -> Article:
    """Clear the label; of a piece that readers have seen, the ledger says so. Raises Refused."""
    article = locked(article, Act.VERIFY, by)
    if not text.strip():
        raise Refused(_("Write what was found; it stands in the ledger."))
    article.unverified_reason, article.unverified_until = "", None
    if article.publication in {Publication.LIVE, Publication.WITHDRAWN}:
        enter_as(Entry.VERIFIKASI, article, text, by=by)
    save_state(article)
    record(article, Act.VERIFY, by, note=text)
    return article


# --- The ledger ------------------------------------------------------------------


def check(draft: Draft, article: Article) -> None:
    """Raise Refused, with what is to be done, if a draft cannot be an entry of this piece."""
    if draft.kind not in WRITTEN:
        raise Refused(_("Choose the kind of entry."))
    if not draft.text.strip():
        raise Refused(_("Write the text of the entry."))
    if len(draft.text) > LONGEST_TEXT:
        raise Refused(_("The text of the entry is too long; shorten it, or ask for a summary."))
    _check_party(draft)
    if draft.supersedes is not None:
        earlier = article.corrections.filter(pk=draft.supersedes, superseded_by=None)
        if not earlier.filter(kind__in=WRITTEN).exists():
            raise Refused(_("That entry is not this piece's, or is superseded already."))
    try:
        rendering.render(draft.text)
    except rendering.TextRefused as refused:
        raise Refused(str(refused)) from None


def _check_party(draft: Draft) -> None:
    if draft.kind == Entry.HAK_JAWAB and not draft.party.strip():
        raise Refused(_("A right of reply names who replies."))
    if len(" ".join(draft.party.split())) > LONGEST_PARTY:
        raise Refused(_("The name of the replying party is too long; write a shorter one."))


def enter(
    draft: Draft,
    article: Article,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    since: Revision | None = None,
    to: Revision | None = None,
) -> Correction:
    """Write a checked draft into the ledger of a locked piece, and the act into the record.

    at: when readers see it; since, to: the versions it lies between.
    """
    entry = enter_as(
        draft.kind,
        article,
        draft.text,
        by=by,
        at=at,
        since=since,
        to=to,
        party=" ".join(draft.party.split()),
        above=draft.above,
        supersedes_id=draft.supersedes,
    )
    if draft.kind == Entry.HAK_JAWAB:
        article.replied_at = at  # somebody else's words put nothing right
    else:
        article.corrected_at = at
    save_state(article)
    record(article, Act.CORRECT, by, note=f"{entry.get_kind_display()}: {draft.text}"[:500])
    return entry


def enter_as(
    kind: Entry,
    article: Article,
    text: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime | None = None,
    since: Revision | None = None,
    to: Revision | None = None,
    **fields,
) -> Correction:
    """Write one line of the ledger as it is given. Raises Refused if it cannot be set in type."""
    live = article.live_revision
    since, to = since or live, to or live
    entry = Correction(
        article=article,
        headline=article.headline,
        kind=kind,
        text=text.strip(),
        at=at or timezone.now(),
        by=by,
        by_name=by.get_username() if by else "",
        from_number=since.number if since else None,
        to_number=to.number if to else None,
        **fields,
    )
    try:
        entry.render()
    except rendering.TextRefused as refused:
        raise Refused(str(refused)) from None
    entry.save(force_insert=True)
    return entry


def ground_of(value: str) -> Ground:
    """Return the ground of a withdrawal. Raises Refused for what is none."""
    try:
        return Ground(value)
    except ValueError:
        raise Refused(_("Choose the ground of the withdrawal.")) from None
