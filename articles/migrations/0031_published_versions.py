from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_search_rights")]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["article", "published_at"],
                name="revision_published",
            ),
        ),
    ]
