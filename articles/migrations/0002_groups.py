"""The newsroom's three groups: writers, editors, editors-in-chief."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ALL = ("view", "add", "change", "delete")
CONTENT = (
    "section", "author", "image", "tag", "tagging", "article", "byline", "relatedpick",
    "redirect", "standingpage",
)

WRITERS = {
    **{model: {"view"} for model in CONTENT},
    "article": {"view", "add", "change"},
    "image": {"view", "add", "change"},
    "tag": {"view", "add"},
}
EDITORS = {
    **WRITERS,
    "article": {"view", "add", "change", "publish"},
    "image": {*ALL},
    "tag": {*ALL},
    "section": {"view", "change"},
    "author": {"view", "add", "change"},
    "standingpage": {"view", "change"},
    "redirect": {*ALL},
}
CHIEFS = {model: {*ALL} for model in CONTENT} | {"article": {*ALL, "publish"}}
ACCOUNTS = {"user": {"view", "add", "change"}, "group": {"view"}}

GROUPS = {
    "Penulis": {"articles": WRITERS},
    "Redaktur": {"articles": EDITORS},
    "Pemimpin redaksi": {"articles": CHIEFS, "auth": ACCOUNTS},
}


def make_groups(apps, schema_editor) -> None:
    """Give each group its rights. A group of that name that is there already keeps its own too."""
    using = schema_editor.connection.alias
    # Django makes permissions after the last migration; the groups need them now.
    for label in ("articles", "auth"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=using, apps=apps)
        config.models_module = None
    permissions = {
        (row.content_type.app_label, row.codename): row
        for row in apps.get_model("auth", "Permission")
        .objects.using(using)
        .select_related("content_type")
    }
    for name, rights in GROUPS.items():
        group, _made = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        group.permissions.add(
            *(
                permissions[label, f"{act}_{model}"]
                for label, models in rights.items()
                for model, acts in models.items()
                for act in acts
            )
        )


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Backwards nothing: people may belong to the groups by then.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop, elidable=False)]
