"""Acts for several pieces at once: each that can be done is done, each that cannot is named."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import workflow
from articles.models import Article

# "Select all" may mean the whole archive: that is nobody's intention, and no page's work.
MOST_AT_ONCE = 200


class BulkActs(admin.ModelAdmin):
    """The list's actions."""

    actions = ["submit_chosen", "approve_chosen", "publish_chosen", "unschedule_chosen"]

    def get_actions(self, request) -> dict:
        """Leave out Django's own deletion: what readers saw is withdrawn, and one by one."""
        return {
            name: act for name, act in super().get_actions(request).items() if name in self.actions
        }

    @admin.action(description=_("Submit for review"))
    def submit_chosen(self, request, queryset) -> None:
        """Hand each to the desk."""
        self._each(request, queryset, workflow.submit)

    @admin.action(description=_("Approve"))
    def approve_chosen(self, request, queryset) -> None:
        """Find each fit to be published."""
        self._each(request, queryset, workflow.approve)

    @admin.action(description=_("Publish now"))
    def publish_chosen(self, request, queryset) -> None:
        """Show each to readers."""
        self._each(request, queryset, workflow.publish)

    @admin.action(description=_("Cancel the schedule"))
    def unschedule_chosen(self, request, queryset) -> None:
        """Take back each promised time."""
        self._each(request, queryset, workflow.unschedule)

    def _each(self, request: HttpRequest, queryset: QuerySet, act: Callable) -> None:
        """Do an act for each piece in a transaction of its own, and say what became of each."""
        done, refused = 0, []
        keys = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(keys) > MOST_AT_ONCE:
            text = _("Choose at most {most} pieces at once; nothing was done.")
            self.message_user(request, text.format(most=MOST_AT_ONCE), messages.ERROR)
            return
        for piece in Article.objects.filter(pk__in=keys):
            try:
                act(piece, by=request.user)
            except workflow.Refused as refusal:
                refused.append((piece.headline, refusal.reason))
            else:
                done += 1
        if done:
            text = ngettext("Done for {done} piece.", "Done for {done} pieces.", done)
            self.message_user(request, text.format(done=done), messages.SUCCESS)
        if refused:
            reasons = format_html_join("", "<li>{}: {}</li>", refused)
            text = format_html("{}<ul>{}</ul>", _("Not done:"), reasons)
            self.message_user(request, text, messages.WARNING)
