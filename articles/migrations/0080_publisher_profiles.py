from django.db import migrations, models

import articles.models.publisher


class Migration(migrations.Migration):
    dependencies = [("articles", "0076_picture_wants")]

    operations = [
        migrations.AddField(
            model_name="publisher",
            name="profiles",
            field=models.TextField(
                blank=True,
                help_text=(
                    "Addresses of its own accounts, one a line; search engines then know them as "
                    "its."
                ),
                max_length=2000,
                validators=[articles.models.publisher.check_profiles],
                verbose_name="the paper elsewhere",
            ),
        ),
    ]
