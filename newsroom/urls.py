"""The site's addresses: the newsroom's desk, the pictures, and everything readers see."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from articles import media

handler400 = "articles.views.errors.bad_request"
handler403 = "articles.views.errors.forbidden"
handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"

urlpatterns = [
    # Before the admin, which answers every address under its own.
    path("admin/markdown/", include("articles.admin.markdown")),
    path("admin/", admin.site.urls),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", media.serve, name="media"),
    path("", include("articles.urls")),
]
