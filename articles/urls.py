"""Public addresses, one table."""

from django.urls import path, register_converter

from articles.views import health, lists, pages, pieces


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


register_converter(YearConverter, "yyyy")
register_converter(MonthConverter, "mm")

urlpatterns = [
    path("", pages.home, name="home"),
    path("<yyyy:year>/<mm:month>/<slug:slug>/", pieces.article, name="article"),
    path("rubrik/<slug:slug>/", lists.section, name="section"),
    path("tag/", lists.tag_index, name="tag_index"),
    path("tag/<slug:slug>/", lists.tag, name="tag"),
    path("penulis/<slug:slug>/", lists.author, name="author"),
    path("arsip/", lists.archive, name="archive"),
    path("arsip/<yyyy:year>/", lists.archive_year, name="archive_year"),
    path("arsip/<yyyy:year>/<mm:month>/", lists.archive_month, name="archive_month"),
    path("pratinjau/<str:token>/", pieces.shared_preview, name="shared_preview"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    # Last: any other single word may be a standing page.
    path("<slug:slug>/", pages.standing_page, name="standing_page"),
]
