"""The desk's list by headline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0111_article_in_section")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["headline"], name="article_by_headline"),
        ),
    ]
