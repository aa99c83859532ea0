"""Buckets and their audio files, and what the portal itself keeps about them."""

from buckets.models.mirrored import AudioFile, Bucket, BucketType, FileState, LiveChannel
from buckets.models.uploads import Upload, UploadState

__all__ = ["AudioFile", "Bucket", "BucketType", "FileState", "LiveChannel", "Upload", "UploadState"]
