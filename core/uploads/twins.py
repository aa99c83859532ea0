"""The same file sent again by the same token while its first upload is under way: one upload.

For clients that repeat a request without an idempotency key, as a proxy or a library does.
"""

import hashlib
import json
from collections.abc import Callable

from django.db import IntegrityError

from core.uploads.models import Upload

ATTEMPTS = 5


def key_of(upload: Upload) -> str:
    """A digest of token, target, names, fields and bytes."""
    token_id = upload.token_id or ""
    parts = (token_id, upload.target, upload.target_id, upload.data_type, upload.title)
    content = (upload.file_name, upload.sha256, upload.fields)
    text = json.dumps([*parts, *content], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def save_or_find(upload: Upload, save: Callable[[Upload], None]) -> Upload | None:
    """Save the upload, unless the same one is under way: that one is returned."""
    for _ in range(ATTEMPTS):
        if twin := _find(upload):
            return twin
        try:
            save(upload)
        except IntegrityError:
            # Another request stored it since; or it has ended since.
            continue
        return None
    raise RuntimeError(f"the same as {upload} begins and ends too fast to join it")


def _find(upload: Upload) -> Upload | None:
    """One that the token sent without a key, or with one."""
    same = Upload.objects.unsent().filter(
        token=upload.token, target=upload.target, target_id=upload.target_id, sha256=upload.sha256
    )
    return next((one for one in same if key_of(one) == upload.twin_key), None)
