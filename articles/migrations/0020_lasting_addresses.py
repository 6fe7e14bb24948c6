"""Old addresses of sections, tags, authors and pages are kept, too; missing ones are counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0014_renditions"),
    ]

    operations = [
        migrations.CreateModel(
            name='MissingAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=200, unique=True, verbose_name='address')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='asked for, about')),
                ('asked_on', models.DateField(verbose_name='last asked for')),
            ],
            options={
                'verbose_name': 'missing address',
                'verbose_name_plural': 'missing addresses',
                'ordering': ['-count', 'path'],
                'default_permissions': ('view', 'delete'),
            },
        ),
        migrations.AddField(
            model_name='redirect',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='articles.author', verbose_name='or to the author'),
        ),
        migrations.AddField(
            model_name='redirect',
            name='page',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='articles.standingpage', verbose_name='or to the standing page'),
        ),
        migrations.AddField(
            model_name='redirect',
            name='section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='articles.section', verbose_name='or to the section'),
        ),
        migrations.AddField(
            model_name='redirect',
            name='tag',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='articles.tag', verbose_name='or to the tag'),
        ),
        migrations.AlterField(
            model_name='redirect',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='articles.article', verbose_name='leads to the piece'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('author__isnull', True), ('page__isnull', True), ('section__isnull', True), ('tag__isnull', True)), models.Q(('article__isnull', True), ('author__isnull', True), ('page__isnull', True), ('section__isnull', False), ('tag__isnull', True)), models.Q(('article__isnull', True), ('author__isnull', True), ('page__isnull', True), ('section__isnull', True), ('tag__isnull', False)), models.Q(('article__isnull', True), ('author__isnull', False), ('page__isnull', True), ('section__isnull', True), ('tag__isnull', True)), models.Q(('article__isnull', True), ('author__isnull', True), ('page__isnull', False), ('section__isnull', True), ('tag__isnull', True)), _connector='OR'), name='redirect_leads_to_one_row', violation_error_message='Choose one place for the address to lead to.'),
        ),
        migrations.AddIndex(
            model_name='missingaddress',
            index=models.Index(fields=['-count', '-asked_on'], name='missing_by_count'),
        ),
    ]
