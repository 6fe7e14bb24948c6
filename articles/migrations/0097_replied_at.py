from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0092_fewer_indexes")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="replied_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
