"""What a page says to machines: its structured data."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles import furniture, publisher, remembering, showing, structured_data
from articles.furniture import Navigation
from articles.models import Publisher
from articles.structured_data import Paper

register = template.Library()


@register.simple_tag(takes_context=True)
def described(context: template.Context) -> SafeString:
    """Return the JSON of what the page's head describes; nothing for a page that is not found.

    base, in the context: the site's address without a slash at its end.
    """
    head = context["head"]
    if not head.address or head.describe is None:
        return SafeString()
    paper = _paper(context["base"], context["navigation"], whole=head.tells_publisher)
    # Safe: written() escapes all that could end the script element.
    return mark_safe(structured_data.written(head.describe(paper)))  # noqa: S308


def _paper(base: str, navigation: Navigation, *, whole: bool) -> Paper:
    """Return what is known of the paper, once a process: all of it where the paper is told of;
    elsewhere its name and pages, which cost no query."""

    def read() -> Paper:
        slugs = [page.slug for page in navigation.standing_pages]
        return Paper(
            name=settings.SITE_NAME,
            base=base,
            language=get_language(),
            logo=static("img/favicon.svg"),
            search=_search(),
            facts=publisher.describe(slugs, publisher.remembered() if whole else Publisher()),
        )

    keys = furniture.KEYS | publisher.KEYS if whole else furniture.KEYS
    showing.also(*keys)
    with showing.only():
        return remembering.once(f"paper {base} {get_language()} {whole}", keys, read)


def _search() -> str:
    try:
        return reverse("search")
    except NoReverseMatch:  # the paper has no search
        return ""
