"""Tags that the text of a piece names: offered while it is written, and said after a save."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from articles import tag_proposals
from articles.admin.suggestions import about_tag
from articles.models import Article, working_snapshot
from articles.models.tags import parse

_SAVED = "newsroom-saved-piece"


class TagProposals:
    """The part of the article's admin that proposes tags."""

    def get_urls(self) -> list:
        """Add what the tag field asks for while the text is written."""
        view = self.admin_site.admin_view(require_POST(self.propose_view))
        return [path("propose/", view, name="articles_article_propose"), *super().get_urls()]

    def propose_view(self, request: HttpRequest) -> JsonResponse:
        """Answer with tags that stand in the posted text."""
        self.may_see_or_refuse(request)
        typed = {
            name: request.POST.get(name, "").replace("\0", " ")
            for name in ("headline", "standfirst", "body", "tags")
        }
        found = tag_proposals.proposed(
            typed["headline"], typed["standfirst"], typed["body"], parse(typed["tags"])
        )
        return JsonResponse({"proposals": [_as_data(one) for one in found]})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Name the proposals once after a save, for whom no script asks for them."""
        if obj is not None and request.session.pop(_SAVED, None) == obj.pk:
            now = working_snapshot(obj)
            found = tag_proposals.proposed(
                now["headline"], now["standfirst"], now["body"], now["tags"]
            )
            context["proposed_tags"] = [_as_data(one) for one in found]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _back_to_the_desk(self, request, obj: Article) -> HttpResponse:
        request.session[_SAVED] = obj.pk
        return super()._back_to_the_desk(request, obj)


def _as_data(one: tag_proposals.Suggestion) -> dict:
    return {"value": one.tag.name, "label": about_tag(one.pieces)}
