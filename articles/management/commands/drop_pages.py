"""Drops all kept pages, on every machine; after changes that went past Django."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from articles import cdn, page_shelf


class Command(BaseCommand):
    help = "Drop all kept pages, on every machine: after changes made in the database's own shell."

    def handle(self, **options) -> None:
        page_shelf.store().drop()
        if settings.PAGE_STORE_SHARED:
            with transaction.atomic():
                page_shelf.notify_all()
            page_shelf.wait_for_others()
        cdn.note_all()
        cdn.tell()
        self.stdout.write("All kept pages are dropped.")
