"""What a page says to machines: its structured data."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles import publisher, structured_data
from articles.models import Publisher

register = template.Library()


@register.simple_tag(takes_context=True)
def described(context: template.Context) -> SafeString:
    """Return the JSON of what the page's head describes; nothing for a page that is not found."""
    head = context["head"]
    if not head.address or head.describe is None:
        return SafeString()
    slugs = [page.slug for page in context["navigation"].standing_pages]
    # All of it where the paper is told of; elsewhere its name and pages, which cost no query.
    known = publisher.remembered() if head.tells_publisher else Publisher()
    paper = structured_data.Paper(
        name=settings.SITE_NAME,
        base=context["request"].build_absolute_uri("/").rstrip("/"),
        language=get_language(),
        logo=static("img/favicon.svg"),
        search=_search(),
        facts=publisher.describe(slugs, known),
    )
    # Safe: written() escapes all that could end the script element.
    return mark_safe(structured_data.written(head.describe(paper)))  # noqa: S308


def _search() -> str:
    try:
        return reverse("search")
    except NoReverseMatch:  # the paper has no search
        return ""
