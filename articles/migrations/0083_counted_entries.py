from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0081_beside_acts")]

    operations = [
        # Until now everybody's words were counted.
        migrations.AddField(
            model_name="searchentry",
            name="is_counted",
            field=models.BooleanField(default=True),
        ),
    ]
