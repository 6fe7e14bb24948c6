"""Everybody at the desk may read the ledger."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Penulis", "Redaktur", "Pemimpin redaksi"]


def give_rights(apps, schema_editor) -> None:
    """Add the right; what a group has been given by hand stays."""
    using = schema_editor.connection.alias
    config = apps.get_app_config("articles")
    # Django makes permissions after the last migration; the groups need them now.
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    right = permissions.get(content_type__app_label="articles", codename="view_correction")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=GROUPS):
        group.permissions.add(right)


class Migration(migrations.Migration):

    dependencies = [("articles", "0012_picture_uses")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop, elidable=False)]
