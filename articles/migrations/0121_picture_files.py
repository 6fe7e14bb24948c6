from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0120_withdrawn_is_at_no_stage")]

    operations = [
        migrations.AddIndex(
            model_name="image", index=models.Index(fields=["file"], name="image_file")
        )
    ]
