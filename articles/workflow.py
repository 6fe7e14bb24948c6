"""The editorial acts: the only writer of publication state.

One function an act, keyword-only, in one transaction and one order: lock the row, ask for the
right, change, keep the revision, write the record; mail goes out once all that is committed.
Buttons, bulk acts, commands and the shell call the same functions.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.acting import Blocked, Refused, locked, record, save_row, save_state
from articles.blank import is_blank
from articles.checks import findings
from articles.correcting import AS_USUAL, Release, enter, enter_as, ground_of
from articles.models import (
    Act,
    Article,
    Entry,
    Ground,
    Publication,
    Revision,
    Stage,
    snapshot_of,
    working_snapshot,
)
from articles.models.snapshots import Snapshot, existing_part, known_part, put_fields, put_lists
from articles.permissions import Standing
from articles.reconciling import reconcile, version_at

# --- Writing -------------------------------------------------------------------


@transaction.atomic
def save_draft(
    article: Article,
    *,
    snapshot: Snapshot,
    by: AbstractBaseUser,
    kind: Revision.Kind = Revision.Kind.SAVE,
    base: int | None = None,
) -> Article:
    """Save what an editor wrote as a new revision and return the piece.

    snapshot: the content; missing keys keep the present value. What readers see, or are
    promised for a set time, is left alone: the revision waits until it is published. A save
    that changes nothing makes no revision.

    base: the version it began from (see `reconciling`). What others saved since is merged in;
    the piece's `merge` then says what. Raises Refused, or Conflict where both changed the same.
    """
    if article.pk is None:
        return _begin(article, snapshot=snapshot, by=by, kind=kind)
    article = locked(article, Act.SAVE, by)
    return _keep(article, snapshot=snapshot, by=by, kind=kind, base=base)


@transaction.atomic
def keep_apart(
    article: Article,
    *,
    snapshot: Snapshot,
    by: AbstractBaseUser,
    base: int,
    kind: Revision.Kind = Revision.Kind.CONFLICT,
) -> Revision:
    """Keep a text that is not to be the working copy as a revision beside it, and return that.

    base: the number of the version it began from. Raises Refused.
    """
    article = locked(article, Act.SAVE, by)
    if article.working_revision_id is None:
        _ensure_baseline(article)
        save_state(article)
    parent = version_at(article, base)
    return _make_revision(article, snapshot=snapshot, by=by, kind=kind, parent=parent)


@transaction.atomic
def restore(article: Article, *, number: int, by: AbstractBaseUser) -> Article:
    """Take up the content of an earlier revision again, as a new one. Raises Refused."""
    article = locked(article, Act.RESTORE, by)
    earlier = article.revisions.filter(number=number).first()
    if earlier is None:
        raise Refused(_("This piece has no version %(number)s.") % {"number": number})
    snapshot, lost = existing_part(known_part(earlier.snapshot))
    before = article.working_revision
    article = _keep(article, snapshot=snapshot, by=by, kind=Revision.Kind.RESTORE)
    if article.working_revision != before:
        record(article, Act.RESTORE, by, note=", ".join([f"← {number}", *lost]), since=before)
    return article


def _begin(article: Article, *, snapshot: Snapshot, by, kind) -> Article:
    if reason := Standing(article, by).why_not(Act.SAVE):
        raise Refused(reason)
    article.created_by = by
    put_fields(snapshot, article)
    save_row(article)
    put_lists(snapshot, article)
    _add_revision(article, snapshot=snapshot_of(article), by=by, kind=kind)
    save_state(article)
    record(article, Act.SAVE, by)
    return article


def _keep(article: Article, *, snapshot: Snapshot, by, kind, base: int | None = None) -> Article:
    if article.working_revision_id is None:
        # Nobody has edited it here, so nobody can have been faster.
        _ensure_baseline(article)
        base = None
    before = working_snapshot(article)
    # An address once given is only ever replaced, never emptied.
    after = before | snapshot | {"slug": snapshot.get("slug") or before["slug"]}
    article.merge = reconcile(article, base=base, mine=after, theirs=before)
    if article.merge:
        after = article.merge.resolved()
    if after == before:
        return article
    _add_revision(article, snapshot=after, by=by, kind=kind)
    if article.published_at is None:
        put_fields(after, article)
        put_lists(after, article)
        save_row(article)
    else:
        article.has_unpublished_changes = after != snapshot_of(article)
        save_state(article)
    return article


def _add_revision(article: Article, *, snapshot: Snapshot, by, kind) -> None:
    article.working_revision = _make_revision(
        article, snapshot=snapshot, by=by, kind=kind, parent=article.working_revision
    )


def _make_revision(article: Article, **fields) -> Revision:
    # The numbers of one piece run on without gaps or repeats: its row is locked.
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(article=article, number=last + 1, **fields)


def _ensure_baseline(article: Article) -> None:
    """Keep what a piece was before its first edit here, if it came by a raw load."""
    if article.working_revision_id is not None:
        return
    _add_revision(article, snapshot=snapshot_of(article), by=None, kind=Revision.Kind.BASELINE)
    if article.published_at is not None:
        article.live_revision = article.working_revision
        article.working_revision.published_at = article.published_at
        article.working_revision.save(update_fields=["published_at"])


# --- Review --------------------------------------------------------------------


@transaction.atomic
def submit(article: Article, *, by: AbstractBaseUser, note: str = "") -> Article:
    """Hand the working copy to the desk. Raises Refused."""
    return _move(article, Act.SUBMIT, Stage.IN_REVIEW, by, note)


@transaction.atomic
def send_back(article: Article, *, by: AbstractBaseUser, note: str) -> Article:
    """Give the working copy back to its writer. Raises Refused, also without a reason."""
    unsaid = _("Write what is to be changed, so that the writer knows.")
    return _move(article, Act.SEND_BACK, Stage.DRAFT, by, note, unsaid=unsaid)


@transaction.atomic
def approve(article: Article, *, by: AbstractBaseUser, note: str = "") -> Article:
    """Find the working copy fit to be published. Raises Refused."""
    return _move(article, Act.APPROVE, Stage.APPROVED, by, note)


def _move(article: Article, act: Act, stage: Stage, by, note: str, *, unsaid="") -> Article:
    """Take the working copy to a stage. unsaid: what is said of a note that is missing."""
    article = locked(article, act, by)
    if unsaid and not note.strip():
        raise Refused(unsaid)
    _ensure_baseline(article)
    article.stage = stage
    save_state(article)
    record(article, act, by, note=note)
    return article


# --- Publication ---------------------------------------------------------------


@transaction.atomic
def publish(
    article: Article,
    *,
    by: AbstractBaseUser,
    at: datetime | None = None,
    note: str = "",
    override: str = "",
    release: Release = AS_USUAL,
) -> Article:
    """Show the working copy to readers: now, or at a time to come.

    at: aware; a time that has passed means now. override: an editor-in-chief's written reason
    for publishing in spite of blocking findings; it is kept in the record. release: what
    readers are told of an update; it goes out with it, and not before. Raises Refused.
    """
    now = timezone.now()
    if at is not None and at > now:
        return _schedule(article, by=by, at=at, note=note, override=override, release=release)
    article = locked(article, Act.PUBLISH, by)
    release.check(article)
    _ensure_baseline(article)
    since = article.live_revision
    note = " ".join(filter(None, [note.strip(), _pass_checks(article, by, override)]))
    was_live = article.publication is Publication.LIVE
    if not was_live:
        article.published_at = article.first_published_at = now
    _show(article, article.working_revision, at=now, update=was_live, release=release)
    record(article, Act.PUBLISH, by, note=note, since=since)
    if release.correction:
        enter(release.correction, article, by=by, at=now, since=since)
    return article


def _schedule(
    article: Article, *, by, at: datetime, note: str, override: str, release: Release
) -> Article:
    article = locked(article, Act.SCHEDULE, by)
    release.check(article)
    _ensure_baseline(article)
    if _is_promised(article, at, release):
        raise Refused(_("Readers are promised this text for this time already."))
    note = " ".join(filter(None, [note.strip(), _pass_checks(article, by, override)]))
    if article.publication is Publication.LIVE:
        article.update_due_at = article.update_try_at = at
        article.update_revision, article.update_failure = article.working_revision, ""
        article.update_release = release.as_data()
        article.stage = Stage.APPROVED
        save_state(article)
    else:
        article.published_at = article.first_published_at = at
        _show(article, article.working_revision, at=at, update=False)
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M %Z")
    record(article, Act.SCHEDULE, by, note=" ".join(filter(None, [when, note])))
    return article


def _is_promised(article: Article, at: datetime, release: Release) -> bool:
    """Whether all this is scheduled already, as after a second click on the button."""
    if article.update_due_at is None:
        promised = article.publication is Publication.SCHEDULED and article.published_at
        return promised == at and article.live_revision_id == article.working_revision_id
    promised = article.update_due_at, article.update_revision_id, article.update_release
    return promised == (at, article.working_revision_id, release.as_data())


@transaction.atomic
def unschedule(article: Article, *, by: AbstractBaseUser, note: str = "") -> Article:
    """Take back a promised time; the text stays approved. Raises Refused."""
    article = locked(article, Act.UNSCHEDULE, by)
    if article.update_due_at is None:
        article.published_at = article.first_published_at = None
        article.live_revision, article.has_unpublished_changes = None, False
        # Readers are promised nothing now, so the row follows the working copy again.
        content, _lost = existing_part(working_snapshot(article))
        put_fields(content, article)
        put_lists(content, article)
        _take_back_dates(article)
    _clear_update(article)
    article.stage = Stage.APPROVED
    save_row(article)
    record(article, Act.UNSCHEDULE, by, note=note)
    return article


@transaction.atomic
def withdraw(
    article: Article, *, by: AbstractBaseUser, reason: str, ground: str = Ground.WRONG
) -> Article:
    """Take a live piece from readers, who see reason and ground. Raises Refused without them.

    Changes that waited at the desk go back to whoever writes: nothing of it can be published now.
    """
    article = locked(article, Act.WITHDRAW, by)
    if not reason.strip():
        raise Refused(_("Write the reason for the withdrawal."))
    article.withdrawn_at, article.withdrawal_reason = timezone.now(), reason.strip()
    article.withdrawal_ground = ground_of(ground)
    enter_as(Entry.PENCABUTAN, article, reason, by=by, at=article.withdrawn_at, ground=ground)
    _clear_update(article)
    article.stage = Stage.DRAFT
    save_state(article)
    record(article, Act.WITHDRAW, by, note=reason)
    return article


@transaction.atomic
def reinstate(article: Article, *, by: AbstractBaseUser, note: str) -> Article:
    """Show a withdrawn piece to readers again, as it was, with a note. Raises Refused."""
    article = locked(article, Act.REINSTATE, by)
    if not note.strip():
        raise Refused(_("Write why it is shown again; the note stands in the ledger."))
    article.withdrawn_at, article.withdrawal_reason, article.withdrawal_ground = None, "", ""
    enter_as(Entry.PEMULIHAN, article, note, by=by)
    save_state(article)
    record(article, Act.REINSTATE, by, note=note)
    return article


@transaction.atomic
def delete(article: Article, *, by: AbstractBaseUser) -> None:
    """Throw away a piece that readers never saw. Raises Refused."""
    article = locked(article, Act.DELETE, by)
    record(article, Act.DELETE, by)
    article.delete()


def _pass_checks(article: Article, by, override: str) -> str:
    """Return what the record should say of overridden findings; raises Blocked."""
    found = findings(working_snapshot(article), article)
    blocking = [finding for finding in found if finding.blocking]
    if not blocking:
        return ""
    if not override.strip():
        raise Blocked(blocking)
    if not Standing(article, by).oversees:
        raise Refused(_("Only an editor-in-chief may publish in spite of what was found."))
    _require_columns(working_snapshot(article))
    texts = " ".join(str(finding.text) for finding in blocking)
    return f"{override.strip()} [{texts}]"


def _require_columns(content: Snapshot) -> None:
    """Refuse what no reason can override: the page cannot be made without it."""
    if is_blank(content["headline"]) or not content["section"]:
        raise Refused(_("Without a headline and a section there is no page to publish."))


def _show(
    article: Article,
    revision: Revision,
    *,
    at: datetime,
    update: bool,
    release: Release = AS_USUAL,
) -> None:
    """Make a revision what readers see from `at` on. Raises Refused if its rows are gone."""
    content, lost = existing_part(snapshot_of(article) | known_part(revision.snapshot))
    if lost:
        raise Refused(
            _("Something the text names is gone (%(what)s). Open the piece, choose again, publish.")
            % {"what": ", ".join(lost)}
        )
    put_fields(content, article)
    put_lists(content, article)
    if update and release.significant:
        article.updated_at, article.update_note = at, release.note
    if not update:
        # Promised for another time before, and never seen.
        _take_back_dates(article)
    article.live_revision = revision
    article.has_unpublished_changes = article.working_revision_id != revision.pk
    article.stage = Stage.DRAFT
    _clear_update(article)
    save_row(article)
    revision.published_at = at
    revision.significant, revision.public_note = release.significant, release.note
    revision.save(update_fields=["published_at", "significant", "public_note"])


def _take_back_dates(article: Article) -> None:
    """Forget when versions were to be seen first. One by one: the page store looks at rows."""
    for revision in article.revisions.filter(published_at__isnull=False):
        revision.published_at = None
        revision.save(update_fields=["published_at"])


def apply_update(article: Article) -> Article:
    """Show the update that is due; for `due`, which holds the row's lock. Raises Refused."""
    revision, since = article.update_revision, article.live_revision
    if revision is None:
        raise Refused(_("The version that was scheduled is gone. Schedule the update again."))
    release, at = Release.from_data(article.update_release), article.update_due_at
    release.check(article)
    _show(article, revision, at=at, update=True, release=release)
    record(article, Act.PUBLISH, None, since=since, to=revision)
    if release.correction:
        enter(release.correction, article, by=None, at=at, since=since, to=revision)
    return article


def _clear_update(article: Article) -> None:
    article.update_due_at = article.update_try_at = article.update_revision = None
    article.update_failure, article.update_release = "", {}
