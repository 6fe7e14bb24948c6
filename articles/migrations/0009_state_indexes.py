from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_former_tag_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='article_stage',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['stage', '-modified_at', '-id'], name='article_at_stage'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('published_at__isnull', True)), fields=['-modified_at', '-id'], name='article_drafts'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['-modified_at', '-id'], name='article_withdrawn'),
        ),
    ]
