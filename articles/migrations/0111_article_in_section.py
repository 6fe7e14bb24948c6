"""The desk's list of one section, the last saved first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0110_pictures_by_address")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["section", "-modified_at", "-id"], name="article_in_section"
            ),
        ),
    ]
