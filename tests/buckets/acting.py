"""Audio files to act on, and the form that acts."""

from django.http import HttpResponse
from django.test import Client

from buckets.models import AudioFile, Bucket
from buckets.resources import FILES
from buckets.services.files import scope_of
from mirror import remote
from mirror.fetch import keep
from tests.engines import Engine
from tests.mirror.conftest import new_file


def filed(engine: Engine, bucket: Bucket, title: str) -> AudioFile:
    """A file at the remote that the mirror knows."""
    key = new_file(engine, bucket.pk, title)
    scope = scope_of(bucket)
    keep(FILES, scope, remote.console().get(FILES.object_path(scope, [key])))
    return AudioFile.objects.get(pk=key)


def post(client: Client, path: str, data: object = None) -> HttpResponse:
    response: HttpResponse = client.post(path, data or {}, follow=True)  # type: ignore[assignment]
    return response
