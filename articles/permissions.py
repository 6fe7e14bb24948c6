"""Who may do what to a piece, and why not.

Roles are groups, and groups carry Django's own permissions:

    writer           add_article, change_article    writes own pieces, submits them
    editor           + publish_article              edits, approves, publishes in their sections
    editor-in-chief  + oversee_article              everything, everywhere
"""

from collections.abc import Callable
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Act, Article, Publication, Section, Stage

# Groups made by migration.
WRITERS, EDITORS, CHIEFS = "Penulis", "Redaktur", "Pemimpin redaksi"

# A reason in the editor's language, or None.
Reason = object


def holders_of(codename: str) -> Q:
    """Return the condition of the accounts that hold a right to pieces, by group or by name."""
    right = {"codename": codename, "content_type__app_label": "articles"}
    by_group = Q(**{f"groups__permissions__{key}": value for key, value in right.items()})
    by_name = Q(**{f"user_permissions__{key}": value for key, value in right.items()})
    return by_group | by_name | Q(is_superuser=True)


def why_not(act: Act, article: Article, user: AbstractBaseUser) -> Reason:
    """Return why `user` may not do `act` to `article`, in words, or None if they may."""
    return Standing(article, user).why_not(act)


def why_not_arrange(user: AbstractBaseUser) -> Reason:
    """Return why `user` may not arrange the front page, in words, or None if they may."""
    if user.is_active and user.is_staff and user.has_perm("articles.add_arrangement"):
        return None
    return _("Your account may not arrange the front page. Ask an editor.")


class Standing:
    """What one account is to one piece; asks the database only for what an answer needs."""

    def __init__(self, article: Article, user: AbstractBaseUser) -> None:
        self.article = article
        self.user = user

    def why_not(self, act: Act) -> Reason:
        """Return why the account may not do `act`, in words, or None if it may."""
        if not (self.user.is_active and self.user.is_staff):
            return _("Only the newsroom's staff can do this. Sign in with a staff account.")
        right = self._why_not_write if act in WRITERS_ACTS else self._why_not_decide
        return right(act) or STATES[act](self.article)

    @cached_property
    def oversees(self) -> bool:
        """An editor-in-chief: every section, and may override a check with a reason."""
        return self.user.has_perm("articles.oversee_article")

    @cached_property
    def is_editor(self) -> bool:
        """May approve and publish, at least somewhere."""
        return self.oversees or self.user.has_perm("articles.publish_article")

    @cached_property
    def decides(self) -> bool:
        """May approve and publish this piece."""
        return self.oversees or (self.is_editor and self.foreign_section is None)

    @cached_property
    def is_own(self) -> bool:
        """The account began the piece, or stands in its byline."""
        if self.article.pk is None or self.article.created_by_id == self.user.pk:
            return True
        return self.article.bylines.filter(author__user=self.user).exists()

    @cached_property
    def foreign_section(self) -> Section | None:
        """The piece's section if other editors look after it, else None.

        A piece that is to move belongs to the editors of both sections until it has moved.
        """
        wanted = {self.article.section_id}
        if working := self.article.working_revision:
            wanted.add(working.snapshot.get("section"))
        sections = Section.objects.filter(pk__in=wanted - {None}).select_related("parent")
        foreign = None
        for section in sections.prefetch_related("editors", "parent__editors"):
            editors = section.editors.all() or (section.parent and section.parent.editors.all())
            if not editors or self.user in editors:
                return None
            foreign = section
        return foreign

    def _why_not_write(self, act: Act) -> Reason:
        right = "add" if self.article.pk is None else "change"
        if not self.user.has_perm(f"articles.{right}_article"):
            return _("Your account may not write here. Ask the editor-in-chief for the right.")
        if self.decides:
            return None
        if not self.is_own:
            return self._other_section() if self.is_editor else NOT_THEIRS
        if act is not Act.SUBMIT and self.article.stage != Stage.DRAFT:
            return _("The desk has the piece now. Ask an editor to send it back to you.")
        return None

    def _why_not_decide(self, act: Act) -> Reason:
        if self.decides:
            return None
        if act is Act.DELETE and self.is_own and self.user.has_perm("articles.delete_article"):
            return None
        if self.is_editor:
            return self._other_section()
        return _("Your account may not decide on pieces. Ask an editor of the section.")

    def _other_section(self) -> Reason:
        return _("%(section)s has its own editors. Ask one of them.") % {
            "section": self.foreign_section
        }


NOT_THEIRS = _("This piece is somebody else's. Only its writer and editors may change it.")
WITHDRAWN = _("The piece is withdrawn. Reinstate it first.")
# What stands beside a piece: pinned with its content, or kept away from it.
BESIDE_ACTS = {Act.PIN, Act.UNPIN, Act.BAN, Act.UNBAN}
WRITERS_ACTS = {Act.SAVE, Act.RESTORE, Act.SUBMIT, *BESIDE_ACTS}


def _always(article: Article) -> Reason:
    return None


def _unless(refused: Callable[[Article], bool], reason: Reason) -> Callable[[Article], Reason]:
    """Build a rule: the reason wherever `refused` holds."""
    return lambda article: reason if refused(article) else None


def has_news(article: Article) -> bool:
    """Whether the working copy says anything that readers are not shown or promised yet."""
    return article.publication is Publication.DRAFT or article.has_unpublished_changes


def _submittable(article: Article) -> Reason:
    if article.publication is Publication.WITHDRAWN:
        return WITHDRAWN
    if article.stage == Stage.IN_REVIEW:
        return _("The piece is waiting for review already.")
    if article.stage == Stage.APPROVED:
        return _("The piece is approved already.")
    return None if has_news(article) else _("Nothing has changed since it was published.")


def _publishable(article: Article) -> Reason:
    state = article.publication
    if state is Publication.WITHDRAWN:
        return WITHDRAWN
    if state is Publication.LIVE and not article.has_unpublished_changes:
        return _("Readers see this text already; there is nothing new to publish.")
    return None


STATES: dict[Act, Callable[[Article], Reason]] = {
    **dict.fromkeys([Act.SAVE, Act.RESTORE, *BESIDE_ACTS], _always),
    Act.SUBMIT: _submittable,
    Act.SEND_BACK: _unless(
        lambda article: article.stage == Stage.DRAFT,
        _("The piece is with its writer already."),
    ),
    Act.APPROVE: _unless(
        lambda article: article.stage != Stage.IN_REVIEW,
        _("Only a piece that waits for review can be approved."),
    ),
    Act.PUBLISH: _publishable,
    Act.SCHEDULE: _publishable,
    Act.UNSCHEDULE: _unless(
        lambda article: (
            article.publication is not Publication.SCHEDULED and article.update_due_at is None
        ),
        _("Nothing is scheduled for this piece."),
    ),
    Act.WITHDRAW: _unless(
        lambda article: article.publication is not Publication.LIVE,
        _("Only a live piece can be withdrawn."),
    ),
    Act.REINSTATE: _unless(
        lambda article: article.publication is not Publication.WITHDRAWN,
        _("The piece is not withdrawn."),
    ),
    Act.CORRECT: _unless(
        lambda article: article.publication not in {Publication.LIVE, Publication.WITHDRAWN},
        _("Readers have not seen this piece, so there is nothing to correct."),
    ),
    Act.DOUBT: _unless(
        lambda article: article.publication is Publication.WITHDRAWN,
        WITHDRAWN,
    ),
    Act.VERIFY: _unless(
        lambda article: not article.is_unverified,
        _("The piece is not labelled as unverified."),
    ),
    Act.DELETE: _unless(
        lambda article: article.first_published_at is not None,
        _("Readers have seen this piece, or are promised it; withdraw it instead."),
    ),
}
