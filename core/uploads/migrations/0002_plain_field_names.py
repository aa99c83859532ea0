from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("uploads", "0001_initial")]

    operations = [
        migrations.RenameField(model_name="upload", old_name="known", new_name="listed_before"),
        migrations.RenameField(model_name="upload", old_name="sole", new_name="turn_key"),
    ]
