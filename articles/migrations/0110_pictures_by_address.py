"""Notes the pictures that texts show by a plain address, beside those they name by number."""

import re

from django.db import migrations
from django.db.models import Q

ADDRESS = re.compile(r"/media/([^\s\"'<>()\\]+)")
RENDITION = re.compile(r"turunan/(\d{1,18})-")


def note(apps, schema_editor):
    """Note them for what readers see, and for what waits to be seen."""
    using = schema_editor.connection.alias
    rows = {
        name: apps.get_model("articles", name).objects.using(using)
        for name in ("Article", "Revision", "Image", "PictureUse")
    }
    changed = rows["Article"].filter(has_unpublished_changes=True)
    updates = rows["Article"].filter(update_due_at__isnull=False)
    texts = rows["Article"].filter(body__contains="/media/").values_list("pk", "body")
    waiting = rows["Revision"].filter(
        Q(pk__in=changed.values("working_revision")) | Q(pk__in=updates.values("update_revision"))
    )
    waiting = waiting.values_list("article", "snapshot__body")
    for piece, body in [*texts.iterator(), *waiting.iterator()]:
        names = ADDRESS.findall(body if isinstance(body, str) else "")
        if not names:
            continue
        made = [int(found[1]) for name in names if (found := RENDITION.match(name))]
        images = rows["Image"].filter(Q(file__in=names) | Q(pk__in=made)).values_list("pk", flat=True)
        rows["PictureUse"].bulk_create(
            [rows["PictureUse"].model(article_id=piece, image_id=key) for key in images],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0121_picture_files")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
