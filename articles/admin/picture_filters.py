"""What the list of pictures can be narrowed to."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.picture_uses import used
from articles.models import Image

# Written out, not handed over: SQLite takes an index over a part of a table only for a condition
# that it can read.
NOTHING = RawSQL("''", ())


class CreditFilter(admin.SimpleListFilter):
    """Pictures that cannot be published as they are: nobody is named."""

    title = gettext_lazy("credit")
    parameter_name = "credit"

    def lookups(self, request, model_admin) -> list:
        """Missing, or there."""
        return [("no", _("missing")), ("yes", _("there"))]

    def missing(self) -> Q:
        """The condition of `no`."""
        return Q(credit=NOTHING)

    def queryset(self, request, queryset):
        """Narrow to one of them; any other value narrows nothing."""
        match self.value():
            case "no":
                return queryset.filter(self.missing())
            case "yes":
                return queryset.exclude(self.missing())
        return queryset


class AltFilter(CreditFilter):
    """Pictures that say nothing to who cannot see them, and are not meant to be passed over."""

    title = gettext_lazy("alternative text")
    parameter_name = "alt"

    def missing(self) -> Q:
        """The condition of `no`."""
        return Q(alt=NOTHING, decorative=False)


class UseFilter(CreditFilter):
    """Pictures that nothing shows."""

    title = gettext_lazy("use")
    parameter_name = "use"

    def lookups(self, request, model_admin) -> list:
        """Unused, or used."""
        return [("no", _("unused")), ("yes", _("used"))]

    def missing(self) -> Q:
        """The condition of `no`."""
        return ~used()


class LicenceFilter(admin.SimpleListFilter):
    """Pictures whose licence ends soon, or has ended."""

    title = gettext_lazy("licence")
    parameter_name = "licence"

    def lookups(self, request, model_admin) -> list:
        """Ended, ending, not named."""
        return [("ended", _("ended")), ("ending", _("ends soon")), ("none", _("not named"))]

    def queryset(self, request, queryset):
        """Narrow to one of them; any other value narrows nothing."""
        match self.value():
            case "ended":
                return queryset.filter(pk__in=Image.objects.licence_ended().values("pk"))
            case "ending":
                return queryset.filter(pk__in=Image.objects.licence_ending().values("pk"))
            case "none":
                return queryset.filter(licence="")
        return queryset


class UploaderFilter(admin.SimpleListFilter):
    """Pictures of one account; past the first accounts the search finds them by name."""

    title = gettext_lazy("uploaded by")
    parameter_name = "by"
    MOST = 30

    def lookups(self, request, model_admin) -> list:
        """Oneself, then the others."""
        others = User.objects.filter(is_staff=True).exclude(pk=request.user.pk)
        names = others.order_by("username").values_list("pk", "username")[: self.MOST]
        return [("me", _("me")), *((str(key), name) for key, name in names)]

    def queryset(self, request, queryset):
        """Narrow to the account's pictures; any other value narrows nothing."""
        chosen = self.value() or ""
        if chosen == "me":
            return queryset.filter(uploaded_by=request.user)
        known = chosen in {key for key, _name in self.lookup_choices}
        return queryset.filter(uploaded_by=int(chosen)) if known else queryset
