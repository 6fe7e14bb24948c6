"""The article: the row is what readers see once it has been published."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles import rendering
from articles.models.authors import Author
from articles.models.images import Image
from articles.models.sections import Section
from articles.models.slugged import Slugged, path_of, slug_constraint
from articles.models.status import Genre, Ground, Publication, Stage
from articles.models.tags import Tagging


class ArticleQuerySet(models.QuerySet):
    """Pieces, by what readers may see of them."""

    def public(self, at: datetime | None = None) -> Self:
        """The one definition of public: published, its time has come, not withdrawn."""
        return self.filter(published_at__lte=at or timezone.now(), withdrawn_at__isnull=True)

    def latest_first(self) -> Self:
        """Newest publication first; pieces of the same second keep one order."""
        return self.order_by("-published_at", "-id")

    def cards(self) -> Self:
        """What a list shows of each piece, without the long columns."""
        return self.select_related("section", "lead_image").defer(
            "body", "body_html", "body_text", "headings"
        )

    def in_section(self, section: Section) -> Self:
        """Pieces of a section or of one of its sub-sections.

        These are read first: an OR over the join could not use the index of a section.
        """
        return self.filter(section__in=[section, *section.children.all()])


class Article(Slugged):
    """One piece of journalism."""

    slug_source = "headline"
    slug_fallback = "artikel"

    headline = models.CharField(_("headline"), max_length=200)
    kicker = models.CharField(
        _("kicker"),
        max_length=60,
        blank=True,
        help_text=_("A word or two above the headline; the section's name if left empty."),
    )
    standfirst = models.TextField(
        _("standfirst"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences that say what the piece is about."),
    )
    body = models.TextField(_("text"), blank=True)
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        # article_in_section begins with it.
        db_index=False,
    )
    authors = models.ManyToManyField(
        Author, verbose_name=_("byline"), through="Byline", related_name="articles"
    )
    tags = TaggableManager(
        verbose_name=_("tags"),
        through=Tagging,
        blank=True,
        related_name="articles",
        # As their editor wrote them, also where they are fetched for many pieces at once.
        ordering=["taggings__pk"],
    )
    lead_image = models.ForeignKey(
        Image,
        verbose_name=_("lead picture"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_articles",
    )
    related_picks = models.ManyToManyField(
        "self",
        verbose_name=_("related pieces"),
        through="RelatedPick",
        through_fields=("article", "target"),
        symmetrical=False,
        related_name="picked_by",
    )
    genre = models.CharField(
        _("kind of piece"),
        max_length=12,
        choices=Genre,
        default=Genre.NEWS,
        help_text=_("Readers are told where a piece is not news."),
    )
    search_title = models.CharField(
        _("title for search engines"),
        max_length=120,
        blank=True,
        help_text=_("The headline if left empty."),
    )
    search_description = models.CharField(
        _("description for search engines"),
        max_length=300,
        blank=True,
        help_text=_("The standfirst if left empty."),
    )

    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("reason for the withdrawal"), blank=True)
    withdrawal_ground = models.CharField(
        _("ground of the withdrawal"), max_length=12, choices=Ground, blank=True, editable=False
    )

    # The public record beside the text: what the last significant update was, when something
    # was last corrected, when somebody last replied, and what is not verified yet.
    update_note = models.CharField(max_length=200, blank=True, editable=False)
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    replied_at = models.DateTimeField(null=True, blank=True, editable=False)
    unverified_reason = models.CharField(max_length=300, blank=True, editable=False)
    unverified_until = models.DateTimeField(null=True, blank=True, editable=False)

    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    modified_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    # The working copy: what editors see, waiting at the desk until it is published.
    stage = models.CharField(
        _("stage"), max_length=10, choices=Stage, default=Stage.DRAFT, editable=False
    )
    working_revision = models.ForeignKey(
        "articles.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    live_revision = models.ForeignKey(
        "articles.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    has_unpublished_changes = models.BooleanField(
        _("changes not published yet"), default=False, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("writer"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    # An update of a published piece that waits for its time. `update_try_at` is the promised
    # time, or the next attempt after one that failed for the reason in `update_failure`.
    update_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    update_try_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    update_revision = models.ForeignKey(
        "articles.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    update_failure = models.TextField(blank=True, editable=False)
    # What is made public together with it: see `correcting.Release`.
    update_release = models.JSONField(default=dict, blank=True, editable=False)

    body_html = models.TextField(editable=False, blank=True)
    body_text = models.TextField(editable=False, blank=True)
    headings = models.JSONField(editable=False, default=list, blank=True)
    word_count = models.PositiveIntegerField(_("words"), editable=False, default=0)
    renderer_version = models.PositiveIntegerField(editable=False, default=0)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-id"]
        get_latest_by = "published_at"
        permissions = [
            ("publish_article", _("Can approve and publish articles of their sections")),
            ("oversee_article", _("Can decide on every article and override checks")),
        ]
        constraints = [
            slug_constraint("article"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (~Q(headline="") & Q(section__isnull=False)),
                name="article_published_is_complete",
                violation_error_message=_("A published piece needs a headline and a section."),
            ),
            models.CheckConstraint(
                condition=Q(update_due_at__isnull=True, update_try_at__isnull=True)
                | Q(update_due_at__isnull=False, update_try_at__isnull=False),
                name="article_update_due_has_try",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (Q(published_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="article_withdrawn_has_reason",
                violation_error_message=_("A withdrawal needs its reason."),
            ),
            models.CheckConstraint(
                condition=Q(unverified_until__isnull=True) | ~Q(unverified_reason=""),
                name="article_unverified_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(withdrawn_at__isnull=True, published_at__isnull=False),
                name="article_public",
            ),
            models.Index(
                fields=["section", "-published_at", "-id"],
                condition=Q(withdrawn_at__isnull=True, published_at__isnull=False),
                name="article_public_in_section",
            ),
            # The desk's list by date, drafts and withdrawn pieces included.
            models.Index(fields=["-published_at", "-modified_at", "-id"], name="article_by_date"),
            models.Index(fields=["-modified_at", "-id"], name="article_modified"),
            models.Index(fields=["stage", "-modified_at", "-id"], name="article_at_stage"),
            models.Index(fields=["section", "-modified_at", "-id"], name="article_in_section"),
            models.Index(fields=["headline"], name="article_by_headline"),
            # Which texts an earlier renderer made: a start must not read them all to know.
            models.Index(fields=["renderer_version"], name="article_renderer"),
            models.Index(
                fields=["-modified_at"],
                condition=Q(has_unpublished_changes=True),
                name="article_changed",
            ),
            models.Index(
                fields=["created_by", "-modified_at"],
                condition=Q(published_at__isnull=True) | Q(has_unpublished_changes=True),
                name="article_unfinished",
            ),
            models.Index(
                fields=["-modified_at", "-id"],
                condition=Q(published_at__isnull=True),
                name="article_drafts",
            ),
            models.Index(
                fields=["-modified_at", "-id"],
                condition=Q(withdrawn_at__isnull=False),
                name="article_withdrawn",
            ),
            models.Index(
                fields=["unverified_until"],
                condition=Q(unverified_until__isnull=False),
                name="article_unverified",
            ),
            models.Index(
                fields=["update_due_at"],
                condition=Q(update_due_at__isnull=False),
                name="article_update_due",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """The piece's address, by the month of its publication in the paper's time zone.

        Empty for a piece that has no date of publication, and so no address yet.
        """
        if self.published_at is None:
            return ""
        at = self.published_at.astimezone(timezone.get_default_timezone())
        return path_of("article", f"{at.year:04}", f"{at.month:02}", self.slug)

    @property
    def publication(self) -> Publication:
        """Where the piece stands at this moment, as readers see it."""
        if self.published_at is None:
            return Publication.DRAFT
        if self.withdrawn_at is not None:
            return Publication.WITHDRAWN
        if self.published_at > timezone.now():
            return Publication.SCHEDULED
        return Publication.LIVE

    @property
    def is_public(self) -> bool:
        """Whether readers see the piece now."""
        return self.publication is Publication.LIVE

    @property
    def is_advertorial(self) -> bool:
        """Whether somebody paid for it."""
        return self.genre == Genre.ADVERTORIAL

    @property
    def is_unverified(self) -> bool:
        """Whether readers are told that it is not verified yet."""
        return bool(self.unverified_reason)

    @property
    def is_overdue(self) -> bool:
        """Whether the time by which it was to be verified has passed."""
        return self.unverified_until is not None and self.unverified_until <= timezone.now()

    @property
    def reading_minutes(self) -> int:
        """Minutes the text takes to read."""
        return rendering.reading_minutes(self.word_count)

    @property
    def byline(self) -> list[Author]:
        """The authors in their order; free of queries where `bylines__author` is prefetched."""
        return [entry.author for entry in self.bylines.all()]

    def render(self) -> None:
        """Derive HTML, plain text, headings and word count from the Markdown.

        Text that the renderer refuses (a raw load may carry it) is shown as plain paragraphs.
        """
        try:
            rendered = rendering.render(self.body)
        except rendering.TextRefused:
            self.body_html = linebreaks(self.body, autoescape=True)
            self.body_text, self.headings = self.body, []
            self.word_count = rendering.word_count(self.body)
        else:
            self.body_html, self.body_text = rendered.html, rendered.text
            self.word_count = rendered.word_count
            self.headings = [
                {"level": heading.level, "id": heading.id, "text": heading.text}
                for heading in rendered.headings
            ]
        self.renderer_version = rendering.RENDERER_VERSION

    def current_html(self) -> str:
        """The text as HTML of the present renderer, whatever version stored it."""
        if self.renderer_version != rendering.RENDERER_VERSION:
            self.render()
        return self.body_html
