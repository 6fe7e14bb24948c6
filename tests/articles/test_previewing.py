"""A piece as it would be published: true to the page, before any save, and without a trace."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from articles import previewing, sharing, workflow
from articles.models import Article, Author, Revision, Tag, snapshot_of, working_snapshot
from articles.previewing import piece_from
from articles.views.pieces import preview_of
from tests.articles.desk import ADD, NOW, desk_of, staff, typed
from tests.factories import make_article, make_author, make_image, make_section, make_tag

pytestmark = pytest.mark.django_db

NEW = reverse("admin:articles_article_preview_new")
SECRET = "Kalimat yang belum boleh dibaca siapa pun"


def preview_address(piece: Article) -> str:
    return reverse("admin:articles_article_preview", args=[piece.pk])


def framed(response) -> str:
    """The page within the preview's frame."""
    assert response.status_code == 200
    return unescape(re.search(r'srcdoc="([^"]*)"', response.content.decode())[1])


def inside(html: str, name: str) -> str:
    """What stands in the first element of this name, without what differs on purpose."""
    html = re.search(rf"<{name}\b.*</{name}>", html, re.DOTALL)[0]
    html = re.sub(r'<p class="print-only.*?</p>', "", html)
    html = html.replace(' target="_self" href="about:srcdoc#', ' href="#')
    return re.sub(r"\s+", " ", html)


def all_rows() -> dict:
    """How many rows there are of everything a preview could leave behind."""
    models = (Article, Revision, Tag, Author, Article.tags.through)
    return {model: model.objects.count() for model in models} | {
        "stored": list(Article.objects.order_by("pk").values())
    }


@pytest.fixture
def rich(section):
    """Content with everything a page can show."""
    target = make_article("Tulisan pilihan", section=make_section("Sains"), published_at=NOW)
    linked = make_article("Tulisan tertaut", section=section, published_at=NOW)
    make_article("Tulisan sebelumnya", section=section, published_at=NOW - timedelta(days=9))
    picture = make_image("Foto", caption="Keterangan foto.")
    long = "\n\n".join(f"## Bagian {n}\n\n{'Kata demi kata. ' * 60}" for n in range(5))
    return {
        "headline": "Judul yang kaya",
        "kicker": "Analisis",
        "standfirst": "Pengantar yang kaya.",
        "body": f"Lihat [ini](artikel:{linked.slug}).\n\n![](gambar:{picture.pk})\n\n{long}",
        "section": section.pk,
        "lead_image": make_image("Utama").pk,
        "byline": [make_author("Sari").pk, make_author("Budi").pk],
        "tags": ["zaitun", "AI", "baru sekali"],
        "related": [target.pk],
    }


# --- The stand-in ----------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_the_preview_is_the_page_that_is_published(
    client, people, rich, django_capture_on_commit_callbacks
):
    make_tag("AI")
    draft = workflow.save_draft(Article(), snapshot=rich, by=people["chief"])
    client.force_login(people["chief"])
    before = inside(framed(client.get(preview_address(draft))), "main")
    with django_capture_on_commit_callbacks(execute=True):
        piece = workflow.publish(draft, by=people["chief"])
    after = inside(client.get(piece.get_absolute_url()).content.decode(), "main")
    assert before == after
    assert "Tulisan pilihan" in before
    assert "Tulisan tertaut" in before
    assert "Sari" in before


@time_machine.travel(NOW, tick=False)
def test_the_preview_of_an_update_is_the_page_that_is_published(
    client, people, piece, rich, django_capture_on_commit_callbacks
):
    piece = workflow.publish(piece, by=people["chief"])
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        piece = workflow.save_draft(piece, snapshot=rich, by=people["chief"])
        client.force_login(people["chief"])
        before = inside(framed(client.get(preview_address(piece))), "main")
        assert "Diperbarui" in before
        with django_capture_on_commit_callbacks(execute=True):
            piece = workflow.publish(piece, by=people["chief"])
        after = inside(client.get(piece.get_absolute_url()).content.decode(), "main")
    assert before == after


def test_a_stand_in_writes_nothing(piece, rich):
    make_image()
    before = all_rows()
    with CaptureQueriesContext(connection) as asked:
        preview_of(piece, rich)
    assert all_rows() == before
    assert asked.captured_queries
    assert [q["sql"] for q in asked.captured_queries if not q["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize("way", ["save", "save_base", "delete"])
def test_a_stand_in_cannot_be_stored(piece, way):
    with pytest.raises(previewing.NotAPiece):
        getattr(piece_from(piece, working_snapshot(piece)), way)()
    assert Article.objects.filter(pk=piece.pk).exists()


def test_a_stand_in_of_nothing_much_has_a_page(section):
    empty = snapshot_of(Article())
    assert "body" in preview_of(Article(), empty)
    piece = piece_from(Article(), {"headline": "Hanya judul"})
    assert piece.slug == "hanya-judul"
    assert piece.byline == []
    assert piece.published_at
    assert preview_of(Article(), {"headline": "Hanya judul"})["current_section"] == ""


def test_a_stand_in_leaves_out_what_is_gone(piece, rich):
    content = working_snapshot(piece) | {
        "section": 10**9,
        "lead_image": 10**9,
        "byline": [10**9, *rich["byline"]],
        "related": [10**9],
        "unknown": "x",
    }
    del content["kicker"]
    shown = piece_from(piece, content)
    assert shown.section is None
    assert shown.lead_image is None
    assert [author.name for author in shown.byline] == ["Sari", "Budi"]
    assert previewing.picks_of(shown) == []


def test_the_piece_itself_is_left_as_it_was(piece):
    before = dict(piece.__dict__)
    piece_from(piece, {"headline": "Lain", "tags": ["lain"], "body": "Lain."})
    changed = {k for k, v in piece.__dict__.items() if before.get(k) != v}
    assert changed <= {"_prefetched_objects_cache", "_state"}
    assert [tag.name for tag in piece.tags.all()] == ["AI"]


def test_lists_beside_a_preview_name_no_draft(piece, section, people):
    draft = make_article(SECRET, section=section, published_at=None)
    later = make_article(f"{SECRET} 2", published_at=NOW + timedelta(days=10_000))
    context = preview_of(
        piece,
        {"related": [draft.pk, later.pk], "body": f"[kata](artikel:{draft.slug})"},
    )
    assert context["around"].related == []
    assert "artikel" not in context["body"]
    assert "<a" not in context["body"]


def test_the_public_page_costs_what_it_did(client, piece, people, django_assert_num_queries):
    address = workflow.publish(piece, by=people["chief"]).get_absolute_url()
    with django_assert_num_queries(QUERIES_OF_A_PIECE):
        client.get(address)


# What it was before a preview shared its code: the due, the piece with byline and tags, the
# tags' wearers, what stands around, the navigation.
QUERIES_OF_A_PIECE = 4


# --- What is typed -----------------------------------------------------------------


def test_what_is_typed_is_shown_and_not_kept(client, people, piece):
    client.force_login(people["writer"])
    fields = typed(
        headline="Belum disimpan", body="Baru *saja* diketik.", tags="AI, belum ada",
        section=piece.section_id, byline=[str(key) for key in working_snapshot(piece)["byline"]],
        version="1", base="0",
    )  # fmt: skip
    before = all_rows()
    page = framed(client.post(preview_address(piece), fields))
    assert "Belum disimpan" in page
    assert "<p>Baru <em>saja</em> diketik.</p>" in page
    assert "belum ada" in page
    assert "noindex" in page
    assert 'rel="canonical"' not in page
    assert all_rows() == before
    assert "Belum disimpan" not in str(client.session.items())


def test_a_new_piece_is_shown_before_its_first_save(client, people):
    client.force_login(people["writer"])
    before = all_rows()
    page = framed(client.post(NEW, typed(headline="Sama sekali baru")))
    assert "Sama sekali baru" in page
    assert all_rows() == before
    assert client.get(NEW).status_code == 405


def test_a_mistake_is_named_and_nothing_is_shown(client, people, piece):
    client.force_login(people["writer"])
    other = make_article("Lain")
    fields = typed(headline="", slug=other.slug, related="tidak ada")
    response = client.post(preview_address(piece), fields, HTTP_ACCEPT_LANGUAGE="en")
    text = response.content.decode()
    assert response.status_code == 200
    assert "<iframe" not in text
    found = response.context["errors"]
    assert {error.partition(":")[0] for error in found} == {"Headline", "Slug", "Related pieces"}
    assert all(escape(error) in text for error in found)


def test_a_preview_does_not_mind_who_saved_since(client, people, piece):
    client.force_login(people["writer"])
    workflow.save_draft(piece, snapshot={"body": "Dari orang lain."}, by=people["editor"])
    fields = typed(body="Dari saya.", version="1")
    assert "Dari saya." in framed(client.post(preview_address(piece), fields))


def test_typed_markup_stays_within_its_frame(client, people, piece):
    client.force_login(people["writer"])
    evil = '"><script>alert(1)</script><iframe src=x>'
    response = client.post(preview_address(piece), typed(headline=evil, body=evil))
    text = response.content.decode()
    assert text.count("<iframe") == 1
    assert "<script>alert" not in text
    page = framed(response)
    assert "<script" not in page
    assert "<iframe" not in page


def test_places_in_the_page_stay_in_the_frame(client, people, piece):
    body = '## Satu\n\nKalimat.[^1] Kode: `<a href="#`\n\n[^1]: Catatan.'
    client.force_login(people["writer"])
    page = framed(client.post(preview_address(piece), typed(body=body)))
    main = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    assert '<a class="footnote-ref" target="_self" href="about:srcdoc#' in main
    assert 'href="#' not in main.replace("&lt;a href=", "")


def test_a_stored_version_can_be_looked_at(client, people, piece):
    workflow.save_draft(piece, snapshot={"body": "Isi kedua."}, by=people["writer"])
    client.force_login(people["editor"])
    address = preview_address(piece)
    assert "Isi kedua." in framed(client.get(address))
    assert "Isi pertama." in framed(client.get(address, {"number": 1}))
    for odd in ("9", "x", "-1", "9" * 30, "9" * 18, "\0", "²"):
        assert client.get(address, {"number": odd}).status_code == 404, odd


def test_the_page_speaks_the_papers_language_and_the_desk_the_editors(client, people, piece):
    client.force_login(people["editor"])
    response = client.get(preview_address(piece), HTTP_ACCEPT_LANGUAGE="en")
    assert 'lang="en"' in response.content.decode().split("<iframe")[0]
    assert '<html lang="id">' in framed(response)


@pytest.mark.parametrize("who", ["anonymous", "rightless"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_preview_is_for_the_desk(client, people, piece, who, method):
    client.force_login(people[who])
    for address in (preview_address(piece), NEW):
        response = getattr(client, method)(address, typed() if method == "post" else None)
        assert response.status_code in {302, 403, 405}
        assert b"srcdoc" not in response.content


def test_who_may_only_look_cannot_send_anything(piece):
    client = staff("view_article")
    assert client.get(preview_address(piece)).status_code == 200
    assert client.post(preview_address(piece), typed()).status_code == 403
    assert client.post(NEW, typed()).status_code == 403


def test_nothing_may_be_framed_for_it(client, people, piece):
    client.force_login(people["editor"])
    for response in (
        client.get(preview_address(piece)),
        client.post(preview_address(piece), typed()),
        client.get(desk_of(piece)),
    ):
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in response.headers["Cache-Control"]


def test_the_desk_has_the_button(client, people, piece):
    client.force_login(people["chief"])
    for page, address in ((desk_of(piece), preview_address(piece)), (ADD, NEW)):
        text = client.get(page).content.decode()
        assert f'formaction="{address}" formtarget="_blank"' in text


def test_a_piece_that_is_gone_is_said_to_be(client, people):
    client.force_login(people["editor"])
    for pk in (10**9, 10**40):
        assert client.get(f"/admin/articles/article/{pk}/preview/").status_code == 404
        assert client.post(f"/admin/articles/article/{pk}/preview/", typed()).status_code == 404


# --- Drafts stay drafts ------------------------------------------------------------


def test_no_draft_text_shows_on_a_public_page(client, people, rich):
    """Every public address, with a waiting update, a draft and a link given out for each."""
    chief = people["chief"]
    live = workflow.save_draft(Article(), snapshot=rich, by=chief)
    live = workflow.publish(live, by=chief)
    waiting = {"headline": SECRET, "standfirst": SECRET, "body": SECRET, "tags": [SECRET]}
    live = workflow.save_draft(live, snapshot=waiting, by=chief)
    draft = workflow.save_draft(Article(), snapshot=rich | waiting | {"slug": "rahasia"}, by=chief)
    for piece in (live, draft):
        _link, token = sharing.share(piece, by=chief)
        assert SECRET in client.get(f"/pratinjau/{token}/").content.decode()
    seen, queue = set(), ["/", "/tag/", "/arsip/"]
    while queue:
        address = queue.pop()
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        text = unescape(response.content.decode())
        assert SECRET not in text, address
        found = re.findall(r'href="(/(?!static|media)[^"#?]*)"', text)
        queue += {one for one in found if one not in seen} - set(queue)
    assert live.get_absolute_url() in seen
    assert len(seen) > 12
    assert client.get("/2025/07/rahasia/").status_code == 404
