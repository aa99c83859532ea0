"""Bodies in a table of their own; callbacks are applied container by container."""

import django.db.models.deletion
from django.db import migrations, models

COPY_BODIES = (
    "INSERT INTO scanning_delivery_body (delivery_id, content)"
    " SELECT id, body FROM scanning_delivery"
)


class Migration(migrations.Migration):
    dependencies = [("scanning", "0002_deliveries")]

    operations = [
        migrations.CreateModel(
            name="DeliveryBody",
            fields=[
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="scanning.delivery",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
            options={
                "verbose_name_plural": "delivery bodies",
                "db_table": "scanning_delivery_body",
            },
        ),
        migrations.RunSQL(COPY_BODIES),
        # PostgreSQL alters no table whose rows have checks to come.
        migrations.RunPython(
            lambda _apps, schema_editor: schema_editor.connection.check_constraints()
        ),
        migrations.RemoveField("delivery", "body"),
        migrations.RemoveIndex("delivery", "scanning_delivery_pending"),
        migrations.RenameField("delivery", "taken_up_at", "due_at"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(("state", "stored")),
                fields=["container_id", "id"],
                name="scanning_delivery_pending",
            ),
        ),
    ]
