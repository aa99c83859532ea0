"""What a person or a service can do with containers and scanned files."""

from scanning.services.bulk import request_delete, request_rescan
from scanning.services.containers import change_container, create_container, delete_container
from scanning.services.files import delete_files, rescan_files, scope_of

__all__ = [
    "change_container",
    "create_container",
    "delete_container",
    "delete_files",
    "request_delete",
    "request_rescan",
    "rescan_files",
    "scope_of",
]
