"""`/api/fs-containers/:container_id/files`. Source: docs.acrcloud.com, Console API, FsFiles."""

from scanning.api.files.changing import FileChanges
from scanning.api.files.reading import FileReads


class ScannedFiles(FileReads, FileChanges):
    """The files of a container."""
