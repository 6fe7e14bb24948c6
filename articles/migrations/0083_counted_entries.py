from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0080_publisher_profiles")]

    operations = [
        # Until now everybody's words were counted.
        migrations.AddField(
            model_name="searchentry",
            name="is_counted",
            field=models.BooleanField(default=True),
        ),
    ]
