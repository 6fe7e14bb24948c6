"""The pictures that lack a credit or a description, by index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0075_purges")]

    operations = [
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                fields=["-created_at", "-id"],
                name="image_without_credit",
                condition=models.Q(credit=""),
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                fields=["-created_at", "-id"],
                name="image_without_alt",
                condition=models.Q(alt="", decorative=False),
            ),
        ),
    ]
