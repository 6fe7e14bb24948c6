"""What was written for an act that was not done yet: it comes back in its fields, word for word."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.act_fields import ActFields
from articles.models import Act, Article

KEY = "written_for_acts"
# Nobody has more pieces in this state at once; the oldest are let go.
MOST_PIECES = 10
ENTRY = {"entry_kind", "entry_text", "entry_party", "entry_above", "entry_supersedes"}
PUBLISHING = {"publish_at", "override", "note", "significance", "public_note"} | ENTRY
# What each act asks for; the others ask for the note alone.
ASKED_FOR = {act: {"note"} for act in Act} | {
    Act.PUBLISH: PUBLISHING,
    Act.WITHDRAW: {"reason", "ground"},
    Act.CORRECT: ENTRY,
    Act.DOUBT: {"doubt_reason", "doubt_until"},
    Act.VERIFY: {"finding"},
}
# Filled in before anybody writes: worth keeping only for the act that was pressed.
BY_THEMSELVES = {"publish_at", "significance"}


def hold(request: HttpRequest, piece: Article, act: Act, *, done: bool = False) -> None:
    """Keep what the form sent for acts until the piece is sent again.

    act: whose button was pressed; done: what it asks for is done with, the rest is still kept.
    """
    is_over = act is Act.SAVE or done
    left_out = (ASKED_FOR[act] if done else set()) | (BY_THEMSELVES if is_over else set())
    written = {
        name: value
        for name in ActFields.base_fields
        if name not in left_out and (value := request.POST.get(name, "").replace("\0", "").strip())
    }
    held = request.session.get(KEY, {})
    before = held.pop(str(piece.pk), None)
    if written:
        held = dict([*held.items(), (str(piece.pk), written)][-MOST_PIECES:])
    if written or before:
        request.session[KEY] = held


def say_not_done(request: HttpRequest, act: Act) -> None:
    """Say that an act waits, because what was typed met with somebody else's work."""
    if act is not Act.SAVE:
        text = _("Not done yet: {act}. What you wrote for it is in its fields again.")
        messages.warning(request, text.format(act=act.label))


def held_for(request: HttpRequest, piece: Article | None) -> dict[str, str]:
    """Return what was written for acts on a piece that were not done, by the names of fields."""
    return request.session.get(KEY, {}).get(str(piece.pk), {}) if piece else {}
