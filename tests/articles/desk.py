"""What the tests of the writing desk share."""

from datetime import UTC, datetime

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from articles.models import Article

LIST, ADD = reverse("admin:articles_article_changelist"), reverse("admin:articles_article_add")
# Where a clock that a test holds stands: 14.30 WIB.
NOW = datetime(2025, 7, 12, 7, 30, tzinfo=UTC)


def staff(*codenames: str, **fields) -> Client:
    """A client signed in as staff with these rights alone."""
    user = User.objects.create_user("staf", **{"is_staff": True, **fields})
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def desk_of(article: Article) -> str:
    """The address of a piece on the desk."""
    return reverse("admin:articles_article_change", args=[article.pk])


def typed(**fields) -> dict:
    """What the browser sends for a small piece, changed by name."""
    return {
        "headline": "Judul baru",
        "kicker": "",
        "slug": "",
        "standfirst": "",
        "body": "Satu paragraf.",
        "section": "",
        "byline": [""],
        "tags": "",
        "related": "",
        "lead_image": "",
        "search_title": "",
        "search_description": "",
        "publish_at": "",
        "reason": "",
        "ground": "redaksi",
    } | fields


def errors_of(response) -> dict:
    """The errors of the form that came back."""
    assert response.status_code == 200
    return response.context["adminform"].form.errors
