"""What a person or a service can do with buckets and their audio files."""

from buckets.services.buckets import change_bucket, create_bucket, delete_bucket
from buckets.services.bulk import move_those_there, request_delete, request_move
from buckets.services.files import change_file, delete_files, move_files

__all__ = [
    "change_bucket",
    "change_file",
    "create_bucket",
    "delete_bucket",
    "delete_files",
    "move_files",
    "move_those_there",
    "request_delete",
    "request_move",
]
