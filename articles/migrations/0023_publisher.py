"""Who publishes the paper is kept once; the editor-in-chief writes it."""

import django.core.validators
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

RIGHTS = {
    "Redaktur": ["view_publisher"],
    "Pemimpin redaksi": ["view_publisher", "change_publisher"],
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
        ('articles', '0022_front'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publisher',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('company', models.CharField(blank=True, help_text='The legal name, for example PT Warta Nusantara.', max_length=150, verbose_name='company')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='office address')),
                ('responsible', models.CharField(blank=True, help_text='Who answers for the paper by law (penanggung jawab).', max_length=150, verbose_name='responsible person')),
                ('chief_editor', models.CharField(blank=True, max_length=150, verbose_name='editor-in-chief')),
                ('managing_editor', models.CharField(blank=True, max_length=150, verbose_name='managing editor')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name="newsroom's mail address")),
                ('complaints_email', models.EmailField(blank=True, max_length=254, verbose_name='mail address for corrections and right of reply')),
                ('phone', models.CharField(blank=True, max_length=40, validators=[django.core.validators.RegexValidator('^\\+?[0-9 ()./-]{5,}$', 'Write digits, spaces and signs.')], verbose_name='telephone')),
                ('founded', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[12][0-9]{3}$', 'Write the year in four digits.')], verbose_name='year of foundation')),
            ],
            options={
                'verbose_name': 'publisher',
                'verbose_name_plural': 'publisher',
                'default_permissions': ('view', 'change'),
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='publisher_is_one')],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop, elidable=False),
    ]
