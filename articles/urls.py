"""Public addresses, one table."""

from django.urls import path, register_converter

from articles import views


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
    path("", views.home, name="home"),
    path("<yyyy:year>/<mm:month>/<slug:slug>/", views.article, name="article"),
    path("rubrik/<slug:slug>/", views.section, name="section"),
    path("tag/", views.tag_index, name="tag_index"),
    path("tag/<slug:slug>/", views.tag, name="tag"),
    path("penulis/<slug:slug>/", views.author, name="author"),
    path("arsip/", views.archive, name="archive"),
    path("arsip/<yyyy:year>/", views.archive_year, name="archive_year"),
    path("arsip/<yyyy:year>/<mm:month>/", views.archive_month, name="archive_month"),
    path("pratinjau/<str:token>/", views.shared_preview, name="shared_preview"),
    # Last: any other single word may be a standing page.
    path("<slug:slug>/", views.standing_page, name="standing_page"),
]
