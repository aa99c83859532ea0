"""The role of a token's owner stands beside the token."""

from django.db import migrations, models

from core.accounts.owner_roles import create_triggers


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sessions")]

    operations = [
        migrations.AddField(
            "servicetoken",
            "owner_role",
            models.PositiveSmallIntegerField(
                default=0,
                editable=False,
                help_text="0: the owner is deactivated or has no role",
            ),
        ),
        migrations.RunPython(
            lambda _apps, schema_editor: create_triggers(schema_editor), migrations.RunPython.noop
        ),
    ]
