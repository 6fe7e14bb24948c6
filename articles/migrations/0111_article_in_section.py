"""The desk's list of one section, the last saved first."""

import django.db.models.deletion
from django.db import migrations, models


def drop(apps, schema_editor):
    """Drop the index of the section alone, with which the new one begins. By name, for AlterField
    would make the whole table anew on SQLite, without its triggers."""
    connection, meta = schema_editor.connection, apps.get_model("articles", "Article")._meta
    named = {index.name for index in meta.indexes}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, meta.db_table)
    for name, facts in found.items():
        alone = facts["columns"] == ["section_id"] and facts["index"] and name not in named
        if alone and not facts["unique"] and not facts["foreign_key"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def make(apps, schema_editor):
    """As it was."""
    article = apps.get_model("articles", "Article")
    field = article._meta.get_field("section")
    schema_editor.execute(schema_editor._create_index_sql(article, fields=[field]))


class Migration(migrations.Migration):
    dependencies = [("articles", "0110_pictures_by_address")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["section", "-modified_at", "-id"], name="article_in_section"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    model_name="article",
                    name="section",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
            ],
        ),
    ]
