"""PostgreSQL stores bodies as they are: compressing one took longer than all else of storing it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def store_as(kind: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"ALTER TABLE scanning_delivery_body ALTER COLUMN content SET STORAGE {kind}"
        )


class Migration(migrations.Migration):
    dependencies = [("scanning", "0003_bodies_and_lanes")]

    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: store_as("EXTERNAL", schema_editor),
            lambda _apps, schema_editor: store_as("EXTENDED", schema_editor),
        ),
    ]
