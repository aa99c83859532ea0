"""`/api/fs-containers/:id/files`. Source: docs.acrcloud.com, File Scanning, FsFiles."""
