"""Mail to the people an act concerns. Written with the act, sent when a server takes it."""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import Act, Activity, Article, Letter

logger = logging.getLogger(__name__)

TO_EDITORS = {Act.SUBMIT}
TO_WRITERS = {Act.SEND_BACK, Act.APPROVE, Act.PUBLISH, Act.SCHEDULE}
# A letter under way is left alone this long; one that failed is tried again after it.
RETRY_AFTER = timedelta(minutes=2)
AT_ONCE = 20

CHANGE_PAGE = "admin:articles_article_change"


def announce(activity: Activity, article: Article) -> None:
    """Write to whom an act concerns, in its transaction; send once that is committed."""
    people = _concerned(activity, article)
    Letter.objects.bulk_create(_letter(activity, person) for person in people)
    if activity.act in TO_EDITORS | TO_WRITERS:
        transaction.on_commit(send_soon)


def _concerned(activity: Activity, article: Article):
    accounts = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="")
    if activity.act in TO_EDITORS:
        concerned = accounts.filter(_editors_of(article))
    elif activity.act in TO_WRITERS:
        concerned = accounts.filter(Q(pk=article.created_by_id) | Q(author__articles=article))
    else:
        return []
    return concerned.exclude(pk=activity.by_id).distinct()


def _editors_of(article: Article) -> Q:
    section = article.section
    for place in filter(None, [section, section and section.parent]):
        if place.editors.exists():
            return Q(edited_sections=place)
    return Q(
        groups__permissions__codename="publish_article",
        groups__permissions__content_type__app_label="articles",
    )


def _letter(activity: Activity, person) -> Letter:
    # The newsroom's own language: a letter has no browser to ask.
    with override(settings.LANGUAGE_CODE):
        act = activity.get_act_display()
        subject = f"[{settings.SITE_NAME}] {act}: {activity.headline}"
        lines = [
            _("%(who)s: %(act)s.") % {"who": activity.by_name or settings.SITE_NAME, "act": act},
            activity.headline,
            activity.note,
            settings.SITE_URL
            + reverse("admin:articles_article_change", args=[activity.article_id]),
        ]
    return Letter(to=person.email, subject=subject[:250], body="\n\n".join(filter(None, lines)))


def send_soon() -> None:
    """Send what waits, without keeping the editor waiting for the mail server."""
    if not settings.MAIL_IN_BACKGROUND:
        send_waiting()
        return
    threading.Thread(target=_send_and_disconnect, daemon=True).start()


def _send_and_disconnect() -> None:
    try:
        send_waiting()
    finally:
        connection.close()


def send_waiting() -> tuple[int, int]:
    """Send the letters that wait; return how many were sent and how many failed."""
    sent = failed = 0
    waiting = Letter.objects.filter(sent_at__isnull=True, try_at__lte=timezone.now())
    for letter in waiting.order_by("id")[:AT_ONCE]:
        if not _claim(letter):
            continue
        try:
            send_mail(letter.subject, letter.body, None, [letter.to])
        except OSError as error:  # smtplib's errors are OSErrors, as are the network's
            letter.failure = str(error)[:500]
            letter.save(update_fields=["failure"])
            logger.warning("Mail to %s waits: %s", letter.to, error)
            failed += 1
            break  # the next letter would wait for the same server
        letter.sent_at, letter.failure = timezone.now(), ""
        letter.save(update_fields=["sent_at", "failure"])
        sent += 1
    return sent, failed


def _claim(letter: Letter) -> bool:
    """Reserve a letter, so that two workers do not send it twice."""
    now = timezone.now()
    mine = Letter.objects.filter(pk=letter.pk, sent_at__isnull=True, try_at__lte=now)
    return mine.update(try_at=now + RETRY_AFTER) == 1
