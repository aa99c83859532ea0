"""Uploads get an app of their own; their table stays as it is, and keeps its name."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_over_content_type(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let permissions and admin log entries of the model follow it."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    ContentType.objects.filter(app_label="buckets", model="upload").update(app_label="uploads")


def give_back_content_type(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ContentType = apps.get_model("contenttypes", "ContentType")
    ContentType.objects.filter(app_label="uploads", model="upload").update(app_label="buckets")


class Migration(migrations.Migration):
    dependencies = [
        ("buckets", "0005_uploads_move_out"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.KNOX_TOKEN_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                        ),
                        (
                            "target",
                            models.CharField(
                                help_text="The kind of target, such as bucket", max_length=20
                            ),
                        ),
                        ("target_id", models.CharField(max_length=64)),
                        (
                            "target_name",
                            models.TextField(help_text="Its name when the upload began"),
                        ),
                        ("actor_name", models.CharField(max_length=255)),
                        ("address", models.CharField(blank=True, max_length=45)),
                        ("title", models.TextField(blank=True)),
                        ("file_name", models.TextField(blank=True)),
                        ("data_type", models.CharField(max_length=40)),
                        (
                            "fields",
                            models.JSONField(
                                blank=True, default=dict, help_text="Further fields for the remote"
                            ),
                        ),
                        (
                            "size",
                            models.PositiveBigIntegerField(
                                help_text="Bytes; none without a file", null=True
                            ),
                        ),
                        (
                            "received",
                            models.PositiveBigIntegerField(
                                default=0, help_text="Bytes in the spool"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("spool_name", models.CharField(blank=True, max_length=32)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("receiving", "Uploading"),
                                    ("waiting", "Queued"),
                                    ("sending", "Sending"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("known", models.JSONField(null=True)),
                        ("sole", models.CharField(max_length=64, null=True, unique=True)),
                        ("error", models.TextField(blank=True)),
                        (
                            "refusal",
                            models.JSONField(
                                help_text="The remote's own status and body", null=True
                            ),
                        ),
                        ("remote_id", models.CharField(max_length=64, null=True)),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "touched_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(),
                                help_text="Last sign of progress",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("dismissed_at", models.DateTimeField(null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="jobs.job",
                            ),
                        ),
                        (
                            "row_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contenttypes.contenttype",
                            ),
                        ),
                        (
                            "token",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.KNOX_TOKEN_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "buckets_upload",
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("dismissed_at", None)),
                                fields=["created_by", "-id"],
                                name="uploads_undismissed",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["receiving", "waiting", "sending"])
                                ),
                                fields=["state", "touched_at"],
                                name="uploads_unfinished",
                            ),
                            models.Index(
                                fields=["target", "target_id", "remote_id"], name="uploads_adopted"
                            ),
                            models.Index(fields=["actor_name"], name="uploads_by"),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(take_over_content_type, give_back_content_type),
    ]
