"""Two people in one form: neither overwrites unseen what the other saved meanwhile.

Pieces have versions and are merged; every other noun of the newsroom has its row alone. So a form
says what each field held when it was opened: what its writer left alone stays as it is now, and
what both wrote is shown to the second of them before it goes.
"""

import hashlib
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.base import NewsroomAdmin, is_key
from articles.forms import unix_lines

OPENED_ON = "opened_on"


def mark_of(value: object) -> str:
    """Return a short mark of a field's value, the same for a row's own and for a form's."""
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:12]


def _plain(value: object) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(sorted(map(_plain, value)))
    return "" if value is None else unix_lines(str(value)).strip()


class TogetherForm:
    """The part of a form of a stored row that minds what was saved since it was opened."""

    # By the names of fields, as sent; empty where the form does not say.
    opened_on: dict[str, str]

    def clean(self) -> dict:
        """Keep of others what was left alone here, before anything is checked together."""
        self.theirs = []
        for name, before in self.opened_on.items():
            if name in self.cleaned_data and name in self.initial:
                self._mind(name, before)
        return super().clean()

    def _mind(self, name: str, before: str) -> None:
        stored, mine = mark_of(self.initial[name]), mark_of(self.cleaned_data[name])
        if stored in (before, mine):
            return
        theirs = getattr(self.instance, name)
        theirs = theirs.all() if hasattr(theirs, "all") else theirs
        if mine == before:
            self.cleaned_data[name] = theirs
            self.theirs.append(str(self.fields[name].label))
            return
        self.opened_on[name] = stored
        self.add_error(name, ValidationError(_both_wrote(theirs)))

    def marks(self) -> str:
        """Return what the form is to send again: what its fields held when it was opened."""
        own = {name: mark_of(self.initial[name]) for name in self.fields if name in self.initial}
        return " ".join(f"{name}:{mark}" for name, mark in (own | self.opened_on).items())


def _both_wrote(theirs: object) -> str:
    """Say that somebody else changed a field as well, and to what."""
    many = isinstance(theirs, Iterable) and not isinstance(theirs, str)
    words = ", ".join(map(str, theirs)) if many else str("" if theirs is None else theirs)
    return format_html(
        "{} <blockquote>{}</blockquote>",
        _(
            "Somebody has saved this field since you opened the page. What you typed is still "
            "here; save again to put it in the place of theirs, which is:"
        ),
        linebreaksbr(words) if words else _("empty"),
    )


class Together(NewsroomAdmin):
    """The admin of a noun whose rows several people may have open."""

    def get_object(self, request, object_id, from_field=None) -> Model | None:
        """Find a row; where it is about to be saved, nobody else saves it meanwhile."""
        if request.method == "POST" and connection.in_atomic_block and is_key(object_id):
            rows = self.model._base_manager.select_for_update(no_key=True).order_by()
            rows.filter(pk=object_id).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs) -> type[forms.ModelForm]:
        """Tell the form of a stored row what it was opened on."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            return form
        sent = (part.partition(":") for part in request.POST.get(OPENED_ON, "").split())
        marks = {name: mark for name, _colon, mark in sent if name in form.base_fields}
        return type(form)(form.__name__, (TogetherForm, form), {"opened_on": marks})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Let the page say what it was opened on."""
        form = context["adminform"].form
        if isinstance(form, TogetherForm):
            context[OPENED_ON] = form.marks()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Say which fields others have changed."""
        if theirs := getattr(request, "theirs", None):
            text = _(
                "This was saved from another page while you were writing. Those changes stay: "
                "{fields}."
            )
            names = ", ".join(map(capfirst, theirs))
            self.message_user(request, text.format(fields=names), messages.WARNING)
        return super().response_change(request, obj)

    def save_form(self, request, form, change):
        """Remember what others have changed."""
        request.theirs = getattr(form, "theirs", None)
        return super().save_form(request, form, change)
