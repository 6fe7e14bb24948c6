"""Two people in one piece: what was merged is said, what conflicts is laid side by side."""

import hashlib
import logging
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles import kept_text, rendering, workflow
from articles.admin.versions import Versions
from articles.comparison import CHOICES, label_of, named
from articles.diffs import compare_words
from articles.forms import unix_lines
from articles.merging import Merge, merge
from articles.models import Article, Revision, working_snapshot
from articles.models.snapshots import known_part
from articles.reconciling import Conflict

logger = logging.getLogger(__name__)

MINE, THEIRS, EDIT = "mine", "theirs", "edit"


@dataclass
class Question:
    """One conflict as a person settles it.

    number: its place; about: which it is, wherever it stands; text: what they edited it to.
    """

    number: int
    about: str
    label: str
    is_text: bool
    base: str
    mine: str
    theirs: str
    choice: str = MINE
    text: str = ""
    error: str = ""
    mine_spans: list = field(default_factory=list)
    theirs_spans: list = field(default_factory=list)


class Merges(Versions):
    """The part of the article's admin where two texts become one."""

    def get_urls(self) -> list:
        """Add the page of a conflict."""
        own = path(
            "<int:pk>/merge/<int:number>/",
            self.admin_site.admin_view(self.merge_view),
            name="articles_article_merge",
        )
        return [own, *super().get_urls()]

    def keep_apart(self, request: HttpRequest, conflict: Conflict) -> HttpResponse:
        """Keep the text that came second as a version, and lead to where both become one."""
        kept = workflow.keep_apart(
            conflict.article, snapshot=conflict.mine, by=request.user, base=conflict.base
        )
        address = reverse("admin:articles_article_merge", args=[kept.article_id, kept.number])
        return HttpResponseRedirect(address)

    def merge_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show base, mine and theirs of each conflict, and save what is chosen."""
        piece = self._piece(request, pk)
        apart = piece.revisions.filter(number=min(number, 2**31 - 1)).first()
        if apart is None or apart.kind != Revision.Kind.CONFLICT:
            raise Http404(_("There is no such conflict."))
        found = _merge(piece, apart)
        questions = [_question(place, one) for place, one in enumerate(found.conflicts)]
        current, left = piece.working_revision.number, []
        if request.method == "POST":
            left = _fill_in(questions, request.POST)
            # Somebody may have saved again; then the questions are others.
            if request.POST.get("theirs") != str(current):
                text = _("Somebody saved again in the meantime. Please look once more.")
                self.message_user(request, text, messages.WARNING)
            elif _is_sound(questions, found):
                try:
                    return self._settle(request, piece, found, questions, current)
                except (workflow.Refused, OperationalError) as refused:
                    self.message_user(request, words_of(refused), messages.ERROR)
        context = {
            "questions": questions,
            "left": left,
            "found": found,
            "apart": apart,
            "theirs": piece.working_revision,
        }
        return self._show(request, piece, "merge", _("Two texts"), context)

    def _settle(self, request, piece: Article, found: Merge, questions, current: int):
        chosen = found.resolved(
            [
                _chosen(question, one)
                for question, one in zip(questions, found.conflicts, strict=True)
            ]
        )
        try:
            workflow.save_draft(piece, snapshot=chosen, by=request.user, base=current)
        except Conflict as conflict:
            return self.keep_apart(request, conflict)
        text = _("Both texts are one now, and saved. Each of them stays among the versions.")
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[piece.pk]))


def words_of(refused: Exception) -> str:
    """Return why a save was refused, by an act or by a database that is full or locked."""
    if isinstance(refused, workflow.Refused):
        return refused.reason
    logger.error("A save failed: %s", refused)
    return kept_text.not_written(refused)


def announce_merge(request: HttpRequest, piece: Article) -> bool:
    """Say what of somebody else's was merged into a save; return whether anything was."""
    found = getattr(piece, "merge", None)
    theirs = [change for change in found.changes if change.by == THEIRS] if found else []
    if not theirs:
        return False
    fields = ", ".join(dict.fromkeys(str(label_of(change.field)) for change in theirs))
    text = _(
        "This piece was saved from another page while you were writing, by somebody else or by "
        "you. Those changes and these are both in it now. Those: {fields}. Please look before "
        "you go on."
    )
    messages.warning(request, text.format(fields=fields))
    return True


def _merge(piece: Article, apart: Revision) -> Merge:
    base = known_part(apart.parent.snapshot) if apart.parent else {}
    return merge(base, known_part(apart.snapshot), working_snapshot(piece))


def _question(number: int, conflict) -> Question:
    texts = all(isinstance(value, str) for value in (conflict.mine, conflict.theirs))
    # Of a choice there are only the two.
    texts = texts and conflict.field not in CHOICES
    words = {
        side: named(conflict.field, getattr(conflict, side)) for side in ("base", MINE, THEIRS)
    }
    about = hashlib.sha256(f"{conflict.field}\n{words['base']}\n{words[MINE]}".encode())
    question = Question(
        number, about.hexdigest()[:16], label_of(conflict.field), texts, **words, text=words[MINE]
    )
    if texts:
        question.mine_spans = compare_words(words["base"], words[MINE])
        question.theirs_spans = compare_words(words["base"], words[THEIRS])
    return question


def _fill_in(questions: list[Question], sent) -> list[str]:
    """Put what was answered beside its question; return texts whose questions are no more.

    sent: also has those that were returned before.
    """
    places = {sent[name]: name.removeprefix("about-") for name in sent if name.startswith("about-")}
    in_order = not places
    for question in questions:
        place = question.number if in_order else places.pop(question.about, "")
        question.choice = sent.get(f"choice-{place}", "")
        question.text = unix_lines(sent.get(f"text-{place}", question.text))
    edited = (place for place in places.values() if sent.get(f"choice-{place}") == EDIT)
    texts = [*sent.getlist("left"), *(sent.get(f"text-{place}", "") for place in edited)]
    return [unix_lines(text) for text in texts if text.strip()]


def _is_sound(questions: list[Question], found: Merge) -> bool:
    """Whether every question is answered with something that can be saved; errors are noted."""
    for question, conflict in zip(questions, found.conflicts, strict=True):
        allowed = {MINE, THEIRS, EDIT} if question.is_text else {MINE, THEIRS}
        if question.choice not in allowed:
            question.error = _("Choose one of the two, or write your own.")
        elif question.choice == EDIT:
            question.error = _fault(conflict.field, question.text)
    return not any(question.error for question in questions)


def _fault(name: str, text: str) -> str:
    """Return what is wrong with an edited text, in words; "" if nothing."""
    try:
        if name == "body":
            rendering.render(text)
        Article._meta.get_field(name).clean(text, None)
    except rendering.TextRefused as refused:
        return str(refused)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _chosen(question: Question, conflict):
    return question.text if question.choice == EDIT else getattr(conflict, question.choice)
