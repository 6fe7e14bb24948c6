"""The writing desk: one piece in its form. What is typed goes to the acts, never to the row."""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles import kept_text, workflow
from articles.acting import AddressTaken
from articles.admin import pending
from articles.admin.base import NewsroomAdmin, say_address_taken
from articles.admin.buttons import BUTTONS, DONE, press
from articles.admin.merges import Merges, announce_merge, words_of
from articles.checks import findings
from articles.forms import ArticleForm
from articles.models import Act, Activity, Article, Publication, Stage, working_snapshot
from articles.permissions import BESIDE_ACTS, Standing, has_news
from articles.reconciling import Conflict
from articles.templatetags.newspaper import moment

# What goes on within one turn of writing, and is no word to whoever writes.
WRITING = [Act.SAVE, *BESIDE_ACTS]
# How often somebody else may be faster before an editor hears of it.
ATTEMPTS = 8


def act_of(request: HttpRequest) -> Act:
    """Return the act whose button was pressed."""
    return next((act for name, act in BUTTONS.items() if name in request.POST), Act.SAVE)


def asked_for(act: Act, piece: Article, standing: Standing) -> Act:
    """Return the act whose fields have to be filled in; a save, where the act is refused anyhow.

    Who may not do it is told so, rather than to write a note in a field that is not there.
    """
    # Whether there is anything to publish or to hand in is for the text that comes with it.
    if act is Act.PUBLISH and standing.decides:
        return act
    return Act.SAVE if standing.why_not(act) else act


def next_act(piece: Article, standing: Standing, *, blocked: bool) -> Act:
    """Return the act that the side column offers first: a save where no other comes next.

    blocked: a check keeps the piece from readers.
    """
    if piece.pk is None or not has_news(piece):
        return Act.SAVE
    if piece.stage == Stage.IN_REVIEW:
        act = Act.APPROVE
    elif not standing.decides:
        act = Act.SUBMIT
    elif blocked or piece.update_revision_id == piece.working_revision_id is not None:
        return Act.SAVE
    else:
        # What somebody else still writes is theirs to hand over first.
        finished = piece.stage == Stage.APPROVED or piece.published_at or standing.is_own
        act = Act.PUBLISH if finished else Act.SAVE
    return Act.SAVE if standing.why_not(act) else act


def what_readers_see(piece: Article) -> str:
    """Return, after a save, what readers see or will see of the piece."""
    if piece.update_due_at:
        text = _("Saved. Readers will see the update on {when}.")
        if piece.update_failure:
            text = _(
                "Saved. The update that was due on {when} could not go out; readers see this text "
                "once it is published."
            )
        elif piece.update_revision_id != piece.working_revision_id:
            text = _(
                "Saved. The update that readers will see on {when} is without these changes: they "
                "wait until they are published or scheduled as well."
            )
        return text.format(when=moment(piece.update_due_at))
    if piece.has_unpublished_changes and piece.publication is not Publication.WITHDRAWN:
        return _("Saved. Readers are not shown these changes until they are published.")
    text = {
        Publication.DRAFT: _("Saved as a draft. Readers do not see it."),
        Publication.SCHEDULED: _("Saved. Readers will see it on {when}."),
        Publication.LIVE: _("Saved. Readers see it now."),
        Publication.WITHDRAWN: _("Saved. The piece is withdrawn from readers."),
    }[piece.publication]
    return text.format(when=moment(piece.published_at))


class Desk(Merges):
    """The half of the article's admin that edits one piece."""

    form = ArticleForm
    save_on_top = False
    # What somebody sees who may look and not touch.
    seen_fields = ["headline", "standfirst", "section", "state", "names", "published_at", "body"]

    # --- The page --------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Open the desk, or save what was typed; whatever refuses it, the text stays on the page.

        A refusal leaves Django's transaction as an exception, so that nothing is half done, and
        the same form is then shown with the reason.
        """
        extra_context = {"is_nav_sidebar_enabled": False} | (extra_context or {})
        # Past NewsroomAdmin's own answer to collisions, which would lead away from the text.
        show = super(NewsroomAdmin, self).changeform_view
        if request.method != "POST":
            return show(request, object_id, form_url, extra_context)
        if object_id and self._is_gone(request, object_id):
            if not self.has_add_permission(request):
                raise PermissionDenied(_("The piece was deleted in the meantime."))
            object_id, form_url = None, reverse("admin:articles_article_add")
            request.refusal = _(
                "The piece was deleted in the meantime. What you typed is all here: "
                "save again to keep it as a new piece."
            )
        for _attempt in range(ATTEMPTS):
            kept_text.unsay(request)
            try:
                try:
                    return show(request, object_id, form_url, extra_context)
                except Conflict as conflict:
                    # Within: what refuses the second text too gives it back.
                    return self._kept_apart(request, conflict)
            except (IntegrityError, AddressTaken):
                # The next time the form itself sees what is taken: it says so, or makes the
                # next address.
                continue
            except (workflow.Refused, OperationalError) as refused:
                request.refusal = words_of(refused)
        request.refusal = getattr(request, "refusal", "") or _(
            "Somebody saved something that collides with this at the same moment. Save again."
        )
        return show(request, object_id, form_url, extra_context)

    def _kept_apart(self, request, conflict: Conflict) -> HttpResponse:
        """Lead to where two texts become one."""
        response = self.keep_apart(request, conflict)
        pending.hold(request, conflict.article, act_of(request))
        pending.say_not_done(request, act_of(request))
        return response

    def _is_gone(self, request, object_id: str) -> bool:
        return self.get_object(request, unquote(object_id)) is None

    def may_see_or_refuse(self, request) -> None:
        """Raise PermissionDenied for whoever may not see the pieces."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Tell the form which button was pressed, and what was refused before."""
        form = super().get_form(request, obj, change=change, **kwargs)
        piece = obj or Article()
        form.act = asked_for(act_of(request), piece, Standing(piece, request.user))
        form.refusal = getattr(request, "refusal", None)
        form.written = pending.held_for(request, obj)
        return form

    def get_fields(self, request, obj=None):
        """The whole form for who may write, a plain reading copy for who may not."""
        if obj is not None and not self.has_change_permission(request, obj):
            return self.seen_fields
        return super().get_fields(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Add what the side column says about the piece."""
        piece = obj or Article()
        standing = Standing(piece, request.user)
        found = findings(working_snapshot(piece), piece) if piece.pk else []
        blocked = any(finding.blocking for finding in found)
        context |= {
            "may_write": context["adminform"].form.fields.keys() >= {"headline", "body"},
            "piece": piece,
            "base": self._base(context["adminform"].form, piece),
            "state": piece.publication,
            "was_public": bool(piece.first_published_at),
            "published": moment(piece.published_at),
            "zone": timezone.localtime().tzname(),
            "update_due": moment(piece.update_due_at),
            "findings": found,
            "blocked": blocked,
            "last_act": self._last_act(piece),
            "next_act": next_act(piece, standing, blocked=blocked),
            "unchanged": bool(piece.pk) and not has_news(piece),
            "decides": standing.decides,
            "refused": {act.value: standing.why_not(act) for act in Act},
            "oversees": standing.oversees,
            "address": self._address(request, piece),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @staticmethod
    def _base(form: ArticleForm, piece: Article) -> int:
        """Return the version the page begins from; one that comes back keeps the one it had."""
        if form.is_bound:
            return form.base
        if getattr(form, "taken", None):
            return form.taken.base
        return piece.working_revision.number if piece.working_revision else 0

    @staticmethod
    def _last_act(piece: Article) -> Activity | None:
        """Return what was last done to the piece beside writing it."""
        if piece.pk is None:
            return None
        return Activity.objects.filter(article_id=piece.pk).exclude(act__in=WRITING).first()

    @staticmethod
    def _address(request, piece: Article) -> str:
        """Return where readers find the piece, up to its slug."""
        month = timezone.localtime(piece.published_at)
        return request.build_absolute_uri(
            reverse("article", args=[f"{month:%Y}", f"{month:%m}", "-"]).removesuffix("-/")
        )

    def view_on_site(self, obj: Article) -> str | None:
        """Return the piece's address if readers can open it."""
        return obj.get_absolute_url() if obj.is_public else None

    # --- Deleting --------------------------------------------------------------

    def has_delete_permission(self, request, obj=None) -> bool:
        """What readers have seen is withdrawn, not deleted; the act says who may throw away."""
        if obj is None:
            return super().has_delete_permission(request)
        return Standing(obj, request.user).why_not(Act.DELETE) is None

    def delete_model(self, request, obj) -> None:
        """Throw the draft away as an act, with its line in the record."""
        workflow.delete(obj, by=request.user)

    # --- Saving ----------------------------------------------------------------

    def save_form(self, request, form, change) -> Article:
        """Leave the row alone: the acts write it."""
        return form.instance

    def save_model(self, request, obj, form, change) -> None:
        """Save what was typed, then do what the button says.

        What was typed is kept even where the act is refused, and so is what was written for it.
        """
        act, at = act_of(request), form.cleaned_data["publish_at"]
        stored = Article.objects.filter(pk=obj.pk).first()
        # An act alone needs no right to write: so says the second of two clicks on a button
        # that took the piece out of its writer's hands.
        if act is Act.SAVE or not stored or form.snapshot() != working_snapshot(stored):
            stored = workflow.save_draft(
                obj,
                snapshot=form.snapshot(),
                by=request.user,
                base=form.base if change else None,
            )
            if announce_merge(request, stored):
                # Nobody publishes what they have not seen.
                pending.say_not_done(request, act)
                pending.hold(request, stored, act)
                return
        if act is Act.PUBLISH and at and at <= timezone.now():
            text = _("The time you chose has passed, so it counts as now.")
            self.message_user(request, text, messages.INFO)
        try:
            press(act, stored, form, request.user)
            say_address_taken(request, stored)
        except workflow.Refused as refused:
            text = _("What you typed is saved, but: {reason}").format(reason=refused.reason)
            self.message_user(request, text, messages.WARNING)
            pending.hold(request, stored, act)
        else:
            pending.hold(request, stored, act, done=True)
            request.done = act

    def save_related(self, request, form, formsets, change) -> None:
        """Nothing is left to do: byline, tags and picks are saved with the snapshot."""

    def response_add(self, request, obj, post_url_continue=None) -> HttpResponse:
        """Stay at the desk."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._back_to_the_desk(request, obj)

    def response_change(self, request, obj) -> HttpResponse:
        """Stay at the desk."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        return self._back_to_the_desk(request, obj)

    def _back_to_the_desk(self, request, obj) -> HttpResponse:
        """Say what readers see now."""
        piece = Article.objects.get(pk=obj.pk)
        done = DONE.get(getattr(request, "done", None), "")
        said = f"{done} {what_readers_see(piece)}".strip()
        if piece.is_public:
            link = '{} <a href="{}">{}</a>'
            said = format_html(link, said, piece.get_absolute_url(), _("View on site"))
        self.message_user(request, said, messages.SUCCESS)
        if not self.has_view_or_change_permission(request, piece):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[piece.pk]))
