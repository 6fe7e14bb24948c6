"""The front page is arranged by editors; who arranged it when is kept."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# Who decides on pieces decides where they stand.
RIGHTS = {
    "Redaktur": ["view_arrangement", "add_arrangement"],
    "Pemimpin redaksi": ["view_arrangement", "add_arrangement"],
}


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

    dependencies = [
        ('articles', '0021_address_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Arrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('slots', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('by_name', models.CharField(blank=True, max_length=150, verbose_name='by')),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'arrangement of the front page',
                'verbose_name_plural': 'arrangements of the front page',
                'ordering': ['-number'],
                'get_latest_by': 'number',
                'default_permissions': ('view', 'add'),
                'indexes': [models.Index(fields=['-made_at', '-number'], name='arrangement_by_time')],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop, elidable=False),
    ]
