"""The index of this engine, shared by its processes through its folder."""

from functools import cache

from django.conf import settings

from engine.recognition.index import Index


@cache
def index() -> Index:
    return Index(settings.INDEX_DIR)
