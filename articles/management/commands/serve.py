"""Prepares what is due, then serves the site until Ctrl-C."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import connections

from articles.management.demo_accounts import demo_accounts
from articles.management.preparation import one_at_a_time, prepare
from articles.models import Article
from newsroom import database, server
from newsroom.environment import UnsafeStart

SAMPLE_SLUG = "peneliti-ai-meta-pindah-ke-mistral"


class Command(BaseCommand):
    help = "Serve the newsroom on HOST and PORT (127.0.0.1:8000), preparing first what is due."
    # `make check` does that; here it would only delay the start.
    requires_system_checks = []

    def handle(self, **options) -> None:
        address = server.Address.from_environment()
        address.check_free()
        server.workers()
        database.check()
        try:
            with one_at_a_time():
                prepare(say=self.say)
                accounts = demo_accounts()
        except OSError as error:
            raise UnsafeStart(
                f"{error.filename or settings.DATA_DIR} cannot be written ({error.strerror})."
            ) from error
        greeting = self.greeting(address, accounts)
        # The workers are copies of this process; a connection must not be shared among them.
        connections.close_all()
        server.serve("newsroom.wsgi:application", address, on_listening=lambda: self.say(greeting))

    def say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def greeting(self, address: server.Address, accounts: list[tuple[str, str, str]]) -> str:
        """What to open, and how to sign in."""
        rows = [(settings.SITE_NAME, f"{address.url}/")]
        public = Article.objects.public().only("headline", "slug", "published_at")
        if piece := public.filter(slug=SAMPLE_SLUG).first() or public.latest_first().first():
            rows.append((shortened(piece.headline), address.url + piece.get_absolute_url()))
        rows.append(("Newsroom", f"{address.url}/admin/"))
        rows += [(f"  {name} ({group})", password) for name, group, password in accounts]
        width = max(len(label) for label, _ in rows)
        lines = [f"{label:<{width}}  {value}" for label, value in rows]
        if not accounts and not get_user_model().objects.filter(is_staff=True).exists():
            lines.append(
                "No account yet; make one with: .venv/bin/python manage.py createsuperuser"
            )
        if address.ip != address.reachable_ip and not settings.PRODUCTION:
            lines.append("Others reach it under the names in ALLOWED_HOSTS.")
        return "\n".join(["", *lines, "Ctrl-C ends it."])


def shortened(headline: str, length: int = 40) -> str:
    """The headline, cut at a word."""
    if len(headline) <= length:
        return headline
    return headline[:length].rpartition(" ")[0] + " ..."
