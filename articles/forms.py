"""The article's form: what an editor types <-> the snapshot that the acts take.

Nothing here writes. The form opens any snapshot, be it the stored piece or an older version.
"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from markdownx.fields import MarkdownxFormField

from articles import rendering
from articles.fields import AuthorsField, PiecesField, SectionField, TagsField
from articles.models import Act, Article, Image, Publication, working_snapshot
from articles.models.snapshots import FIELDS, Snapshot, existing_part
from articles.reconciling import UNKNOWN
from articles.widgets import MarkdownEditor, PictureChoice


def unix_lines(text: str) -> str:
    """Return `text` with plain line ends; browsers send CRLF, which the stored text never has."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class ArticleForm(forms.ModelForm):
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
    publish_at = forms.DateTimeField(
        label=_("publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write the date and the time, or leave both empty.")},
    )
    reason = forms.CharField(
        label=_("reason for the withdrawal"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it at the piece's address."),
    )

    note = forms.CharField(
        label=_("note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the record, and for whoever gets the mail."),
    )
    override = forms.CharField(
        label=_("reason for publishing all the same"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the record of acts."),
    )

    class Meta:
        model = Article
        fields = [
            *("headline", "kicker", "slug", "standfirst", "body", "section", "byline"),
            *("tags", "related", "lead_image", "search_title", "search_description"),
        ]
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 3}),
        }

    # Set by the desk: the button pressed, and why the act before this one was refused.
    act = ""
    refusal = None

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
        if "related" in self.fields:
            self.fields["related"].article = self.instance

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

    def clean_publish_at(self):
        """A time to come that somebody can mean. Only the button beside it makes it count."""
        at = self.cleaned_data["publish_at"]
        if self.act != Act.PUBLISH or at is None:
            return at
        if at.year < 1990:
            raise ValidationError(_("This year is long past. Is it right?"))
        if at > timezone.now() + timedelta(days=3660):
            raise ValidationError(_("This is more than ten years ahead. Is the year right?"))
        return at

    def clean_reason(self) -> str:
        """A withdrawal without its reason is refused before anything is done."""
        reason = self.cleaned_data["reason"]
        if self.act == Act.WITHDRAW and not reason:
            raise ValidationError(_("Write the reason for the withdrawal."))
        return reason

    def clean(self) -> dict:
        """Keep what readers can see whole, and show what the acts refused."""
        data = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        return data

    @property
    def base(self) -> int:
        """The version the form was opened on, as the page that was sent says."""
        sent = self.data.get("base", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else UNKNOWN

    def clean_note(self) -> str:
        """Sending back without saying why helps no writer."""
        note = self.cleaned_data["note"]
        if self.act == Act.SEND_BACK and not note:
            raise ValidationError(_("Write what is to be changed, so that the writer knows."))
        return note
