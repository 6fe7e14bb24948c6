from django.db import migrations, models

LIKENESSES = [
    (1, "The same but for case, accents, spaces or hyphens"),
    (2, "One is the other's plural"),
    (3, "Old and new spelling"),
    (4, "Two names of the same thing"),
    (5, "One may be short for the other"),
    (6, "A letter or two apart"),
    (7, "Of the same roots"),
    (8, "Texts give one in brackets behind the other"),
    (9, "Neither stands on a piece without the other"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0086_renewals")]

    operations = [
        migrations.AlterField(
            model_name="tagpair",
            name="likeness",
            field=models.PositiveSmallIntegerField(choices=LIKENESSES, verbose_name="likeness"),
        ),
    ]
