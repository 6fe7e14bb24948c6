from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import kinship, relating, search
from articles.models import Article, Kin, RelatedBan, RelatedPick, Tagging
from articles.related import Around
from articles.related import around as around_as_kept
from tests import plans
from tests.factories import make_article, make_section, make_tag

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def section():
    return make_section("Teknologi")


def around(piece: Article) -> Around:
    """What stands around a piece once it has been compared with the others."""
    relating.compare(piece.pk)
    return around_as_kept(piece)


def headlines(found) -> list[str]:
    return [entry.article.headline for entry in found.related]


def test_picks_come_first_in_their_order_then_shared_tags_then_the_section(section):
    now = timezone.now()
    ai, meta = make_tag("AI"), make_tag("Meta")
    piece = make_article("Ini", section=section, tags=[ai, meta])
    tagged = make_article("Bertag", tags=[ai, meta], published_at=now - 9 * DAY)
    same = make_article("Serubrik", section=section, published_at=now - 8 * DAY)
    second = make_article("Pilihan kedua", published_at=now - 7 * DAY)
    first = make_article("Pilihan pertama", published_at=now - 6 * DAY)
    RelatedPick.objects.create(article=piece, target=second, position=1)
    RelatedPick.objects.create(article=piece, target=first, position=0)
    found = around(piece)
    assert [entry.article for entry in found.related] == [first, second, tagged, same]
    assert all(entry.reason for entry in found.related)
    assert "AI" in found.related[2].reason
    assert "Meta" in found.related[2].reason
    assert "Teknologi" in found.related[3].reason


def test_a_rare_tag_weighs_more_than_a_common_one(section):
    common, rare = make_tag("umum"), make_tag("langka")
    piece = make_article(tags=[common, rare])
    for _number in range(5):
        make_article(tags=[common])
    kin = make_article("Kerabat", tags=[rare], published_at=timezone.now() - 30 * DAY)
    assert around(piece).related[0].article == kin


def test_what_readers_may_not_see_is_never_related(section):
    now = timezone.now()
    tag = make_tag("AI")
    piece = make_article(section=section, tags=[tag])
    hidden = [
        make_article(section=section, tags=[tag], published_at=None),
        make_article(section=section, tags=[tag], published_at=now + DAY),
        make_article(section=section, tags=[tag], withdrawn_at=now, withdrawal_reason="Keliru."),
    ]
    for position, article in enumerate(hidden):
        RelatedPick.objects.create(article=piece, target=article, position=position)
    found = around(piece)
    assert (found.previous, found.next, found.related) == (None, None, [])


def test_neighbours_are_the_nearest_in_the_section(section):
    now = timezone.now()
    pieces = [make_article(section=section, published_at=now - n * DAY) for n in range(5)]
    make_article(published_at=now - 2 * DAY)
    found = around(pieces[2])
    assert (found.previous, found.next) == (pieces[3], pieces[1])
    assert around(pieces[0]).next is None
    assert around(pieces[4]).previous is None


def test_neighbours_of_the_same_second_keep_one_order(section):
    now = timezone.now()
    pieces = [make_article(section=section, published_at=now) for _number in range(3)]
    assert around(pieces[1]).previous == pieces[0]
    assert around(pieces[1]).next == pieces[2]


@pytest.mark.parametrize("how_many", [3, 60])
def test_the_work_does_not_grow_with_the_archive(section, how_many):
    tag = make_tag("AI")
    for _number in range(how_many):
        make_article(section=section, tags=[tag])
    piece = Article.objects.prefetch_related("tags").latest_first()[how_many // 2]
    relating.compare(piece.pk)
    with CaptureQueriesContext(connection) as queries:
        found = around_as_kept(piece)
        assert len(headlines(found)) == min(how_many - 1, 4)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        relating.compare(piece.pk)
    assert len(queries) <= 16


@pytest.mark.parametrize("section_of", [300, 1500])
def test_a_page_reads_little_of_its_section(section, section_of, monkeypatch):
    """Whichever piece it is: of those that are newer, or older, it needs five."""
    monkeypatch.setattr(plans, "FEW", 100)
    now, tag = timezone.now(), make_tag("AI")
    rows = [
        Article(headline="J", slug=f"j-{n}", section=section, published_at=now - n * DAY / 24)
        for n in range(section_of)
    ]
    pieces = Article.objects.bulk_create(rows, batch_size=500)
    Tagging.objects.bulk_create(Tagging(tag=tag, content_object=one) for one in pieces)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for place in (2, section_of // 2, section_of - 3):
        piece = Article.objects.prefetch_related("tags").get(pk=pieces[place].pk)
        relating.compare(piece.pk)
        with CaptureQueriesContext(connection) as queries:
            found, worked = plans.worked(lambda piece=piece: around_as_kept(piece))
        assert (found.previous, found.next) == (pieces[place + 1], pieces[place - 1])
        assert worked < 60
        assert [one for query in queries for one in plans.complaints(query["sql"])] == []


def test_words_that_few_have_bring_pieces_together(section, django_capture_on_commit_callbacks):
    """Without a tag in common; and each signal can be left out."""
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(6):
            make_article(body=f"Kabar biasa tentang cuaca nomor {number}.", section=section)
        text = "Tambak Sidoarjo meluap. Petambak di Sidoarjo menutup tambak."
        piece = make_article("Tambak meluap", body=text, section=section, published_at=now)
        text = "Rob merendam rumah warga. Di Sidoarjo tambak rusak, dan petambak merugi."
        kin = make_article("Banjir rob di Sidoarjo", body=text, published_at=now - 400 * DAY)
    found = kinship.kin(piece)
    assert found[0].article_id == kin.pk
    assert {"sidoarjo", "tambak"} <= set(found[0].words)
    assert around_as_kept(piece).related[0].article == kin
    assert around_as_kept(piece).related[0].reason
    without = kinship.kin(piece, signals={kinship.SECTION, kinship.AGE})
    assert kin.pk not in [one.article_id for one in without]


def test_a_chance_word_brings_nothing_from_another_section(section):
    """In a young archive every word is rare; what news says of anything tells nothing."""
    for _number in range(30):
        make_article("Kabar lain", body="Kereta berangkat dari stasiun.")
    body = "Empat kali menyebut itik, bendi dan pedati. Bendi serta pedati."
    piece = make_article("Waduk surut", section=section, body=body)
    chance = make_article("Gol indah", body="Empat kali menyebut itik.")
    common = make_article("Pasar ramai", body="Empat orang menyebut puluhan ribu kali.")
    alike = make_article("Pasar sepi", body="Itik, bendi, pedati.")
    peer = make_article("Serubrik", section=section, body="Itik.")
    search.count_words()
    found = {entry.article: entry.reason for entry in around(piece).related}
    assert found.keys() == {alike, peer}
    assert {chance, common}.isdisjoint(found)
    assert found[peer] == _("Also in %(section)s") % {"section": section}
    assert found[alike] == _("On a like subject")


def test_copies_of_one_event_do_not_fill_the_list(section):
    tags = [make_tag("Gempa"), make_tag("Palu")]
    piece = make_article("Gempa Palu: yang sudah diketahui", tags=tags)
    for _number in range(5):
        make_article("Gempa kuat mengguncang Palu pagi ini", tags=tags)
    others = [make_article("Sekolah Palu dibuka kembali", tags=tags[1:])]
    others.append(make_article("Cara bersiap menghadapi bencana", tags=tags[:1]))
    assert set(others) <= {entry.article for entry in around(piece).related}


def test_a_copy_of_the_piece_itself_stands_last(section):
    """An agency's version says nothing new; what follows from the event does."""
    text = "Gempa mengguncang Palu. Ratusan rumah di Palu rusak karena gempa pagi tadi. Warga lari."
    after = "Gempa itu merusak sekolah. Di Palu anak-anak belajar dalam tenda sampai Desember."
    piece = make_article("Gempa mengguncang Palu", body=text, section=section)
    copy = make_article("Palu diguncang gempa", body=f"{text} Pagi.", section=section)
    news = make_article("Sekolah Palu belajar di tenda", body=after, standfirst="Setelah gempa.")
    search.count_words()
    found = [one.article_id for one in kinship.kin(piece)]
    assert found.index(news.pk) < found.index(copy.pk)


def test_what_was_banned_stays_away_and_what_is_withdrawn_makes_room(section):
    tag = make_tag("AI")
    piece = make_article("Ini", section=section, tags=[tag])
    kin = [make_article(f"Kerabat {n}", section=section, tags=[tag]) for n in range(6)]
    first = around(piece).related[0].article
    RelatedBan.objects.create(article=piece, other=first)
    assert first not in [entry.article for entry in around_as_kept(piece).related]
    shown = [entry.article for entry in around(piece).related]
    assert len(shown) == 4
    withdrawn = {"withdrawn_at": timezone.now(), "withdrawal_reason": "Keliru."}
    Article.objects.filter(pk=shown[0].pk).update(**withdrawn)
    now = [entry.article for entry in around_as_kept(piece).related]
    assert shown[0] not in now
    assert len(now) == 4
    assert set(now) <= set(kin) - {first}


def test_the_command_finds_all_anew_and_can_be_broken_off(section, capsys, monkeypatch):
    tag = make_tag("AI")
    pieces = [make_article(f"Tulisan {n}", section=section, tags=[tag]) for n in range(3)]
    draft = make_article("Rancangan", published_at=None, tags=[tag])
    monkeypatch.setattr(relating, "BATCH", 2)
    call_command("rebuild_related")
    assert "3 pieces" in capsys.readouterr().out
    assert [piece.kin.count() for piece in pieces] == [2, 2, 2]
    assert not draft.kin.exists()

    real = relating.compare

    def compare(pk: int) -> list[int]:
        if pk == pieces[2].pk:
            raise KeyboardInterrupt
        return real(pk)

    Kin.objects.all().delete()
    monkeypatch.setattr(relating, "compare", compare)
    with pytest.raises(CommandError, match=f"--after {pieces[1].pk}"):
        call_command("rebuild_related")
    monkeypatch.setattr(relating, "compare", real)
    call_command("rebuild_related", after=pieces[1].pk)
    assert [piece.kin.count() for piece in pieces] == [2, 2, 2]
    with pytest.raises(CommandError, match="--since"):
        call_command("rebuild_related", since="kemarin")
    Kin.objects.all().delete()
    call_command("rebuild_related", since="2999-01-01")
    assert not Kin.objects.exists()
