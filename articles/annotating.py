"""Notes between editors: writing, answering and settling them, and where each belongs now."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import mailing
from articles.anchoring import CONTEXT, Place, Text
from articles.comparison import CHOICES, LISTS, ROWS, WORDS
from articles.models import Article, Note
from articles.permissions import Standing
from articles.workflow import Refused

# What a note can be about: the name of each field in an editor's words.
FIELDS = (
    {"": _("the whole piece"), "body": _("text")}
    | WORDS
    | {key: label for key, (label, _choices) in (CHOICES | ROWS | LISTS).items()}
)
# As Django has user names, but not within an address of mail; a full stop ends the sentence.
MENTION = re.compile(r"(?<![\w@.+-])@(\w[\w@.+-]{0,149})")
MOST_MENTIONS = 20
LARGEST_POSITION = 10**6
# Whatever writes no words: NUL, the bell, escape.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

SEE = ("articles.view_article", "articles.change_article")


@dataclass(frozen=True)
class Noted:
    """A note that was written, and whom of those it mentions a letter could (not) tell."""

    note: Note
    told: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """A note with the passage it is about, as it reads now; place None: its words are gone."""

    note: Note
    place: Place | None = None
    words: str = ""

    @property
    def is_detached(self) -> bool:
        """Whether the note quotes words that are in the text no more."""
        return bool(self.note.quote) and self.place is None

    @property
    def field_name(self) -> str:
        """What the note is about, in an editor's words."""
        return FIELDS.get(self.note.field, self.note.field)


# --- The acts --------------------------------------------------------------------


@transaction.atomic
def add(
    article: Article,
    *,
    by: AbstractBaseUser,
    text: str,
    field: str = "",
    quote: str = "",
    position: int = 0,
    body: str | None = None,
) -> Noted:
    """Write a note on a piece, on its field, or on words of its body. Raises Refused.

    position: where the quoted words begin; body: the text as who notes sees it, typed since the
    last save maybe (None: the working copy).
    """
    article = _locked(article, by)
    text, quote = plain(text), plain(quote)
    if field not in FIELDS:
        raise Refused(_("There is no such field. Choose what the note is about."))
    if quote and field != "body":
        raise Refused(_("Only words of the text can be quoted. Choose “text”, or quote nothing."))
    _require(text)
    if len(quote) > Note.QUOTE_MOST:
        text = _("The passage is too long to quote: at most %(most)s characters. Select less.")
        raise Refused(text % {"most": Note.QUOTE_MOST})
    note = Note(article=article, field=field, text=text, quote=quote)
    if quote:
        seen = body_of(article) if body is None else body
        _anchor(note, seen, max(0, min(position, LARGEST_POSITION)))
    return _written(note, by)


@transaction.atomic
def reply(note: Note, *, by: AbstractBaseUser, text: str) -> Noted:
    """Answer a note; the answer to an answer answers its note. Raises Refused."""
    article = _locked(note.article, by)
    note = _present(note)
    text = plain(text)
    _require(text)
    return _written(Note(article=article, reply_to=note.reply_to or note, text=text), by)


@transaction.atomic
def resolve(note: Note, *, by: AbstractBaseUser) -> Note:
    """Settle a note; one that is settled stays as it is. Raises Refused."""
    note = _to_settle(note, by)
    if note.resolved_at is None:
        note.resolved_at, note.resolved_by = timezone.now(), by
        note.save(update_fields=["resolved_at", "resolved_by"])
    return note


@transaction.atomic
def reopen(note: Note, *, by: AbstractBaseUser) -> Note:
    """Take up a settled note again. Raises Refused."""
    note = _to_settle(note, by)
    note.resolved_at = note.resolved_by = None
    note.save(update_fields=["resolved_at", "resolved_by"])
    return note


def may_see(user: AbstractBaseUser) -> bool:
    """Whether an account may see the pieces at the desk, and so note and be told."""
    return user.is_active and user.is_staff and any(map(user.has_perm, SEE))


def why_not_settle(note: Note, standing: Standing):
    """Return why an account may not resolve or reopen a note, in words, or None if it may."""
    user = standing.user
    if not may_see(user):
        return NOT_STAFF
    if note.by_id == user.pk or standing.is_own or standing.decides:
        return None
    return _("Only who wrote the note, the piece's writer and its editors may do this.")


NOT_STAFF = _("Your account may not see the pieces. Ask the editor-in-chief for the right.")
GONE = _("The note was deleted in the meantime.")


def plain(text: str) -> str:
    """Return what was typed as plain text: Unix line ends, no control characters."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _require(text: str) -> None:
    if not text:
        raise Refused(_("Write what you want to say."))
    if len(text) > Note.TEXT_MOST:
        refusal = _("A note has at most %(most)s characters; yours has %(number)s.")
        raise Refused(refusal % {"most": Note.TEXT_MOST, "number": len(text)})


def _locked(article: Article, by: AbstractBaseUser) -> Article:
    """Return the piece, which cannot be deleted until the note is written. Raises Refused."""
    if not may_see(by):
        raise Refused(NOT_STAFF)
    try:
        return Article.objects.select_for_update().get(pk=article.pk)
    except Article.DoesNotExist:
        raise Refused(_("The piece was deleted in the meantime.")) from None


def _present(note: Note) -> Note:
    try:
        return Note.objects.select_related("reply_to").get(pk=note.pk)
    except Note.DoesNotExist:
        raise Refused(GONE) from None


def _to_settle(note: Note, by: AbstractBaseUser) -> Note:
    try:
        note = Note.objects.select_for_update().get(pk=note.pk, reply_to=None)
    except Note.DoesNotExist:
        raise Refused(GONE) from None
    if reason := why_not_settle(note, Standing(note.article, by)):
        raise Refused(reason)
    return note


def _anchor(note: Note, body: str, position: int) -> None:
    """Keep where the quote stands and what is around it, to find it again among its likes."""
    note.position = position
    place = Text(body).find(note.quote, near=position)
    # Words that are not there yet are found once they are.
    if place and place.exact:
        note.position = place.start
        note.before = body[max(place.start - CONTEXT, 0) : place.start].replace("\0", "")
        note.after = body[place.end : place.end + CONTEXT].replace("\0", "")


def _written(note: Note, by: AbstractBaseUser) -> Noted:
    note.by, note.by_name = by, by.get_username()
    note.save()
    people, untold = _mentioned(note.text, by)
    mailing.mention(note, people)
    return Noted(note, [person.get_username() for person in people], untold)


def _mentioned(text: str, by: AbstractBaseUser) -> tuple[list[AbstractBaseUser], list[str]]:
    """Return the accounts a text mentions and a letter can reach, and the other names."""
    names = dict.fromkeys(name for name in MENTION.findall(text))
    names = list(names)[:MOST_MENTIONS]
    spellings = {name: [name, name.rstrip(".+-@")] for name in names}
    accounts = get_user_model().objects.filter(
        username__in={spelling for both in spellings.values() for spelling in both}
    )
    known = {account.get_username(): account for account in accounts}
    people, untold = {}, []
    for both in spellings.values():
        account = next((known[name] for name in both if name in known), None)
        if account is None or not (account.email and may_see(account)):
            untold.append(both[-1])
        elif account != by:
            people[account.pk] = account
    return list(people.values()), list(dict.fromkeys(untold))


# --- Looking ---------------------------------------------------------------------


def body_of(article: Article) -> str:
    """Return the text that an editor goes on with."""
    working = article.working_revision
    return working.snapshot.get("body", article.body) if working else article.body


def placed(notes: Iterable[Note], body: str) -> list[Placed]:
    """Return the notes with their passages in `body`: first those on fields, then down the text."""
    text = Text(body)
    found = [_placed(note, text, body) for note in notes]
    order = list(FIELDS)

    def height(one: Placed) -> tuple:
        known = order.index(one.note.field) if one.note.field in order else len(order)
        on_text = one.note.field == "body"
        return (on_text, one.is_detached, one.place.start if one.place else -1, known, one.note.pk)

    return sorted(found, key=height)


def _placed(note: Note, text: Text, body: str) -> Placed:
    if not note.quote:
        return Placed(note)
    place = text.find(note.quote, near=note.position, before=note.before, after=note.after)
    return Placed(note, place, body[place.start : place.end] if place else "")
