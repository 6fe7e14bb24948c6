"""Finds files of the media folder that nothing shows, and deletes them when asked twice."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import cleaning


class Command(BaseCommand):
    """List orphaned files; delete them only with --delete and a second yes."""

    help = (
        "Lists files that no picture and no text uses any more. With --delete they are deleted, "
        "after a question. A replaced picture's old file goes a day later, and so does what was "
        "written in the last day."
    )

    def add_arguments(self, parser) -> None:
        """Two words are needed before anything goes."""
        parser.add_argument("--delete", action="store_true", help="delete them, after a question")
        parser.add_argument("--yes", action="store_true", help="answer the question beforehand")

    def handle(self, *args, delete: bool, yes: bool, **options) -> None:
        """List, ask, delete."""
        found = []
        for name in cleaning.orphans():
            found.append(name)
            self.stdout.write(name)
        words = ngettext(
            "{number} file is used by nothing.", "{number} files are used by nothing.", len(found)
        )
        self.stdout.write(words.format(number=len(found)))
        if not found:
            return
        if not delete:
            self.stdout.write(_("Nothing was deleted. To delete them: clean_media --delete"))
            return
        if not yes and not self.agreed():
            raise CommandError(_("Nothing was deleted."))
        gone = sum(map(cleaning.delete, found))
        words = ngettext("{number} file deleted.", "{number} files deleted.", gone)
        self.stdout.write(words.format(number=gone))

    def agreed(self) -> bool:
        """Ask; no answer is a no."""
        self.stdout.write(_("Delete these files for good? Type “yes”: "), ending="")
        self.stdout.flush()
        try:
            return input().strip().lower() in {"yes", "ya"}
        except EOFError:
            return False
