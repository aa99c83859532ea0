"""`/api/buckets/:bucket_id/files`. Source: docs.acrcloud.com, Console API, Audio Files."""

from buckets.api.files.changing import FileChanges
from buckets.api.files.reading import FileReads
from buckets.api.files.uploading import FileUploads


class AudioFiles(FileReads, FileChanges, FileUploads):
    """The audio files of a bucket."""
