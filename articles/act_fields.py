"""What the acts on a piece ask for: times, notes, reasons, entries of the ledger."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles import correcting
from articles.correcting import Draft, Refused, Release
from articles.models import Act, Article, Entry, Ground

SIGNIFICANT, MINOR = "significant", "minor"


def _text(label, *, rows: int = 2, longest: int = 1000, **options) -> forms.CharField:
    """Return an optional field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=widget, **options
    )


class ActFields(forms.Form):
    """The fields of a piece's acts. Only the button pressed makes them count."""

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

    significance = forms.ChoiceField(
        label=_("This update is"),
        required=False,
        choices=[
            (SIGNIFICANT, _("significant: readers see “Updated” with the time")),
            (MINOR, _("minor, such as spelling; the history names it")),
        ],
        initial=SIGNIFICANT,
        widget=forms.RadioSelect,
    )
    public_note = forms.CharField(
        label=_("what is new, in one line"),
        required=False,
        max_length=correcting.LONGEST_NOTE,
        help_text=_("Readers see it beside the time of the update, and in the history."),
    )
    entry_kind = forms.ChoiceField(
        label=_("kind of entry"),
        required=False,
        choices=[("", "–"), *((kind.value, kind.label) for kind in correcting.WRITTEN)],
    )
    entry_text = _text(
        _("text of the entry"),
        rows=4,
        longest=correcting.LONGEST_TEXT,
        help_text=_("What was wrong and what is right; a right of reply in the party's own words."),
    )
    entry_party = forms.CharField(
        label=_("replying party"),
        required=False,
        max_length=150,
        help_text=_("For a right of reply: who replies, as readers are to know them."),
    )
    entry_above = forms.BooleanField(label=_("show it above the text"), required=False)
    entry_supersedes = forms.TypedChoiceField(
        label=_("takes the place of"), required=False, coerce=int, empty_value=None
    )
    ground = forms.ChoiceField(
        label=_("ground of the withdrawal"),
        required=False,
        choices=[("", "–"), *Ground.choices],
    )
    doubt_reason = forms.CharField(
        label=_("what is not verified yet"),
        required=False,
        max_length=Article._meta.get_field("unverified_reason").max_length,
        help_text=_("Readers see it with the label."),
    )
    doubt_until = forms.DateTimeField(
        label=_("to be verified by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write the date and the time, or leave both empty.")},
    )
    finding = _text(_("what was found"), help_text=_("It stands in the ledger of corrections."))

    # Set by the desk: the button pressed.
    act = ""

    def offer_entries(self, piece: Article) -> None:
        """Offer the entries of the piece's ledger that another may take the place of."""
        if "entry_supersedes" not in self.fields:
            return
        entries = []
        if piece.corrected_at or piece.replied_at:
            open_ones = piece.corrections.filter(superseded_by=None, kind__in=correcting.WRITTEN)
            entries = [(entry.pk, _in_words(entry)) for entry in open_ones[:50]]
        self.fields["entry_supersedes"].choices = [("", _("no other entry")), *entries]

    @property
    def draft(self) -> Draft | None:
        """The entry that was written, or None. Only after is_valid()."""
        data = self.cleaned_data
        if self.act != Act.CORRECT and not data.get("entry_text"):
            return None
        return Draft(
            kind=data.get("entry_kind", ""),
            text=data.get("entry_text", "").replace("\r\n", "\n"),
            party=data.get("entry_party", ""),
            above=data.get("entry_above", False),
            supersedes=data.get("entry_supersedes"),
        )

    @property
    def release(self) -> Release:
        """What goes out with an update. Only after is_valid()."""
        data = self.cleaned_data
        significant = data.get("significance") != MINOR
        return Release(significant, " ".join(data.get("public_note", "").split()), self.draft)

    def clean(self) -> dict:
        """Refuse an entry, a label or a withdrawal that lacks something, before it is done."""
        data = super().clean()
        if self.act in {Act.PUBLISH, Act.CORRECT} and (draft := self.draft):
            try:
                correcting.check(draft, self.instance)
            except Refused as refused:
                self.add_error("entry_text", refused.reason)
        if self.act == Act.DOUBT and not data.get("doubt_reason"):
            self.add_error("doubt_reason", _("Write what is not verified yet; readers see it."))
        if self.act == Act.DOUBT and "doubt_until" in data:
            until = data["doubt_until"]
            if until is None or until <= timezone.now():
                reason = _("Say by when it is to be verified: a time to come.")
                self.add_error("doubt_until", reason)
        if self.act == Act.VERIFY and not data.get("finding"):
            self.add_error("finding", _("Write what was found; it stands in the ledger."))
        if self.act == Act.WITHDRAW and not data.get("ground"):
            self.add_error("ground", _("Choose the ground of the withdrawal."))
        return data

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

    def clean_note(self) -> str:
        """Sending back without saying why helps no writer."""
        note = self.cleaned_data["note"]
        if self.act == Act.SEND_BACK and not note:
            raise ValidationError(_("Write what is to be changed, so that the writer knows."))
        if self.act == Act.REINSTATE and not note:
            raise ValidationError(_("Write why it is shown again; the note stands in the ledger."))
        return note


def _in_words(entry) -> str:
    """Return an entry as an editor knows it again: kind, day, first words."""
    day = date_format(timezone.localtime(entry.at), "j M Y")
    return f"{Entry(entry.kind).label}, {day}: {Truncator(entry.text).chars(60)}"
