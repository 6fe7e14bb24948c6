"""The desk's buttons: each does one act with what was written for it."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from articles import correcting, workflow
from articles.forms import ArticleForm
from articles.models import Act, Article

# The names of the buttons, without which a save is a save.
BUTTONS = {f"_{act}": act for act in Act if act is not Act.SAVE}
# What the desk says of an act that was done, before what readers see now.
DONE = {
    Act.SUBMIT: _("Handed in for review."),
    Act.SEND_BACK: _("Sent back to the writer."),
    Act.APPROVE: _("Approved."),
    Act.REINSTATE: _("Readers see the piece again."),
    Act.CORRECT: _("The entry stands in the ledger."),
    Act.DOUBT: _("The piece is labelled as not verified yet."),
    Act.VERIFY: _("The label is cleared."),
}


def press(act: Act, piece: Article, form: ArticleForm, user: AbstractBaseUser) -> None:
    """Do what a button says; nothing more than the save, where it is none. Raises Refused."""
    if act in PRESSED:
        PRESSED[act](piece, form, form.cleaned_data, user)


def _with_note(do: Callable) -> Callable:
    return lambda piece, form, data, user: do(piece, by=user, note=data["note"])


def _publish(piece: Article, form: ArticleForm, data: dict, user) -> None:
    when = {"at": data["publish_at"], "override": data["override"]}
    shown = workflow.publish(piece, by=user, note=data["note"], release=form.release, **when)
    piece.took_address_of = shown.took_address_of


def _withdraw(piece: Article, form: ArticleForm, data: dict, user) -> None:
    workflow.withdraw(piece, by=user, reason=data["reason"], ground=data["ground"])


def _correct(piece: Article, form: ArticleForm, data: dict, user) -> None:
    correcting.correct(piece, by=user, draft=form.draft or correcting.NOTHING)


def _doubt(piece: Article, form: ArticleForm, data: dict, user) -> None:
    correcting.doubt(piece, by=user, reason=data["doubt_reason"], until=data["doubt_until"])


def _verify(piece: Article, form: ArticleForm, data: dict, user) -> None:
    correcting.verify(piece, by=user, text=data["finding"])


PRESSED: dict[Act, Callable] = {
    Act.SUBMIT: _with_note(workflow.submit),
    Act.SEND_BACK: _with_note(workflow.send_back),
    Act.APPROVE: _with_note(workflow.approve),
    Act.PUBLISH: _publish,
    Act.UNSCHEDULE: _with_note(workflow.unschedule),
    Act.WITHDRAW: _withdraw,
    Act.REINSTATE: _with_note(workflow.reinstate),
    Act.CORRECT: _correct,
    Act.DOUBT: _doubt,
    Act.VERIFY: _verify,
}
