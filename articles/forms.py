"""The article's form: what an editor types <-> the snapshot that the acts take.

Nothing here writes. The form opens any snapshot, be it the stored piece or an older version.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from markdownx.fields import MarkdownxFormField

from articles import rendering
from articles.act_fields import ActFields
from articles.fields import AuthorsField, PiecesField, SectionField, TagsField
from articles.models import Article, Image, Publication, UnsavedText, working_snapshot
from articles.models.snapshots import FIELDS, KEYS, LISTS, Snapshot, existing_part
from articles.reconciling import UNKNOWN
from articles.widgets import MarkdownEditor, PictureChoice


def unix_lines(text: str) -> str:
    """Return `text` with plain line ends; browsers send CRLF, which the stored text never has."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class ArticleForm(ActFields, forms.ModelForm):
    """One piece on the desk, and what its acts ask for."""

    body = MarkdownxFormField(label=_("text"), required=False, strip=False, widget=MarkdownEditor())
    section = SectionField(label=_("section"), required=False)
    byline = AuthorsField(
        label=_("byline"), required=False, help_text=_("In the order readers see the names.")
    )
    tags = TagsField(
        label=_("tags"), required=False, help_text=_("Separated by commas; spaces may be part.")
    )
    related = PiecesField(
        label=_("related pieces"),
        required=False,
        help_text=_("One a line: headline, slug or address. The rest is chosen by subject."),
    )
    lead_image = forms.ModelChoiceField(
        Image.objects.all(),
        label=_("lead picture"),
        required=False,
        widget=PictureChoice(),
        error_messages={"invalid_choice": _("There is no picture with this number.")},
    )

    class Meta:
        model = Article
        fields = [
            *("headline", "kicker", "slug", "standfirst", "body", "section", "byline"),
            *("tags", "related", "lead_image", "genre", "search_title", "search_description"),
        ]
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 3}),
        }

    # Set by the desk: why the act before this one was refused, and a text that was typed earlier
    # and is taken up again.
    refusal = None
    taken: UnsavedText | None = None
    # And what was written for an act that was not done yet, by the names of fields.
    written: dict[str, str] | None = None

    def __init__(self, *args, snapshot: Snapshot | None = None, **kwargs) -> None:
        """Open the form on `snapshot`, or on the working copy of the instance."""
        piece = kwargs.get("instance") or Article()
        content, _lost = existing_part(snapshot or working_snapshot(piece))
        shown = self.initial_from(content)
        shown["publish_at"] = piece.update_due_at
        if piece.publication is Publication.SCHEDULED:
            shown["publish_at"] = piece.published_at
        kwargs["initial"] = shown | (kwargs.get("initial") or {})
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.offer_entries(piece)
        if "genre" in self.fields:
            self.fields["genre"].required = False
        if "related" in self.fields:
            self.fields["related"].article = self.instance
        if self.written and not self.is_bound:
            self.initial |= self.written
        if self.taken and not self.is_bound:
            self.initial |= self._typed_before(MultiValueDict(self.taken.fields))

    def _typed_before(self, sent: MultiValueDict) -> dict:
        """Return an earlier text's values as the fields show them, valid or not."""
        return {
            name: field.widget.value_from_datadict(sent, {}, name)
            for name, field in self.fields.items()
            if name in sent
        }

    def is_multipart(self) -> bool:
        """Sent as it is: coded for an address, many a letter would take nine bytes."""
        return True

    @staticmethod
    def initial_from(snapshot: Snapshot) -> dict:
        """Return the form's values for a snapshot: lists as an editor types them."""
        return snapshot | {
            "tags": TagsField.as_typed(snapshot["tags"]),
            "related": PiecesField.as_typed(snapshot["related"]),
        }

    def snapshot(self) -> Snapshot:
        """Return what was typed as a snapshot. Only after is_valid()."""
        data = self.cleaned_data
        section, picture = data["section"], data["lead_image"]
        return {field: data[field] for field in FIELDS} | {
            "section": section.pk if section else None,
            "lead_image": picture.pk if picture else None,
            "byline": data["byline"],
            "tags": data["tags"],
            "related": data["related"],
        }

    def clean_headline(self) -> str:
        """A headline is one line, whatever was pasted."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean_slug(self) -> str:
        """An empty slug is made from the headline, as saving would make it."""
        if slug := self.cleaned_data["slug"].lower():
            return slug
        piece = Article(pk=self.instance.pk, headline=self.cleaned_data.get("headline", ""))
        piece.fill_slug()
        return piece.slug

    def clean_genre(self) -> str:
        """A form that does not ask leaves the kind of piece as it is."""
        return self.cleaned_data["genre"] or working_snapshot(self.instance)["genre"]

    def clean_standfirst(self) -> str:
        """Keep the stored text's plain line ends."""
        return unix_lines(self.cleaned_data["standfirst"])

    def clean_body(self) -> str:
        """Refuse what the renderer refuses, in its words."""
        body = self.cleaned_data["body"]
        try:
            rendering.render(body)
        except rendering.TextRefused as refused:
            raise ValidationError(str(refused)) from None
        return body

    def clean(self) -> dict:
        """Keep what readers can see whole, and show what the acts refused."""
        data = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        return data

    def typed_snapshot(self) -> Snapshot:
        """Return what was typed as a snapshot, also of a form that cannot be saved as it is.

        Words stand as they were typed; a choice that cannot be understood is as it was.
        """
        if self.is_valid():
            return self.snapshot()
        before = working_snapshot(self.instance)
        clean = self.cleaned_data
        typed = {field: clean.get(field, self.data.get(field, before[field])) for field in FIELDS}
        typed |= {name: clean.get(name, before[name]) for name in LISTS}
        rows = {name: clean.get(name) for name in KEYS}
        return typed | {
            name: row.pk if row else (None if name in clean else before[name])
            for name, row in rows.items()
        }

    @staticmethod
    def base_in(sent) -> int:
        """Return the version a page was opened on, as it says itself; UNKNOWN where it does not."""
        base = sent.get("base", "")
        return int(base) if base.isascii() and base.isdigit() and len(base) < 10 else UNKNOWN

    @property
    def base(self) -> int:
        """The version the form was opened on."""
        return self.base_in(self.data)
