"""Similar tags: merged into one, or told apart for good."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles import tag_lookup, tag_pairs
from articles.admin.base import is_key
from articles.admin.paging import asked_page
from articles.admin.suggestions import about_tag
from articles.models import Tag, TagPair

PER_PAGE = 25


class SimilarTags:
    """The part of the tags' admin that shows which of them may be one subject."""

    change_list_template = "admin/articles/tag/change_list.html"

    def get_urls(self) -> list:
        """Add the page of similar tags."""
        view = self.admin_site.admin_view(self.similar_view)
        return [path("similar/", view, name="articles_tag_similar"), *super().get_urls()]

    def similar_view(self, request: HttpRequest) -> HttpResponse:
        """Show pairs, or do what was decided about one of them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request)
        compared = tag_pairs.compare_waiting()
        apart = "apart" in request.GET
        pairs = tag_pairs.told_apart() if apart else tag_pairs.undecided()
        page = Paginator(pairs, PER_PAGE).get_page(asked_page(request))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tags that were told apart") if apart else _("Similar tags"),
            "opts": self.opts,
            "page": page,
            "pairs": _with_counts(page.object_list),
            "apart": apart,
            "compared": compared,
            "may_merge": self.has_merge_permission(request),
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/articles/tag/similar.html", context)

    def _decide(self, request: HttpRequest) -> HttpResponse:
        """Tell two tags apart, or ask again whether they are."""
        again = "again" in request.POST
        pair = request.POST.get("again" if again else "apart", "")
        if again:
            done = is_key(pair) and tag_pairs.ask_again(int(pair))
            text = _("The two stand among the similar tags again.")
        else:
            done = is_key(pair) and tag_pairs.tell_apart(int(pair), request.user)
            text = _("Noted: these two are different. They are not shown here again.")
        if done:
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = _("One of these two tags is gone: merged, renamed or deleted in the meantime.")
            self.message_user(request, text, messages.WARNING)
        following = request.POST.get("following", "")
        place = f"#pair-{following}" if is_key(following) else ""
        page = max(asked_page(request), 1)
        query = f"?p={page}" + ("&apart=1" if again else "")
        return HttpResponseRedirect(reverse("admin:articles_tag_similar") + query + place)


def _with_counts(pairs: list[TagPair]) -> list[dict]:
    """Return pairs with words on how much each of the two is used, and the key of the next."""
    pairs = list(pairs)
    keys = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    used = {
        tag.pk: about_tag(tag.pieces_counted)
        for tag in tag_lookup.counted(Tag.objects.filter(pk__in=keys))
    }
    following = [*(pair.pk for pair in pairs), ""][1:]
    return [
        {
            "pair": pair,
            "tags": [(tag, used.get(tag.pk, "")) for tag in (pair.first, pair.second)],
            "following": after,
        }
        for pair, after in zip(pairs, following, strict=True)
    ]
