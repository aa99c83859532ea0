from django.db import migrations, models

import core.mirror.clock


class Migration(migrations.Migration):
    dependencies = [
        ("mirror", "0003_side_due_later"),
    ]

    operations = [
        migrations.AlterField(
            model_name="quarantinedrow",
            name="last_seen_at",
            field=models.DateTimeField(default=core.mirror.clock.now),
        ),
    ]
