
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0023_publisher"),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60, unique=True)),
                ('mirrored', models.CharField(db_index=True, max_length=60)),
                ('pieces', models.IntegerField(default=0)),
            ],
            options={
                'verbose_name': 'known word',
                'verbose_name_plural': 'known words',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='articles.article')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SearchMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('query', models.CharField(max_length=100, verbose_name='query')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times')),
            ],
            options={
                'verbose_name': 'query without result',
                'verbose_name_plural': 'queries without result',
                'ordering': ['-day', '-times', 'query'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('day', 'query'), name='search_miss_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='SearchPick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.CharField(help_text='As readers type it; case and spaces say nothing.', max_length=100, verbose_name='query')),
                ('folded_query', models.CharField(db_index=True, editable=False, max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article', verbose_name='article')),
            ],
            options={
                'verbose_name': 'pick for a query',
                'verbose_name_plural': 'picks for queries',
                'ordering': ['folded_query', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('folded_query', 'article'), name='search_pick_once', violation_error_message='The piece is picked for this query already.')],
            },
        ),
    ]
