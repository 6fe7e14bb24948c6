"""Old addresses, each pointing at a row rather than at another address."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.authors import Author
from articles.models.pages import StandingPage
from articles.models.sections import Section
from articles.models.tags import Tag

# What an address can lead to, by the column that says so.
TARGETS = {
    "article": Article,
    "section": Section,
    "tag": Tag,
    "author": Author,
    "page": StandingPage,
}

Target = Article | Section | Tag | Author | StandingPage


def pointing_at(target: Target) -> dict[str, Target | None]:
    """Return the columns of a redirect to this row."""
    return {name: target if type(target) is model else None for name, model in TARGETS.items()}


def _exactly_one() -> Q:
    """The condition that one of the columns is filled, and no other."""
    condition = Q()
    for chosen in TARGETS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in TARGETS})
    return condition


class RedirectQuerySet(models.QuerySet):
    """Old addresses, by where they lead."""

    def with_targets(self) -> Self:
        """With the rows they lead to, all in one query and without those rows' long columns."""
        return self.select_related(*TARGETS).defer(
            "article__body",
            "article__body_html",
            "article__body_text",
            "article__headings",
            "page__body",
            "page__body_html",
        )

    def keep(self, old_path: str, target: Target) -> None:
        """Let an address lead to a row from now on, whatever it led to before."""
        self.update_or_create(old_path=old_path, defaults=pointing_at(target))

    def release(self, path: str, row: Target) -> Target | None:
        """Give an address up to the row that lives there now; return what it led to until now.

        A tag has a page only while a public piece carries it: its address leads on until then, and
        again afterwards.
        """
        redirect = self.with_targets().filter(old_path=path).first()
        if redirect is None:
            return None
        if not isinstance(row, Tag) or redirect.target == row:
            redirect.delete()
        return redirect.target


class Redirect(models.Model):
    """An address that once led to a row. It points at the row, so chains cannot form.

    Asked only where nothing answers by itself: whoever lives at an address wins over it.
    """

    old_path = models.CharField(
        _("old address"),
        max_length=300,
        unique=True,
        help_text=_("The path only, for example /2025/07/an-old-slug/."),
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("leads to the piece"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("or to the section"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
    )
    tag = models.ForeignKey(
        Tag,
        verbose_name=_("or to the tag"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
    )
    author = models.ForeignKey(
        Author,
        verbose_name=_("or to the author"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
    )
    page = models.ForeignKey(
        StandingPage,
        verbose_name=_("or to the standing page"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="redirects",
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old_path__startswith="/"),
                name="redirect_path_is_absolute",
                violation_error_message=_("The old address must begin with a slash."),
            ),
            models.CheckConstraint(
                condition=_exactly_one(),
                name="redirect_leads_to_one_row",
                violation_error_message=_("Choose one place for the address to lead to."),
            ),
        ]

    def __str__(self) -> str:
        return self.old_path

    @property
    def target(self) -> Target:
        """The row it leads to."""
        return next(row for name in TARGETS if (row := getattr(self, name)))
