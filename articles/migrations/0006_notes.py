"""Notes between editors on a piece."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_desk_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(blank=True, help_text='Empty: the whole piece.', max_length=30, verbose_name='field')),
                ('quote', models.CharField(blank=True, max_length=1000, verbose_name='quoted words')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('before', models.CharField(blank=True, max_length=40, verbose_name='before the quote')),
                ('after', models.CharField(blank=True, max_length=40, verbose_name='after the quote')),
                ('text', models.CharField(max_length=4000, verbose_name='text')),
                ('by_name', models.CharField(max_length=150, verbose_name='by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='articles.article', verbose_name='article')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='articles.note', verbose_name='reply to')),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('reply_to__isnull', True), ('resolved_at__isnull', True)), fields=['article'], name='note_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quote', ''), ('field', 'body'), _connector='OR'), name='note_quote_on_body'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something'), models.CheckConstraint(condition=models.Q(('reply_to__isnull', True), models.Q(('field', ''), ('quote', ''), ('resolved_at__isnull', True)), _connector='OR'), name='note_reply_is_plain')],
            },
        ),
    ]
