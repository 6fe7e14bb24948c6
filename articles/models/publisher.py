"""Who publishes the paper: the facts that press law wants named, kept once."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# The one row's key.
ONLY = 1


def check_profiles(text: str) -> None:
    """Raise ValidationError, naming the line, where one is no full address."""
    check = URLValidator(schemes=["https"])
    for line in text.split():
        try:
            check(line)
        except ValidationError:
            words = _("“%(line)s” is no address that begins with https://.")
            raise ValidationError(words, params={"line": line}) from None


class Publisher(models.Model):
    """Name, address and people answering for the paper (Law 40/1999 on the press, article 12).

    One row. Standing pages and structured data take the facts from here; what is empty is a gap.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    company = models.CharField(
        _("company"),
        max_length=150,
        blank=True,
        help_text=_("The legal name, for example PT Warta Nusantara."),
    )
    address = models.CharField(_("office address"), max_length=300, blank=True)
    responsible = models.CharField(
        _("responsible person"),
        max_length=150,
        blank=True,
        help_text=_("Who answers for the paper by law (penanggung jawab)."),
    )
    chief_editor = models.CharField(_("editor-in-chief"), max_length=150, blank=True)
    managing_editor = models.CharField(_("managing editor"), max_length=150, blank=True)
    email = models.EmailField(_("newsroom's mail address"), blank=True)
    complaints_email = models.EmailField(
        _("mail address for corrections and right of reply"), blank=True
    )
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9 ()./-]{5,}$", _("Write digits, spaces and signs."))],
    )
    founded = models.CharField(
        _("year of foundation"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^[12][0-9]{3}$", _("Write the year in four digits."))],
    )
    profiles = models.TextField(
        _("the paper elsewhere"),
        blank=True,
        max_length=2000,
        validators=[check_profiles],
        help_text=_(
            "Addresses of its own accounts, one a line; search engines then know them as its."
        ),
    )

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publisher")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=ONLY), name="publisher_is_one"),
        ]

    def __str__(self) -> str:
        return self.company or str(self._meta.verbose_name)
