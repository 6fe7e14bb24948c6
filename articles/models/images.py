"""Pictures, each with what readers and the law ask for: words for who cannot see it, and credit."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# So long before a licence ends the desk is warned.
WARNED = timedelta(days=30)


class ImageQuerySet(models.QuerySet):
    """Pictures."""

    def showable(self, today: date | None = None) -> Self:
        """Those that readers may see today: the one definition, as `Image.is_showable`."""
        return self.exclude(licence_until__lte=today or timezone.localdate())

    def licence_ended(self) -> Self:
        """Those that readers see no more."""
        return self.filter(licence_until__lte=timezone.localdate())

    def licence_over_soon(self) -> Self:
        """Those and the ones that readers will not see for long, the last one to end first."""
        soon = timezone.localdate() + WARNED
        return self.filter(licence_until__lte=soon).order_by("-licence_until", "pk")

    def licence_ending(self) -> Self:
        """Those that readers will not see for long."""
        return self.licence_over_soon().filter(licence_until__gt=timezone.localdate())


class Image(models.Model):
    """One picture, kept as our own re-encoded file."""

    # Not width_field/height_field: those open the file while a fixture's row is being built,
    # before the handler could put it in its place.
    file = models.ImageField(_("file"), upload_to="gambar/")
    title = models.CharField(
        _("title"), max_length=150, help_text=_("For finding it again; readers do not see it.")
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It says nothing that the text does not; screen readers pass it over."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"), max_length=150, blank=True, help_text=_("Who made it, or whose it is.")
    )
    source_url = models.URLField(
        _("source address"), max_length=500, blank=True, help_text=_("Where it was taken from.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=150,
        blank=True,
        help_text=_("What allows its use: a licence's name, a contract, a permission."),
    )
    licence_until = models.DateField(
        _("licence ends on"),
        null=True,
        blank=True,
        help_text=_("From this day on (WIB) readers do not see the picture. Empty: without end."),
    )
    sensitive = models.CharField(
        _("sensitive content"),
        max_length=200,
        blank=True,
        help_text=_("What may hurt or harm: victims, children, blood. For the desk."),
    )
    # Per cent of the sides from the upper left corner.
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top"), default=50, validators=[MaxValueValidator(100)]
    )
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    byte_size = models.PositiveIntegerField(_("size"), default=0, editable=False)
    # As in CSS: #rrggbb.
    dominant_colour = models.CharField(max_length=7, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # Of the file as it was sent, which is never kept.
    sent_sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100), name="image_focal_point_within"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="image_newest_first"),
            # Whose file an address asks for.
            models.Index(fields=["file"], name="image_file"),
            # What the library's filters ask for; both conditions stand there word for word.
            models.Index(
                fields=["-created_at", "-id"],
                name="image_without_credit",
                condition=Q(credit=""),
            ),
            models.Index(
                fields=["-created_at", "-id"],
                name="image_without_alt",
                condition=Q(alt="", decorative=False),
            ),
            models.Index(
                fields=["licence_until"],
                name="image_licence_until",
                condition=Q(licence_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_showable(self) -> bool:
        """Whether readers may see it today; the day begins and ends in the site's time zone."""
        return self.licence_until is None or self.licence_until > timezone.localdate()


class FormerFile(models.Model):
    """A file that a picture had before it was replaced.

    Its address leads to the picture's new file, also when the old one has been cleaned away.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="former_files")
    name = models.CharField(max_length=100, unique=True)
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.name
