"""Tags that may be one subject: found, merged, or told apart for good."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import tag_company, tag_lookup, tag_pairs, workflow
from articles.acting import Refused
from articles.models import FormerName, Likeness, Redirect, Tag, TagPair
from articles.tag_keys import keys_of
from articles.tag_likeness import looked_for, why
from articles.tag_merging import merge
from tests.articles.desk import staff
from tests.factories import make_article, make_section, make_tag

SIMILAR, LIST = reverse("admin:articles_tag_similar"), reverse("admin:articles_tag_changelist")
ALIKE = {
    Likeness.WRITTEN: [("AI", "A.I."), ("Égalité", "egalite"), ("COVID-19", "Covid 19")],
    Likeness.PLURAL: [("Buku-buku", "buku"), ("Startups", "startup"), ("Tank AS", "Tanks AS")],
    Likeness.OLD_SPELLING: [("Soeharto", "Suharto"), ("Djakarta", "Jakarta")],
    Likeness.KNOWN: [("AI", "Kecerdasan Buatan"), ("Pemilu", "pemilihan umum")],
    Likeness.ACRONYM: [
        ("KPK", "Komisi Pemberantasan Korupsi"),
        ("BRIN", "Badan Riset dan Inovasi Nasional"),
    ],
    Likeness.SLIP: [("Mistral", "Mistrall"), ("Sumatera Utara", "Sumatra Utara")],
    Likeness.ROOT: [("Menulis", "Tulis"), ("Pendidikan", "pendidik")],
    None: [
        ("Pemilu 2019", "Pemilu 2024"),
        ("GPT-4", "GPT-5"),
        ("Iran", "Irak"),
        ("Jawa Barat", "Jawa Timur"),
        ("Pan", "Partai Amanat Nasional"),
        ("Mistral", "Meta AI"),
    ],
}


@pytest.mark.parametrize("reason", ALIKE)
def test_why_two_names_may_mean_one_thing(reason):
    for one, other in ALIKE[reason]:
        assert (why(one, other), why(other, one)) == (reason, reason), (one, other)


@given(st.text("abcei-. ", min_size=4, max_size=14), st.data())
def test_whatever_is_alike_shares_a_key(name, data):
    letters = [*name]
    for _slip in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(letters)))
        letters[place : place + data.draw(st.integers(0, 1))] = data.draw(
            st.text("ab ", max_size=1)
        )
    other = "".join(letters)
    assert why(name, other) == why(other, name)
    if why(name, other):
        assert looked_for(name) & keys_of(other)


@pytest.mark.django_db
class TestPairs:
    """Which tags are compared, and what is remembered."""

    def pairs(self) -> set[tuple[str, str]]:
        tag_pairs.compare_waiting()
        return {(pair.first.name, pair.second.name) for pair in tag_pairs.undecided()}

    def test_they_follow_the_names_and_stay_told_apart(self, admin_user):
        one, other, third = make_tag("Bandung"), make_tag("Badung"), make_tag("Lain")
        assert self.pairs() == {("Bandung", "Badung")}
        third.name = "Bandungg"
        third.save()
        assert self.pairs() == {("Bandung", "Badung"), ("Bandung", "Bandungg")}
        assert tag_pairs.tell_apart(TagPair.objects.get(second=other).pk, admin_user)
        other.name = "badung"
        other.save()
        assert self.pairs() == {("Bandung", "Bandungg")}
        merge(one, [third])
        assert self.pairs() == set()
        make_tag("bandung g")
        assert self.pairs() == {("Bandung", "bandung g")}

    def test_the_work_is_bounded_by_the_new_tags(self):
        def cost(name: str) -> int:
            make_tag(name)
            with CaptureQueriesContext(connection) as queries:
                assert tag_pairs.compare_waiting().more is False
            return len(queries)

        few = cost("Kabupaten Bandung")
        names = [f"Kecamatan {number}" for number in range(200)]
        Tag.objects.bulk_create([Tag(name=n, slug=n, folded_name=n.lower()) for n in names])
        tag_lookup.write_missing()
        while tag_pairs.compare_waiting().more:
            pass
        assert cost("Kabupaten Badung") <= few + 2
        assert self.pairs() == {("Kabupaten Bandung", "Kabupaten Badung")}

    def test_by_the_company_they_keep(self, django_capture_on_commit_callbacks):
        def reasons() -> dict[tuple[str, str], int]:
            tag_pairs.compare_waiting()
            pairs = tag_pairs.undecided()
            return {(pair.first.name, pair.second.name): pair.likeness for pair in pairs}

        whole, short = make_tag("Tenaga Angin Lepas"), make_tag("BAYU")
        party, one, other = make_tag("PRN"), make_tag("Siti Aminah"), make_tag("Budi Santosa")
        twin, same, often = make_tag("Banjir Rob"), make_tag("Pesisir Utara"), make_tag("Laut")
        assert reasons() == {}
        section = make_section()
        texts = (
            "Ini tenaga angin lepas (BAYU) namanya.",
            "Siti Aminah (PRN) dan Budi Santosa (PRN).",
        )
        with django_capture_on_commit_callbacks(execute=True):
            make_article(section=section, body=texts[0], tags=[short])
            make_article(section=section, body=texts[1], tags=[party, one, other])
            for _piece in range(tag_company.LEAST):
                make_article(section=section, tags=[twin, same, often])
            for _piece in range(2):
                make_article(section=section, tags=[often])
        assert reasons() == {
            (whole.name, short.name): Likeness.SPELT_OUT,
            (twin.name, same.name): Likeness.TOGETHER,
        }

    def test_the_page_shows_counts_reasons_and_does_what_is_asked(self, admin_client):
        make_article(tags=["Mistral", "Mistrall"])
        make_article(tags=["Mistral"])
        make_tag("AI"), make_tag("A.I."), make_tag("Kecerdasan buatan")
        page = admin_client.get(SIMILAR)
        rows = page.context["pairs"]
        assert [row["pair"].likeness for row in rows] == [1, 4, 4, 6]
        html = page.content.decode()
        assert str(Likeness.WRITTEN.label) in html
        assert SIMILAR in admin_client.get(LIST).content.decode()
        pair, other = rows[0]["pair"], rows[3]["pair"]
        done = admin_client.post(SIMILAR, {"apart": pair.pk, "following": other.pk})
        assert done["Location"] == f"{SIMILAR}?p=1#pair-{other.pk}"
        assert pair not in [row["pair"] for row in admin_client.get(SIMILAR).context["pairs"]]
        [row] = admin_client.get(f"{SIMILAR}?apart=1").context["pairs"]
        assert row["pair"].told_apart_by.username == "admin"
        admin_client.post(SIMILAR, {"again": pair.pk})
        assert len(admin_client.get(SIMILAR).context["pairs"]) == 4
        for odd in ({}, {"apart": "x"}, {"apart": "9" * 30}, {"again": "999"}, {"apart": "\0"}):
            assert admin_client.post(SIMILAR, odd).status_code == 302
        for address in (f"{SIMILAR}?p=99", f"{SIMILAR}?p=x", f"{SIMILAR}?p=-1"):
            assert admin_client.get(address).status_code == 200

    def test_merging_from_the_page_leads_back_to_it(self, admin_client):
        kept, other = make_tag("Mistral"), make_tag("Mistrall")
        data = {
            "action": "merge_tags",
            "_selected_action": [kept.pk, other.pk],
            "back": "similar",
        }
        assert 'name="back"' in admin_client.post(LIST, data).content.decode()
        done = admin_client.post(LIST, {**data, "merge_asked": "1", "kept": kept.pk}, follow=True)
        assert done.redirect_chain == [(SIMILAR, 302)]
        again = admin_client.post(LIST, {**data, "kept": kept.pk}, follow=True)
        assert again.redirect_chain == [(SIMILAR, 302)]
        assert len(again.context["messages"]) == 1

    def test_whoever_may_not_change_tags_sees_none_of_it(self):
        client = staff("view_tag")
        assert client.get(SIMILAR).status_code == client.post(SIMILAR).status_code == 403

    def test_a_pair_is_kept_in_one_order(self):
        one, other = make_tag(), make_tag()
        with pytest.raises(IntegrityError), transaction.atomic():
            TagPair.objects.create(first=other, second=one, likeness=1)


@pytest.mark.django_db
class TestMerging:
    """What becomes of everything that named a tag."""

    def test_drafts_versions_search_feeds_and_addresses(self, client, piece, chief, monkeypatch):
        workflow.publish(piece, by=chief)
        workflow.save_draft(piece, snapshot={"tags": ["AI", "Paris"]}, by=chief)
        second, third = make_tag("Akal imitasi"), make_tag("Mesin pintar")
        # However many there are, the outcome is the same.
        monkeypatch.setattr("articles.invalidation.BULK", 0)
        old = Tag.objects.get(name="AI")
        merge(second, [old])
        merge(third, [second])
        assert [tag.name for tag in piece.tags.all()] == ["Mesin pintar"]
        for address in ("/tag/ai/", "/tag/akal-imitasi/", "/tag/ai/feed.xml", "/tag/ai/feed.json"):
            gone = client.get(address, follow=True)
            assert [status for _to, status in gone.redirect_chain] == [301], address
            assert gone.status_code == 200
            assert gone.request["PATH_INFO"].startswith("/tag/mesin-pintar/")
        from articles import search

        assert search.check() == []
        piece.refresh_from_db()
        workflow.publish(piece, by=chief)
        assert {tag.name for tag in piece.tags.all()} == {"Mesin pintar", "Paris"}
        assert Redirect.objects.filter(tag=third).count() == 2

    def test_of_two_at_once_the_second_is_told(self):
        kept, other = make_tag("AI"), make_tag("A.I.")
        stale = Tag.objects.get(pk=other.pk)
        merge(kept, [other])
        for of_two in ((kept, [stale]), (stale, [kept])):
            with pytest.raises(Refused):
                merge(*of_two)
        assert Tag.objects.get() == kept

    def test_other_names_are_written_at_the_tag(self, admin_client):
        tag, other = make_tag("Kecerdasan buatan"), make_tag("Bola")
        FormerName.objects.create(tag=other, name="Sepak bola", folded_name="sepak bola")
        address = reverse("admin:articles_tag_change", args=[tag.pk])

        def save(names: str):
            data = {"name": tag.name, "slug": tag.slug, "other_names": names}
            return admin_client.post(address, data)

        assert save("AI, kecerdasan BUATAN, Akal imitasi").status_code == 302
        assert {row.name for row in tag.former_names.all()} == {"AI", "Akal imitasi"}
        assert [one.tag for one in tag_lookup.suggested("akal")] == [tag]
        for names in ("bola", "sepak bola", "x" * 101):
            assert list(save(names).context["adminform"].form.errors) == ["other_names"]
        save("ai")
        assert Tag.objects.names_now(["ai", "akal imitasi"]) == [
            "Kecerdasan buatan",
            "akal imitasi",
        ]
        # A name that came while the form was open is nobody's to let go of unseen.
        FormerName.objects.create(tag=tag, name="Mesin pintar", folded_name="mesin pintar")
        data = {"name": "Akal buatan", "slug": tag.slug, "other_names": "AI, KA"}
        admin_client.post(address, {**data, "initial-other_names": "AI"})
        assert {row.name for row in tag.former_names.all()} == {
            "AI",
            "KA",
            "Kecerdasan buatan",
            "Mesin pintar",
        }
        admin_client.post(address, {**data, "initial-other_names": "AI, KA, Mesin pintar"})
        assert "Mesin pintar" not in {row.name for row in tag.former_names.all()}
        assert 'name="initial-other_names"' in admin_client.get(address).content.decode()
        assert "AI" in staff("view_tag").get(address).content.decode()
