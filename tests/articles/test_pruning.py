"""Autosaves are thinned, and nothing that somebody may need goes with them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import pruning, workflow
from articles.models import Article, Revision

pytestmark = pytest.mark.django_db
KIND = Revision.Kind
# Fixed: parallel processes must find the same names of tests.
PUBLISHED = datetime(2025, 7, 12, tzinfo=UTC)


@pytest.fixture
def autosaved(piece) -> Article:
    """Every ten minutes of a quiet day ten days ago an autosave, each on the one before."""
    start = (timezone.localtime() - timedelta(days=10)).replace(hour=8, minute=0, second=0)
    for number in range(2, 8):
        add(piece, number, start + timedelta(minutes=10 * number))
    workflow.save_draft(piece, snapshot={"body": "Terakhir."}, by=piece.created_by)
    return Article.objects.get(pk=piece.pk)


def add(piece: Article, number: int, at, **fields) -> Revision:
    return Revision.objects.create(
        article=piece,
        number=number,
        made_at=at,
        snapshot={"body": str(number)},
        parent=piece.revisions.first(),
        **{"kind": KIND.AUTOSAVE, **fields},
    )


def numbers(piece: Article) -> list[int]:
    return list(piece.revisions.order_by("number").values_list("number", flat=True))


def test_one_a_day_stays_and_the_chain_holds(autosaved):
    Revision.objects.filter(number=8).update(parent=Revision.objects.get(number=6))
    assert pruning.prune() == 5
    assert numbers(autosaved) == [1, 7, 8]
    parents = {row.number: row.parent and row.parent.number for row in autosaved.revisions.all()}
    assert parents == {1: None, 7: 1, 8: 1}
    assert pruning.prune() == 0


def test_one_an_hour_stays_in_the_first_week_and_all_of_the_last_day(piece):
    hour = (timezone.now() - timedelta(days=3)).replace(minute=0)
    for number, minutes in enumerate((5, 15, 25, 65, 75), 2):
        add(piece, number, hour + timedelta(minutes=minutes))
    for number in range(7, 10):
        add(piece, number, timezone.now() - timedelta(hours=1, minutes=number))
    assert pruning.prune() == 3
    assert numbers(piece) == [1, 4, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "fields",
    [
        {"pinned": True},
        {"label": "Sebelum rapat"},
        {"published_at": PUBLISHED},
        *({"kind": kind} for kind in KIND if kind is not KIND.AUTOSAVE),
    ],
    ids=str,
)
def test_what_always_stays(autosaved, fields):
    autosaved.revisions.filter(number=3).update(**fields)
    pruning.prune()
    assert 3 in numbers(autosaved)


@pytest.mark.parametrize("pointer", ["working_revision", "live_revision", "update_revision"])
def test_what_a_piece_points_at_stays(autosaved, pointer):
    Article.objects.update(**{pointer: autosaved.revisions.get(number=3)})
    pruning.prune()
    assert 3 in numbers(autosaved)


def test_what_is_pinned_meanwhile_stays(autosaved, monkeypatch):
    found = list(pruning.superfluous())
    autosaved.revisions.filter(number=3).update(pinned=True)
    monkeypatch.setattr(pruning, "superfluous", lambda now: found)
    assert pruning.prune() == 4
    assert 3 in numbers(autosaved)


def test_the_command_says_what_it_does_and_a_trial_run_does_nothing(autosaved, capsys):
    call_command("prune_revisions", "--dry-run")
    assert numbers(autosaved) == [1, 2, 3, 4, 5, 6, 7, 8]
    call_command("prune_revisions")
    trial, done = capsys.readouterr().out.splitlines()
    assert "5" in trial
    assert "5" in done
    assert trial != done
    assert numbers(autosaved) == [1, 7, 8]
