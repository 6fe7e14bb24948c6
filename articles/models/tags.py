"""Tags: taggit's machinery on a model and a through-model of our own."""

import unicodedata

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, NaturalKeyManager, TagBase

from articles.blank import is_blank
from articles.models.listed import Listed, ListedQuerySet
from articles.models.slugged import Slugged, path_of, slug_constraint

MAX_NAME_LENGTH = 100
# A tag may be merged into another between a look and a lock; hardly twice.
_ATTEMPTS = 5


def normalised(name: str) -> str:
    """The one spelling of a tag's name: composed characters, single spaces, no commas.

    Of a name that nobody can see nothing is left.
    """
    spelt = " ".join(unicodedata.normalize("NFC", name).replace(",", " ").split())
    return "" if is_blank(spelt) else spelt


def folded(name: str) -> str:
    """What two names share when readers would call them the same, whatever their case.

    Made in Python because SQLite's LOWER() knows only ASCII.
    """
    return unicodedata.normalize("NFC", normalised(name).casefold())


def parse(text: str) -> list[str]:
    """Split what an editor typed at commas only; spaces belong to names, quotes are letters.

    Repeated names ("AI, ai") are one, spelt as written first.
    """
    names = (normalised(part) for part in text.replace("\n", ",").split(","))
    return list({folded(name): name for name in reversed([*filter(None, names)])}.values())[::-1]


def join(tags) -> str:
    """The inverse of parse(): tags as an editor types them."""
    return ", ".join(sorted((tag.name for tag in tags), key=folded))


class TagQuerySet(models.QuerySet):
    """Tags by name."""

    @transaction.atomic
    def named(self, names: list[str]) -> list["Tag"]:
        """Return the tags of these names in that order, each once; make missing ones.

        Case says nothing, and a name that a tag once had is still its. Until the transaction is
        over nobody renames, merges or deletes them.
        """
        wanted = {folded(name): normalised(name) for name in names if normalised(name)}
        known: dict[str, Tag] = {}
        for attempt in range(1, _ATTEMPTS + 1):
            with transaction.atomic():
                known = self._known(wanted)
                # In one order: two who make the same tags do not wait for each other.
                for key in sorted(wanted.keys() - known.keys()):
                    fields = {"name": wanted[key]}
                    known[key], _made = self.get_or_create(folded_name=key, defaults=fields)
                held = self._hold({tag.pk for tag in known.values()})
                if not held and attempt < _ATTEMPTS:
                    # Let go of those that are there: held out of their order, they would be waited
                    # for by whoever holds what the others have become.
                    transaction.set_rollback(True)
            if held:
                break
        return list(dict.fromkeys(known[key] for key in wanted))

    def _hold(self, keys: set[int]) -> bool:
        """Keep tags as they are until the transaction is over; return whether all are there still.

        The weakest lock that does: those who tag pieces do not wait for each other, and whoever
        renames or merges has this lock's opposite. SQLite has one writer anyhow.
        """
        if not (keys and connection.features.has_select_for_update):
            return True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM articles_tag WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
                [sorted(keys)],
            )
            return len(cursor.fetchall()) == len(keys)

    def names_now(self, names: list[str]) -> list[str]:
        """Return the names by which these tags go today, each once; unknown ones as they are."""
        known = self._known({folded(name) for name in names})
        now = (known.get(folded(name)) for name in names)
        return list(
            dict.fromkeys(tag.name if tag else name for name, tag in zip(names, now, strict=True))
        )

    def _known(self, keys) -> dict[str, "Tag"]:
        """Return the tags of these folded names, present or former."""
        known = {tag.folded_name: tag for tag in self.filter(folded_name__in=keys)}
        if missing := set(keys) - known.keys():
            former = FormerName.objects.filter(folded_name__in=missing).select_related("tag")
            known |= {entry.folded_name: entry.tag for entry in former}
        return known


class Tag(Slugged, TagBase):
    """A subject that runs through the paper. Two names that differ only in case are one tag."""

    slug_fallback = "tag"

    name = models.CharField(
        _("name"),
        max_length=MAX_NAME_LENGTH,
        unique=True,
        error_messages={"unique": _("There is a tag of this name already.")},
    )
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=500,
        help_text=_("What this subject is, shown at the head of its page."),
    )
    folded_name = models.CharField(max_length=300, unique=True, editable=False)

    objects = NaturalKeyManager.from_queryset(TagQuerySet)()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            slug_constraint("tag"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_name_not_empty"),
            models.CheckConstraint(condition=~models.Q(folded_name=""), name="tag_folded"),
        ]

    def save(self, *args, **kwargs) -> None:
        """Save as any model; taggit's own slug machinery stays out of the way."""
        models.Model.save(self, *args, **kwargs)

    def get_absolute_url(self) -> str:
        """The tag's page."""
        return path_of("tag", self.slug)

    def fill_folded_name(self) -> None:
        """Normalise the name and derive what makes it unique."""
        self.name = normalised(self.name)
        self.folded_name = folded(self.name)


class FormerName(models.Model):
    """A name that a tag had before it was renamed, or of a tag that was merged into it.

    Versions keep tags by name: one written under the old name still finds the tag.
    """

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    folded_name = models.CharField(max_length=300, unique=True)

    class Meta:
        verbose_name = _("former name of a tag")
        verbose_name_plural = _("former names of tags")
        ordering = ["name"]
        # Written by renaming and merging, never by hand.
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Tagging(Listed, ItemBase):
    """That one piece carries one tag."""

    tag = models.ForeignKey(
        # All at once, when the tag is about to go: see `finding_handlers`.
        Tag,
        verbose_name=_("tag"),
        on_delete=models.DO_NOTHING,
        related_name="taggings",
        db_index=False,
    )
    content_object = models.ForeignKey(
        "articles.Article",
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="taggings",
    )

    # taggit names no key of its own here, and dumpdata --natural-primary would fail without.
    natural_key_fields = ["tag_id", "content_object_id"]

    objects = NaturalKeyManager.from_queryset(ListedQuerySet)()

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="tagging_once"),
        ]
        indexes = [
            models.Index(fields=["tag", "-listed_at", "-content_object"], name="tagging_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.content_object_id}: {self.tag_id}"
