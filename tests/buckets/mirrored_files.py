"""Audio files to act on, and the form that acts."""

from django.http import HttpResponse
from django.test import Client

from buckets.models import AudioFile, Bucket
from buckets.resources import FILES
from buckets.services.files import scope_of
from core.mirror import remote
from core.mirror.read_through import store_reply
from tests.core.mirror.conftest import new_file
from tests.engines import Engine


def mirrored_file(engine: Engine, bucket: Bucket, title: str) -> AudioFile:
    """A file at the remote that the mirror knows."""
    key = new_file(engine, bucket.pk, title)
    scope = scope_of(bucket)
    store_reply(FILES, scope, remote.console().get(FILES.object_path(scope, [key])))
    return AudioFile.objects.get(pk=key)


def post(client: Client, path: str, data: object = None) -> HttpResponse:
    response: HttpResponse = client.post(path, data or {}, follow=True)  # type: ignore[assignment]
    return response
