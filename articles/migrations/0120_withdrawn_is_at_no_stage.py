from django.db import migrations


def send_back(apps, schema_editor):
    """Until now a withdrawn piece kept the stage that its changes had at the desk."""
    articles = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    waiting = articles.filter(stage__in=["in_review", "approved"], withdrawn_at__isnull=False)
    waiting.update(stage="draft")


class Migration(migrations.Migration):
    dependencies = [("articles", "0098_replies_are_no_corrections")]

    operations = [migrations.RunPython(send_back, migrations.RunPython.noop)]
