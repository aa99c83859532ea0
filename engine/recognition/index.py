"""The index of the engine's references, shared by its processes through its folder."""

from functools import cache

from django.conf import settings

from core.recognition.index import Index


@cache
def reference_index() -> Index:
    return Index(settings.INDEX_DIR)
