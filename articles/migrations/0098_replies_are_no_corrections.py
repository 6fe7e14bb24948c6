from django.db import migrations
from django.db.models import Max

CORRECTING = ("ralat", "koreksi", "klarifikasi")


def tell_apart(apps, schema_editor):
    """Until now a right of reply marked its piece as corrected."""
    rows = apps.get_model("articles", "Correction").objects.using(schema_editor.connection.alias)
    articles = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    replies = rows.filter(kind="hak_jawab").order_by().values_list("article")
    for key, replied_at in replies.annotate(last=Max("at")):
        corrected = rows.filter(article=key, kind__in=CORRECTING).aggregate(last=Max("at"))
        articles.filter(pk=key).update(replied_at=replied_at, corrected_at=corrected["last"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0097_replied_at")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
