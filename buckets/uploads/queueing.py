"""An upload's place in the ledger."""

from buckets.models import Upload
from jobs import ledger
from jobs.models import Job

KIND = "buckets.send"


def enqueue(upload: Upload) -> Job:
    """Have the upload sent, in the caller's transaction."""
    job = ledger.enqueue(
        kind=KIND,
        title=f"Send {upload} to {upload.target_name}",
        args={"upload": upload.pk},
        key=f"{KIND}:{upload.pk}",
        by=upload.created_by,
    )
    Upload.objects.filter(pk=upload.pk).update(job=job)
    upload.job = job
    return job
