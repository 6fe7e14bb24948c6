"""Public addresses, one table."""

from django.urls import path, register_converter

from articles import feeds, sitemaps
from articles.views import cards, health, lists, pages, pieces, record, searching


class YearConverter:
    """Four digits; what is no year is no address either."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> str:
        """Keep the digits; the view compares addresses as text."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


class MonthConverter(YearConverter):
    """Two digits from 01 to 12."""

    regex = "0[1-9]|1[0-2]"


class DayConverter(YearConverter):
    """Two digits from 01 to 31."""

    regex = "0[1-9]|[12][0-9]|3[01]"


class NumberConverter:
    """A number from 1 on, written in one way: without zeros before it."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """Read it."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write it."""
        return str(value)


class KeyConverter(NumberConverter):
    """A number from 0 on, written in one way: each page has one address and no other."""

    regex = "0|[1-9][0-9]{0,17}"


register_converter(NumberConverter, "number")
register_converter(KeyConverter, "key")


class FeedConverter(YearConverter):
    """A feed in one of its two forms."""

    regex = r"feed\.(?:xml|json)"


register_converter(YearConverter, "yyyy")
register_converter(FeedConverter, "feed")
register_converter(MonthConverter, "mm")
register_converter(DayConverter, "dd")

urlpatterns = [
    path("", pages.home, name="home"),
    path("<yyyy:year>/<mm:month>/<slug:slug>/", pieces.article, name="article"),
    path("<yyyy:year>/<mm:month>/<slug:slug>/riwayat/", record.history, name="history"),
    path(
        "<yyyy:year>/<mm:month>/<slug:slug>/riwayat/<number:old>-<number:new>/",
        record.comparison,
        name="comparison",
    ),
    path("koreksi/", record.corrections, name="corrections"),
    path("koreksi/<number:number>/", record.correction, name="correction"),
    path("rubrik/<slug:slug>/", lists.section, name="section"),
    path("tag/", lists.tag_index, name="tag_index"),
    path("tag/<slug:slug>/", lists.tag, name="tag"),
    path("penulis/<slug:slug>/", lists.author, name="author"),
    path("arsip/", lists.archive, name="archive"),
    path("arsip/<yyyy:year>/", lists.archive_year, name="archive_year"),
    path("arsip/<yyyy:year>/<mm:month>/", lists.archive_month, name="archive_month"),
    path("arsip/<yyyy:year>/<mm:month>/<dd:day>/", lists.archive_day, name="archive_day"),
    path("arsip/depan/<yyyy:year>/<mm:month>/<dd:day>/", pages.front_of_day, name="front_of_day"),
    path("cari/", searching.results, name="search"),
    path("cari/saran/", searching.suggestions, name="search_suggestions"),
    path("pratinjau/<str:token>/", pieces.shared_preview, name="shared_preview"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("kartu/<key:key>-<slug:digest>.jpg", cards.card, name="card"),
    path("kartu/<slug:kind>/<key:key>-<slug:digest>.jpg", cards.list_card, name="list_card"),
    path("<feed:form>", feeds.site, name="feed"),
    path("rubrik/<slug:slug>/<feed:form>", feeds.section, name="section_feed"),
    path("tag/<slug:slug>/<feed:form>", feeds.tag, name="tag_feed"),
    path("penulis/<slug:slug>/<feed:form>", feeds.author, name="author_feed"),
    path("koreksi/<feed:form>", feeds.corrections, name="corrections_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap-<str:kind>-<number:number>.xml", sitemaps.part, name="sitemap_part"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(".well-known/security.txt", sitemaps.security, name="security"),
    # Last: any other single word may be a standing page.
    path("<slug:slug>/", pages.standing_page, name="standing_page"),
]
