"""Every act by every role in every state: the table, and what stands behind a refusal."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles import correcting, pinning, workflow
from articles.correcting import Draft
from articles.models import Act, Activity, Article, Correction, Entry, Revision, snapshot_of
from articles.permissions import BESIDE_ACTS, why_not
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db

STATES = {
    "draft": [],
    "in review": ["submit"],
    "approved": ["submit", "approve"],
    "scheduled": ["schedule"],
    "live": ["publish"],
    "live, changed": ["publish", "change"],
    "live, update in review": ["publish", "change", "submit"],
    "live, update scheduled": ["publish", "change", "schedule"],
    "live, unverified": ["publish", "doubt"],
    "withdrawn": ["publish", "withdraw"],
    "withdrawn, update approved": ["publish", "change", "submit", "approve", "withdraw"],
}


def bring(piece: Article, steps: list[str], people) -> Article:
    chief = people["chief"]
    later = timezone.now() + timedelta(hours=1)
    acts = {
        "submit": lambda a: workflow.submit(a, by=chief),
        "approve": lambda a: workflow.approve(a, by=chief),
        "publish": lambda a: workflow.publish(a, by=chief),
        "schedule": lambda a: workflow.publish(a, by=chief, at=later),
        "withdraw": lambda a: workflow.withdraw(a, by=chief, reason="Keliru."),
        "doubt": lambda a: correcting.doubt(a, by=chief, reason="Menunggu polisi.", until=later),
        "change": lambda a: workflow.save_draft(a, snapshot={"body": "Isi baru."}, by=chief),
    }
    for step in steps:
        piece = acts[step](piece)
    return Article.objects.get(pk=piece.pk)


def perform(act: Act, piece: Article, user) -> None:
    later = timezone.now() + timedelta(hours=2)
    other = Article(pk=piece.pk + 1)
    perform_by = {
        Act.SAVE: lambda: workflow.save_draft(piece, snapshot={"body": "Isi lain."}, by=user),
        Act.RESTORE: lambda: workflow.restore(piece, number=1, by=user),
        Act.SUBMIT: lambda: workflow.submit(piece, by=user),
        Act.SEND_BACK: lambda: workflow.send_back(piece, by=user, note="Perbaiki."),
        Act.APPROVE: lambda: workflow.approve(piece, by=user),
        Act.PUBLISH: lambda: workflow.publish(piece, by=user),
        Act.SCHEDULE: lambda: workflow.publish(piece, by=user, at=later),
        Act.UNSCHEDULE: lambda: workflow.unschedule(piece, by=user),
        Act.WITHDRAW: lambda: workflow.withdraw(piece, by=user, reason="Keliru."),
        Act.REINSTATE: lambda: workflow.reinstate(piece, by=user, note="Terbukti benar."),
        Act.CORRECT: lambda: correcting.correct(
            piece, by=user, draft=Draft(Entry.RALAT, "Tertulis Senin, seharusnya Selasa.")
        ),
        Act.DOUBT: lambda: correcting.doubt(piece, by=user, reason="Satu sumber.", until=later),
        Act.VERIFY: lambda: correcting.verify(piece, by=user, text="Polisi membenarkan."),
        Act.DELETE: lambda: workflow.delete(piece, by=user),
        Act.PIN: lambda: pinning.pin(piece, other=other, by=user),
        Act.UNPIN: lambda: pinning.unpin(piece, other=other, by=user),
        Act.BAN: lambda: pinning.ban(piece, other=other, by=user),
        Act.UNBAN: lambda: pinning.unban(piece, other=other, by=user),
    }
    perform_by[act]()


# In each state, what the state allows whoever has the right.
ALWAYS = {Act.SAVE, Act.RESTORE, *BESIDE_ACTS}
LABEL, ENTER = {Act.DOUBT}, {Act.CORRECT, Act.DOUBT}
ALLOWED_BY_STATE = {
    "draft": ALWAYS | LABEL | {Act.SUBMIT, Act.PUBLISH, Act.SCHEDULE, Act.DELETE},
    "in review": ALWAYS
    | LABEL
    | {Act.SEND_BACK, Act.APPROVE, Act.PUBLISH, Act.SCHEDULE, Act.DELETE},
    "approved": ALWAYS | LABEL | {Act.SEND_BACK, Act.PUBLISH, Act.SCHEDULE, Act.DELETE},
    "scheduled": ALWAYS | LABEL | {Act.PUBLISH, Act.SCHEDULE, Act.UNSCHEDULE},
    "live": ALWAYS | ENTER | {Act.WITHDRAW},
    "live, changed": ALWAYS | ENTER | {Act.SUBMIT, Act.PUBLISH, Act.SCHEDULE, Act.WITHDRAW},
    "live, update in review": ALWAYS
    | ENTER
    | {Act.SEND_BACK, Act.APPROVE, Act.PUBLISH, Act.SCHEDULE, Act.WITHDRAW},
    "live, update scheduled": ALWAYS
    | ENTER
    | {Act.SEND_BACK, Act.PUBLISH, Act.SCHEDULE, Act.UNSCHEDULE, Act.WITHDRAW},
    "live, unverified": ALWAYS | ENTER | {Act.WITHDRAW, Act.VERIFY},
    "withdrawn": ALWAYS | {Act.REINSTATE, Act.CORRECT},
    "withdrawn, update approved": ALWAYS | {Act.REINSTATE, Act.CORRECT},
}
WRITING = {*ALWAYS, Act.SUBMIT}
ALLOWED_BY_ROLE = {
    "anonymous": set(),
    "rightless": set(),
    "writer": WRITING,
    "other writer": set(),
    "editor": set(Act),
    "foreign editor": set(),
    "chief": set(Act),
}
# The desk has the piece, so its writer's hands are off the text.
AT_THE_DESK = {"in review", "approved", "live, update in review", "live, update scheduled"}


def is_allowed(state: str, role: str, act: Act) -> bool:
    if role == "writer" and state in AT_THE_DESK and act in ALWAYS:
        return False
    return act in ALLOWED_BY_STATE[state] & ALLOWED_BY_ROLE[role]


def traces(piece: Article) -> tuple:
    """Everything an act that was refused must have left as it was."""
    row = Article.objects.filter(pk=piece.pk).values().get()
    lines = Revision.objects.count(), Activity.objects.count(), Correction.objects.count()
    return row, snapshot_of(piece), *lines


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ALLOWED_BY_ROLE)
def test_every_act_by_every_role_in_every_state(piece, people, state, role):
    piece = bring(piece, STATES[state], people)
    user = people[role]
    for act in Act:
        reason = why_not(act, piece, user)
        assert (reason is None) == is_allowed(state, role, act), f"{act}: {reason}"
        before = traces(piece)
        with transaction.atomic():
            if reason is None:
                perform(act, piece, user)
            else:
                with pytest.raises(workflow.Refused) as refusal:
                    perform(act, piece, user)
                assert str(refusal.value.reason) == str(reason)
                assert traces(piece) == before
            transaction.set_rollback(True)


def test_an_editor_who_loses_the_group_loses_the_right_at_once(piece, people):
    people["editor"].groups.clear()
    without = type(people["editor"]).objects.get(pk=people["editor"].pk)
    with pytest.raises(workflow.Refused):
        workflow.publish(piece, by=without)


def test_a_section_without_editors_is_every_editors(piece, people, section):
    section.editors.clear()
    assert why_not(Act.PUBLISH, piece, people["foreign editor"]) is None


def test_a_sub_section_without_editors_is_its_parents(people, section):
    child = make_section("Gawai", parent=section)
    piece = make_article(section=child, published_at=None)
    assert why_not(Act.PUBLISH, piece, people["editor"]) is None
    assert why_not(Act.PUBLISH, piece, people["foreign editor"]) is not None
