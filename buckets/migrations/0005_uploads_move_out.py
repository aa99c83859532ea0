"""Uploads move to `core.uploads`, whose first migration takes over their table as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("buckets", "0004_index_of_uploaders")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="Upload")]
        )
    ]
