"""Session keys are stored as hashes, and a person's sessions can be ended for good."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.accounts.sessions import hash_key


def hash_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever is signed in stays so."""
    session_model = apps.get_model("sessions", "Session")
    for session in session_model.objects.all():
        plain = session.session_key
        session.session_key = hash_key(plain)
        session.save(force_insert=True)
        session_model.objects.filter(session_key=plain).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_index_of_actors"), ("sessions", "0001_initial")]

    operations = [
        migrations.AddField(
            "user", "session_epoch", models.PositiveIntegerField(default=0, editable=False)
        ),
        migrations.RunPython(hash_keys, migrations.RunPython.noop, elidable=True),
    ]
