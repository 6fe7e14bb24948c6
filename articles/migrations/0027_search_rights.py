"""Who may pick pieces for queries: editors and editors-in-chief."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PICKS = [f"{act}_searchpick" for act in ("view", "add", "change", "delete")]
RIGHTS = {"Penulis": ["view_searchpick"], "Redaktur": PICKS, "Pemimpin redaksi": PICKS}


def give_rights(apps, schema_editor) -> None:
    """Add the rights; what a group has been given by hand stays."""
    using = schema_editor.connection.alias
    config = apps.get_app_config("articles")
    # Django makes permissions after the last migration; the groups need them now.
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    of_app = apps.get_model("auth", "Permission").objects.using(using).filter(
        content_type__app_label="articles"
    )
    for name, codenames in RIGHTS.items():
        group, _made = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        group.permissions.add(*of_app.filter(codename__in=codenames))


class Migration(migrations.Migration):

    dependencies = [("articles", "0026_search"),]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop, elidable=False)]
