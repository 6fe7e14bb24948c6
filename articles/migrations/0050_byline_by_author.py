from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_published_versions")]

    operations = [
        migrations.AddIndex(
            model_name="byline",
            index=models.Index(fields=["author", "-article"], name="byline_by_author"),
        ),
    ]
