"""The Celery application. Messages only wake workers: the work itself is in the jobs ledger."""

import os
import warnings

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Celery warns about root because of pickled messages, which aren't accepted here.
warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
