from django.db import migrations


class Migration(migrations.Migration):
    """Entries have fewer words now. They are made anew at the next start, or by rebuild_search."""

    dependencies = [("articles", "0083_counted_entries")]

    operations = [migrations.RunSQL("DELETE FROM articles_searchentry", migrations.RunSQL.noop)]
