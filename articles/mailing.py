"""Mail to the people an act concerns. Written with the act, sent when a server takes it."""

import logging
import threading
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from articles.models import Act, Activity, Article, Letter, Note, Section, working_snapshot
from articles.permissions import holders_of

logger = logging.getLogger(__name__)

TO_EDITORS = {Act.SUBMIT}
TO_WRITERS = {Act.SEND_BACK, Act.APPROVE, Act.PUBLISH, Act.SCHEDULE}
# What became of the piece, as a letter begins.
OUTCOMES = {
    Act.SUBMIT: pgettext_lazy("letter", "Handed in for review"),
    Act.SEND_BACK: pgettext_lazy("letter", "Sent back"),
    Act.APPROVE: pgettext_lazy("letter", "Approved"),
    Act.PUBLISH: pgettext_lazy("letter", "Published"),
    Act.SCHEDULE: pgettext_lazy("letter", "Scheduled"),
}
# A letter under way is left alone this long; one that failed is tried again after it.
RETRY_AFTER = timedelta(minutes=2)
AT_ONCE = 20
# What is wrong with one letter or its address, and says nothing of the server.
OF_THE_LETTER = (ValueError, SMTPRecipientsRefused, SMTPDataError)


def announce(activity: Activity, article: Article) -> None:
    """Write to whom an act concerns, in its transaction; send once that is committed."""
    people = _concerned(activity, article)
    Letter.objects.bulk_create(_letter(activity, person) for person in people)
    if activity.act in TO_EDITORS | TO_WRITERS:
        transaction.on_commit(send_soon)


def _concerned(activity: Activity, article: Article):
    accounts = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="")
    others = accounts.exclude(pk=activity.by_id).distinct()
    if activity.act in TO_EDITORS:
        # Where a section's editors are all away, those above them hear of it.
        overseers = others.filter(holders_of("oversee_article"))
        return others.filter(_editors_of(article)) or overseers
    if activity.act in TO_WRITERS:
        return others.filter(Q(pk=article.created_by_id) | Q(author__articles=article))
    return []


def _editors_of(article: Article) -> Q:
    """The editors of the piece's section, and of the one it is to move to."""
    wanted = {article.section_id, working_snapshot(article)["section"]}
    by_name = Q()
    for section in Section.objects.filter(pk__in=wanted - {None}).select_related("parent"):
        named = [place for place in (section, section.parent) if place and place.editors.exists()]
        if not named:
            return holders_of("publish_article")
        by_name |= Q(edited_sections=named[0])
    return by_name & holders_of("publish_article") if by_name else holders_of("publish_article")


def _letter(activity: Activity, person) -> Letter:
    # The newsroom's own language: a letter has no browser to ask.
    with override(settings.LANGUAGE_CODE):
        what = OUTCOMES[activity.act]
        # One line, whatever a raw load put into the headline.
        subject = " ".join(f"[{settings.SITE_NAME}] {what}: {activity.headline}".split())
        who = activity.by_name or _("the schedule")
        lines = [
            _("%(what)s by %(who)s:") % {"what": what, "who": who},
            activity.headline,
            activity.note,
            settings.SITE_URL
            + reverse("admin:articles_article_change", args=[activity.article_id]),
        ]
    return Letter(to=person.email, subject=subject[:250], body="\n\n".join(filter(None, lines)))


def mention(note: Note, people: Iterable) -> None:
    """Write to the accounts that a note mentions, in its transaction; send once committed."""
    with override(settings.LANGUAGE_CODE):
        piece = note.article
        what = {"who": note.by_name, "headline": " ".join(str(piece).split())}
        subject = f"[{settings.SITE_NAME}] " + _("%(who)s mentions you: %(headline)s") % what
        lines = [
            _("%(who)s mentions you in a note on “%(headline)s”:") % what,
            f"> {' '.join(note.quote.split())}" if note.quote else "",
            note.text,
            settings.SITE_URL + reverse("admin:articles_article_notes", args=[piece.pk]),
        ]
    body = "\n\n".join(filter(None, lines))
    letters = [Letter(to=one.email, subject=subject[:250], body=body) for one in people]
    if letters:
        Letter.objects.bulk_create(letters)
        transaction.on_commit(send_soon)


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
    # By the time of the next attempt: those that always fail do not stand before the others.
    for letter in waiting.order_by("try_at", "id")[:AT_ONCE]:
        if not _claim(letter):
            continue
        try:
            send_mail(letter.subject, letter.body, None, [letter.to])
        except (OSError, ValueError) as error:  # smtplib's errors are OSErrors, as the network's
            letter.failure = str(error)[:500]
            letter.save(update_fields=["failure"])
            logger.warning("Mail to %s waits: %s", letter.to, error)
            failed += 1
            if isinstance(error, OF_THE_LETTER):
                continue
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
