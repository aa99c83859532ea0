"""What nobody finishes: uploads that stopped coming, jobs that died, files without a row."""

import time
from datetime import UTC, datetime, timedelta

from buckets.models import Upload, UploadState
from buckets.uploads import ending
from buckets.uploads.spool import spool
from jobs.models import State as JobState

EXPIRES_AFTER = timedelta(hours=24)
FAILED_KEPT_FOR = timedelta(days=7)
HISTORY_KEPT_FOR = timedelta(days=90)
STRAY_AFTER = timedelta(hours=6)
MOST_AT_ONCE = 500


def tidy() -> None:
    """Bring every upload to an end that has come to none, and free the disk."""
    settle()
    now = datetime.now(UTC)
    receiving = Upload.objects.filter(state=UploadState.RECEIVING)
    for upload in receiving.filter(touched_at__lt=now - EXPIRES_AFTER)[:MOST_AT_ONCE]:
        ending.cancelled(upload, "The rest of it didn’t come within a day.")
    failed = Upload.objects.filter(state=UploadState.FAILED).exclude(spool_name="")
    for upload in failed.filter(touched_at__lt=now - FAILED_KEPT_FOR)[:MOST_AT_ONCE]:
        ending.forgotten(upload)
    Upload.objects.exclude(pk__in=Upload.objects.unfinished()).filter(
        spool_name="", touched_at__lt=now - HISTORY_KEPT_FOR
    ).delete()
    _delete_strays()


def settle() -> None:
    """Uploads whose job ended without saying so: cancelled on its own page, or its worker died."""
    unsent = Upload.objects.unsent().select_related("job")
    for upload in unsent.filter(job__state=JobState.CANCELLED)[:MOST_AT_ONCE]:
        ending.cancelled(upload)
    for upload in unsent.filter(job__state=JobState.FAILED)[:MOST_AT_ONCE]:
        ending.failed(upload, upload.job.error if upload.job else "")


def _delete_strays() -> None:
    limit = time.time() - STRAY_AFTER.total_seconds()
    old = {name for name, changed_at in spool().names() if changed_at < limit}
    wanted = Upload.objects.filter(spool_name__in=old).values_list("spool_name", flat=True)
    for name in old - set(wanted):
        spool().delete(name)
