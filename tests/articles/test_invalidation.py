"""For every act: each public address, kept before it, is after it what a fresh page would be.

A feature that changes what readers see adds its act to ACTS. The number beside an act is how many
addresses may be rendered again although they come out as before: those that show the row that was
changed, or its list, and not the column; and of the front page and the index of tags it is known
only that they were made of pieces. What went past the objects costs all that read the table. A page
beside which the order of what is related moves out of sight is made again as well, and one beside
which a scheduled piece is to stand, so that it ends in time.
"""

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import connection, transaction
from django.utils import timezone

from articles import caching, clock, invalidation, pinning, related, workflow
from articles.admin import tags as tag_merging
from articles.models import Article, Byline, Image, RelatedPick, Section, StandingPage, Tag, Tagging
from tests.articles.reading import Reader
from tests.factories import (
    make_article,
    make_author,
    make_chief,
    make_image,
    make_section,
    make_tag,
)

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """A small paper: two main sections, one below, two pages of pieces in one of them."""

    def __init__(self) -> None:
        self.chief = make_chief()
        self.tech = make_section("Teknologi")
        self.models = make_section("Model", parent=self.tech)
        self.sport = make_section("Olahraga", position=1)
        self.tags = [make_tag(name) for name in ("AI", "Eropa", "Bola")]
        self.authors = [make_author(name) for name in ("Ana", "Budi")]
        self.image = make_image(alt="Bidang")
        self.page = StandingPage.objects.create(slug="tentang", title="Tentang", body="Kami.")
        now = timezone.now()
        for number in range(24):
            sport = number % 6 == 5
            make_article(
                f"Judul {number}",
                slug=f"judul-{number}",
                section=self.sport if sport else self.models if number % 6 == 4 else self.tech,
                authors=[self.authors[number % 2]],
                tags=[self.tags[2] if sport else self.tags[number % 8 == 0]],
                lead_image=self.image if number == 0 else None,
                body=f"Isi. ![Gambar](gambar:{self.image.pk})"
                if number == 3
                else "Isi [a](artikel:baru).",
                published_at=now - timedelta(days=9 * number + 1),
            )
        self.draft = self.write("Baru", "baru")

    def write(self, headline: str, slug: str, **more) -> Article:
        content = {
            "headline": headline,
            "slug": slug,
            "standfirst": "Pengantar.",
            "body": "Isi.",
            "section": self.tech.pk,
            "byline": [self.authors[0].pk],
            "tags": ["AI"],
        }
        return workflow.save_draft(Article(), snapshot=content | more, by=self.chief)

    def piece(self, number: int) -> Article:
        return Article.objects.get(slug=f"judul-{number}")

    def update(self, number: int, **content) -> None:
        piece = workflow.save_draft(self.piece(number), snapshot=content, by=self.chief)
        workflow.publish(piece, by=self.chief, override="uji")


def save(row, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def load(world: World) -> None:
    rows = json.loads(serialize("json", [world.piece(7)]))
    rows[0]["fields"]["headline"] = "Dari berkas"
    with io.StringIO(json.dumps(rows)) as text:
        import sys

        stdin, sys.stdin = sys.stdin, text
        call_command("loaddata", "-", format="json", verbosity=0)
        sys.stdin = stdin


def roll_back(world: World) -> None:
    with transaction.atomic():
        world.update(2, headline="Nie")
        transaction.set_rollback(True)


def sql(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update articles_article set headline = %s where id = %s",
            ["Dari SQL", world.piece(9).pk],
        )


def swap(world: World) -> None:
    piece = world.piece(20)
    piece.tags.set([world.tags[2]])


# Name, act, how many addresses it may cost without need.
ACTS: list[tuple[str, Callable[[World], object], int]] = [
    ("save a draft", lambda w: w.write("Lain", "lain"), 0),
    ("publish", lambda w: workflow.publish(w.draft, by=w.chief, override="uji"), 6),
    ("save over a live piece", lambda w: workflow.save_draft(
        w.piece(0), snapshot={"headline": "Tunggu"}, by=w.chief), 10),
    ("publish an update", lambda w: w.update(0, headline="Judul nol", body="Isi baru."), 8),
    ("move to another section", lambda w: w.update(1, section=w.sport.pk), 20),
    ("change the address", lambda w: w.update(4, slug="pindah-alamat"), 11),
    ("change the byline", lambda w: w.update(
        8, byline=[w.authors[1].pk, w.authors[0].pk]), 24),
    ("change the tags", lambda w: w.update(12, tags=["Eropa", "Baru sekali"]), 36),
    ("tag a piece twice", lambda w: w.update(18, tags=["AI", "Bola"]), 38),
    ("choose related", lambda w: w.update(6, related=[w.piece(23).pk]), 40),
    ("keep a related piece away", lambda w: pinning.ban(
        w.piece(6), other=related.around(w.piece(6)).related[-1].article, by=w.chief), 0),
    ("let it back", lambda w: pinning.unban(
        w.piece(6), other=w.piece(6).bans.get().other, by=w.chief), 0),
    ("pin a related piece", lambda w: pinning.pin(
        w.piece(6), other=w.piece(22), by=w.chief), 0),
    ("withdraw", lambda w: workflow.withdraw(w.piece(10), by=w.chief, reason="Salah."), 22),
    ("reinstate", lambda w: workflow.reinstate(w.piece(10), by=w.chief, note="Benar."), 23),
    ("schedule", lambda w: workflow.publish(
        w.write("Besok", "besok"), by=w.chief, at=timezone.now() + timedelta(days=1),
        override="uji"), 3),
    ("unschedule", lambda w: workflow.unschedule(
        Article.objects.get(slug="besok"), by=w.chief), 0),
    ("rename a tag", lambda w: save(w.tags[2], name="Sepak bola"), 2),
    ("describe a tag", lambda w: save(w.tags[0], description="Mesin."), 32),
    ("merge tags", lambda w: tag_merging.merge(w.tags[0], [w.tags[1]]), 4),
    ("rename a section", lambda w: save(w.sport, name="Laga"), 6),
    ("describe a section", lambda w: save(w.tech, description="Mesin."), 88),
    ("add a section", lambda w: make_section("Budaya"), 6),
    ("rename an author", lambda w: save(w.authors[0], name="Anastasia"), 3),
    ("describe an author", lambda w: save(w.authors[1], biography="Menulis."), 30),
    ("add an author", lambda w: make_author("Cici"), 4),
    ("change a picture", lambda w: save(w.image, alt="Lain", credit="Ana"), 18),
    ("edit a standing page", lambda w: save(w.page, body="Kami semua."), 0),
    ("add a standing page", lambda w: StandingPage.objects.create(slug="a", title="A"), 0),
    ("load a fixture", load, 70),
    ("update() of rows", lambda w: Article.objects.filter(slug="judul-5").update(
        headline="Sekaligus"), 90),
    ("rows in bulk", lambda w: RelatedPick.objects.bulk_create(
        [RelatedPick(article=w.piece(2), target=w.piece(22))]), 28),
    ("SQL of one's own", sql, 94),
    ("set tags", swap, 6),
    ("a rollback", roll_back, 46),
    ("take a tagging away", lambda w: Tagging.objects.filter(
        content_object=w.piece(14)).delete(), 7),
    ("take an author away", lambda w: Byline.objects.filter(
        article=w.piece(16)).first().delete(), 5),
    ("delete a section", lambda w: Section.objects.get(name="Budaya").delete(), 6),
    ("delete a tag", lambda w: Tag.objects.get(name="Baru sekali").delete(), 5),
    ("add a picture", lambda w: Image.objects.create(title="Baru", file="x.png"), 4),
]  # fmt: skip


def test_every_table_is_declared_once():
    """A new model has its rule in `caching.EXACT`, or its table is in one of the lists there."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    lists = [caching.EXACT_TABLES, caching.PRIVATE, caching.WHOLE, caching.ALONG]
    declared = [table for known in lists for table in known]
    assert set(declared) - {"django_migrations"} == tables
    assert len(declared) == len(set(declared))


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "articles_tag" ("name") VALUES (%s)', {"articles_tag"}),
        ("/* malam */ Update ONLY public.articles_tag SET name = 'a'", {"articles_tag"}),
        ("WITH x AS (SELECT 1) DELETE FROM articles_tag", {"articles_tag"}),
        ("SELECT 1; TRUNCATE articles_tag, articles_kin", {"articles_tag", "articles_kin"}),
        ('UPDATE "articles_tag" SET "name" = %s; DELETE FROM articles_kin', {
            "articles_tag", "articles_kin"}),
        ("INSERT OR REPLACE INTO articles_tag SELECT * FROM auth_user", {
            "articles_tag", "auth_user"}),
        ('SELECT "articles_tag"."update_at" FROM "articles_tag" FOR NO KEY UPDATE', set()),
        ("SELECT name FROM articles_tag FOR UPDATE OF articles_tag", set()),
        ("CREATE TRIGGER a AFTER UPDATE ON articles_tag DELETE FROM articles_kin", set()),
        ("PRAGMA foreign_keys", set()),
    ],
)  # fmt: skip
def test_a_write_is_known_however_it_is_written(sql, tables):
    assert {*invalidation.tables_written(sql)} == tables


@pytest.fixture
def reader(kept_pages) -> Reader:
    return Reader()


@pytest.mark.long
def test_after_every_act_every_address_is_as_it_would_be_made(reader):
    with reader.unkept():
        world = World()
    before = reader.crawl()
    wrong, report, fetched = [], [], 0
    for name, act, needless in ACTS:
        act(world)
        clock.keep_up()
        kept = {address for address in before if reader.is_kept(address)}
        sent = {address: reader.ask(address).shown for address in kept}
        # What is not kept is made now, and so is as it should be.
        after = reader.crawl(before, fresh=kept)
        stale = sorted(address for address in kept if sent[address] != after[address])
        spared = {address for address in before if before[address] == after[address]}
        lost = sorted(one for one in spared - kept if before[one][0] in {200, 410})
        # The ledger's feeds are made of its whole table.
        lost = [one for one in lost if not one.startswith("/koreksi/feed.")]
        fetched += len(after)
        changed = len(after) - len(spared)
        report.append(f"{name}: {changed} changed, {len(lost)} removed without need")
        if stale:
            wrong.append(f"{name}: stale {stale}")
        if len(lost) > needless:
            wrong.append(f"{name}: removed without need {lost}")
        before = after
    print(f"{len(ACTS)} acts, {fetched} addresses compared", *report, sep="\n")
    assert wrong == []
