"""The acts on what stands beside a piece, as the record names them."""

from django.db import migrations, models

ACTS = {
    "save": "save",
    "submit": "submit for review",
    "send_back": "send back",
    "approve": "approve",
    "publish": "publish",
    "schedule": "schedule",
    "unschedule": "cancel the schedule",
    "withdraw": "withdraw",
    "reinstate": "reinstate",
    "restore": "restore a version",
    "delete": "delete",
    "correct": "add to the ledger",
    "doubt": "label as unverified",
    "verify": "clear the label",
    "pin": "pin a related piece",
    "unpin": "unpin a related piece",
    "ban": "keep a piece away",
    "unban": "let a piece back",
}


class Migration(migrations.Migration):
    dependencies = [("articles", "0080_publisher_profiles")]

    operations = [
        migrations.AlterField(
            model_name="activity",
            name="act",
            field=models.CharField(choices=list(ACTS.items()), max_length=12, verbose_name="act"),
        ),
    ]
