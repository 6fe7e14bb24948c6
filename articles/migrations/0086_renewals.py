import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0084_entries_anew")]

    operations = [
        migrations.AlterField(
            model_name="tagging",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="taggings",
                to="articles.tag",
                verbose_name="tag",
            ),
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.PositiveSmallIntegerField(choices=[(1, "Entry"), (2, "Kin")])),
                ("piece", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["what", "-piece"], name="renewal_newest")],
            },
            managers=[("not_dumped", django.db.models.manager.Manager())],
        ),
    ]
