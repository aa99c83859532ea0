"""Files by what callers name them with: ids and acr_ids, in any mixture."""

import re
from collections.abc import Iterable

from django.db.models import Q

from accounts.scopes import Scope
from buckets.models import AudioFile, Bucket
from buckets.models.mirrored import AudioFileQuerySet
from buckets.resources import FILES
from buckets.services.files import scope_of
from mirror.api.gateway import GatewayViewSet, not_found, number_or_404

_ACR_ID = re.compile(r"[0-9a-fA-F]{32}")


class FilesOfBucket(GatewayViewSet):
    scopes = {
        "GET": Scope.READ_BUCKETS,
        "POST": Scope.WRITE_BUCKETS,
        "PUT": Scope.WRITE_BUCKETS,
        "DELETE": Scope.WRITE_BUCKETS,
    }

    def files(self, bucket: Bucket, named: Iterable[object]) -> list[AudioFile]:
        """The bucket's files of these names. Raises Http404 when there is none of them.

        A single id that the mirror doesn't know is asked of the remote.
        """
        wanted = [name for one in named if (name := str(one).strip().lower())]
        rows = AudioFile.objects.live().in_bucket(bucket.pk)
        found = by_either_id(rows, wanted)
        if not found and len(wanted) == 1:
            key = number_or_404(wanted[0])
            found = [self.known_or_fetched(rows, FILES, key, scope_of(bucket))]
        return found or not_found()


def bucket_or_404(bucket_id: str) -> Bucket:
    """A bucket that the mirror knows."""
    bucket = Bucket.objects.live().filter(pk=number_or_404(bucket_id)).first()
    return bucket or not_found()


def by_either_id(rows: AudioFileQuerySet, wanted: list[str]) -> list[AudioFile]:
    """Those of `rows` with these ids and acr_ids, in this order, each once."""
    acr_ids = [one for one in wanted if _ACR_ID.fullmatch(one)]
    numbers = [int(one) for one in wanted if one.isascii() and one.isdigit() and len(one) < 19]
    named: dict[str, list[AudioFile]] = {}
    for file in rows.filter(Q(pk__in=numbers) | Q(acr_id__in=acr_ids)).order_by("id"):
        for name in {str(file.pk), file.acr_id.lower()}:
            named.setdefault(name, []).append(file)
    return list({file.pk: file for one in wanted for file in named.get(one, [])}.values())
