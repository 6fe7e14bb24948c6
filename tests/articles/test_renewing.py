"""A new name on any number of pieces: seen at once, and never forgotten half-way."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import renewing, search, workflow
from articles.acting import Refused
from articles.models import Article, FormerName, Redirect, Renewal, Tag, Tagging
from articles.tag_merging import merge
from tests.factories import make_article, make_author, make_chief, make_section, make_tag


def found(typed: str) -> set[int]:
    query = search.parse(typed)
    return set(search.newest(Article.objects.public(), query).keys)


def rename(row) -> str:
    row.name = "Zamrud"
    with transaction.atomic():
        row.save()
    return "zamrud"


def merge_into(row) -> str:
    merge(make_tag("Zamrud"), [row])
    return "zamrud"


def delete(row) -> str:
    row.delete()
    return ""


ACTS = {
    "rename a tag": (rename, make_tag),
    "rename an author": (rename, make_author),
    "merge a tag": (merge_into, make_tag),
    "delete a tag": (delete, make_tag),
}


def beside(row, number: int) -> list[Article]:
    section, beside = make_section(), "tags" if isinstance(row, Tag) else "authors"
    return [make_article(section=section, **{beside: [row]}) for _piece in range(number)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACTS)
class TestAnyNumber:
    """However many pieces carry a name, changing it is the same work."""

    def test_the_newest_at_once_and_the_others_after_a_kill(self, name, monkeypatch):
        act, make = ACTS[name]
        monkeypatch.setattr(renewing, "AT_ONCE", 2)
        monkeypatch.setattr(renewing, "_BATCHES", {renewing.ENTRY: 2, renewing.KIN: 2})
        row = make("Rubi")
        pieces = beside(row, 7)
        new = act(row)
        newest, older = {piece.pk for piece in pieces[-2:]}, {piece.pk for piece in pieces[:-2]}
        if new:
            assert found(new) == newest
        assert found("rubi") == older
        assert len(search.check()) == renewing.number_waiting() == 5
        whole = search.reindex

        def killed_after_one(pieces: list[int]) -> None:
            if not newest >= {*pieces} and min(pieces) == min(older):
                raise DatabaseError("killed")
            whole(pieces)

        monkeypatch.setattr("articles.search.reindex", killed_after_one)
        with pytest.raises(DatabaseError):
            renewing.work_off(60)
        assert 0 < renewing.number_waiting() < 5
        monkeypatch.setattr("articles.search.reindex", whole)
        call_command("publish_due")
        assert not Renewal.objects.exists()
        assert search.check() == []
        assert found("rubi") == set()
        assert found(new) == ({piece.pk for piece in pieces} if new else set())

    def test_it_takes_as_many_queries(self, name, monkeypatch):
        act, make = ACTS[name]
        monkeypatch.setattr(renewing, "AT_ONCE", 2)
        monkeypatch.setattr("articles.invalidation.BULK", 2)

        def cost(number: int) -> int:
            row = make(f"Rubi {number}")
            beside(row, number)
            with CaptureQueriesContext(connection) as queries:
                act(row)
            assert renewing.number_waiting() >= number - 2
            if name != "delete a tag":
                type(row).objects.filter(name="Zamrud").update(name=f"Zamrud {number}")
                Tag.objects.filter(folded_name="zamrud").update(folded_name=f"zamrud {number}")
            return len(queries)

        cost(3)
        assert cost(4) == cost(12)


@pytest.mark.django_db
def test_a_name_that_changes_again_meanwhile_is_not_forgotten(monkeypatch):
    monkeypatch.setattr(renewing, "AT_ONCE", 0)
    tag = make_tag("Rubi")
    pieces = beside(tag, 3)
    rename(tag)
    whole = search.reindex

    def and_again(keys: list[int]) -> None:
        whole(keys)
        monkeypatch.setattr("articles.search.reindex", whole)
        tag.name = "Safir"
        tag.save()

    monkeypatch.setattr("articles.search.reindex", and_again)
    assert renewing.work_off(0) is True
    assert renewing.work_off(60) is False
    assert found("safir") == {piece.pk for piece in pieces}
    assert search.check() == []


# --- At the same moment ----------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_release_with_another_renderer_stores_all_html_anew(client):
    pieces = [make_article(f"Lama {number}", body="Kata **tebal**.") for number in range(3)]
    rows = Article.objects.filter(pk__in=[piece.pk for piece in pieces[:2]])
    rows.update(body_html="<p>dulu</p>", body_text="dulu", renderer_version=1)
    assert b"<strong>tebal</strong>" in client.get(pieces[0].get_absolute_url()).content
    call_command("migrate", verbosity=0)
    renewing.work_off(60)
    assert not Renewal.objects.exists()
    for piece in rows:
        assert "<strong>tebal</strong>" in piece.body_html
        assert piece.body_text == "Kata tebal."
    assert found("tebal") == {piece.pk for piece in pieces}


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Do all at the same moment, each on a connection of its own; return what came of each."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            start.wait()
            return job()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [done.result() for done in [pool.submit(run, job) for job in jobs]]


def jostle(turn: int, chief) -> None:
    """Merge, rename and use three tags at the same moment; nothing of it may be lost."""
    tags = one, other, third = [make_tag(f"{name} {turn}") for name in ("Rubi", "Intan", "Safir")]
    carried = [[one], [other], [one, other], [third], [one, other, third]]
    section = make_section()
    pieces = [make_article(section=section, tags=some, published_at=None) for some in carried]
    editors = Client(), Client()
    for editor in editors:
        editor.force_login(chief)

    def save(place: int, *some: Tag) -> Article:
        carried[place] = some
        snapshot = {"tags": [tag.name for tag in some]}
        return workflow.save_draft(pieces[place], snapshot=snapshot, by=chief)

    def rename_at_desk(editor: Client, tag: Tag) -> int:
        name = {"name": f"{tag.name} baru", "slug": tag.slug}
        data = {**name, "other_names": "", "initial-other_names": ""}
        address = reverse("admin:articles_tag_change", args=[tag.pk])
        return editor.post(address, data).status_code

    outcomes = at_once(
        lambda: merge(one, [other]),
        lambda: merge(other, [one]),
        lambda: merge(third, [other]),
        lambda: save(3, third, other),
        lambda: save(0, one, third),
        lambda: rename_at_desk(editors[0], other),
        lambda: rename_at_desk(editors[1], third),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes[:3]) in {1, 2}
    assert all(isinstance(outcome, Article) for outcome in outcomes[3:5]), outcomes
    assert {*outcomes[5:]} <= {200, 302, 404}  # 404 gives back what was typed for a merged tag
    # Whatever came first, each name leads to a tag that is there, and its pieces carry it.
    before = Tag.objects.count()
    heirs = {tag: Tag.objects.named([tag.name])[0].pk for tag in tags}
    assert Tag.objects.count() == before
    for piece, some in zip(pieces, carried, strict=True):
        has = Tagging.objects.filter(content_object=piece).values_list("tag", flat=True)
        assert sorted(has) == sorted({heirs[tag] for tag in some})


@pytest.mark.django_db(transaction=True)
def test_merges_renames_and_saves_at_the_same_moment():
    """No tag is lost on any piece, none leads in a circle, and nobody sees an error."""
    chief = make_chief(is_superuser=True)
    jostle(0, chief)
    jostle(1, chief)
    names = set(Tag.objects.values_list("folded_name", flat=True))
    assert names.isdisjoint(FormerName.objects.values_list("folded_name", flat=True))
    addresses = {tag.get_absolute_url() for tag in Tag.objects.all()}
    assert addresses.isdisjoint(Redirect.objects.values_list("old_path", flat=True))
    renewing.work_off(60)
    assert search.check() == []


@pytest.mark.django_db(transaction=True)
def test_only_a_process_that_answers_requests_works_in_the_background(
    client, settings, monkeypatch
):
    """A thread in SQLite, when the start divides into servers, would cost what is saved later."""
    monkeypatch.setattr(renewing, "_staff", renewing._Staff())
    monkeypatch.setattr(renewing, "PATIENCE", 0)
    monkeypatch.setitem(renewing._BATCHES, renewing.HTML, 1)
    settings.RENEW_IN_BACKGROUND = True
    keys = [make_article(f"Lama {n}").pk for n in range(2)]
    Article.objects.filter(pk__in=keys).update(renderer_version=0)
    renewing.note_texts()
    assert not renewing._staff.is_there
    client.get("/")
    for _attempt in range(200):
        if not renewing._staff.is_there:
            break
        time.sleep(0.02)
    assert not Renewal.objects.exists()
    assert not Article.objects.filter(renderer_version=0).exists()
