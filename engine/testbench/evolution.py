"""A seeded script of changes to generated files, played while others read."""

import time
from collections.abc import Callable
from random import Random

from django.db import transaction

from engine.clock import stamp
from engine.faults.recording import record_event
from engine.models import Account, AudioFile, Bucket, Event
from engine.testbench import generated_text

Change = Callable[[Account, list[int], Random], dict[str, object] | None]


def play(account: Account, *, changes: int, rate: float, seed: int) -> int:
    """Make `changes` changes, `rate` a second (0: without pauses); returns how many were made.

    Only files without audio are changed, not uploaded ones.
    """
    random = Random(f"evolution/{seed}")  # noqa: S311 -- repeatable, not secret
    buckets = list(
        Bucket.objects.filter(account=account, type="File")
        .order_by("id")
        .values_list("pk", flat=True)
    )
    started, change_count = time.monotonic(), 0
    for number in range(changes):
        name = random.choices(tuple(CHANGES), WEIGHTS)[0]
        with transaction.atomic():
            body = CHANGES[name](account, buckets, random)
            if body is not None:
                record_event(Event.CHANGE, change=name, **body)
                change_count += 1
        if rate:
            time.sleep(max(0.0, started + (number + 1) / rate - time.monotonic()))
    return change_count


def add(account: Account, buckets: list[int], random: Random) -> dict[str, object]:
    moment = stamp()
    file = AudioFile.objects.create(
        account=account,
        bucket_id=random.choice(buckets),
        acr_id=f"{random.getrandbits(128):032x}",
        title=generated_text.title(random),
        data_type="audio",
        duration=random.randint(5, 300),
        user_defined=generated_text.tag_object(random),
        created_at=moment,
        updated_at=moment,
    )
    Bucket.tally(file.bucket_id, num=1, seconds=file.duration)
    return {"file": file.pk, "bucket": file.bucket_id}


def edit(account: Account, buckets: list[int], random: Random) -> dict[str, object] | None:
    file = random_file(buckets, random)
    if file is None:
        return None
    file.title, file.updated_at = generated_text.title(random), stamp()
    file.save(update_fields=["title", "updated_at"])
    return {"file": file.pk, "title": file.title}


def delete(account: Account, buckets: list[int], random: Random) -> dict[str, object] | None:
    file = random_file(buckets, random)
    if file is None:
        return None
    number = file.pk
    Bucket.tally(file.bucket_id, num=-1, seconds=-file.duration)
    file.delete()
    return {"file": number}


def move(account: Account, buckets: list[int], random: Random) -> dict[str, object] | None:
    file, target = random_file(buckets, random), random.choice(buckets)
    if file is None or file.bucket_id == target:
        return None
    Bucket.tally(file.bucket_id, num=-1, seconds=-file.duration)
    Bucket.tally(target, num=1, seconds=file.duration)
    file.bucket_id, file.updated_at = target, stamp()
    file.save(update_fields=["bucket_id", "updated_at"])
    return {"file": file.pk, "bucket": target}


def finish(account: Account, buckets: list[int], random: Random) -> dict[str, object] | None:
    """A file in processing gets a final state."""
    rows = AudioFile.objects.filter(bucket=random.choice(buckets), state=0, stored="", url="")
    file = rows.order_by("id").first()
    if file is None:
        return None
    file.state, file.updated_at = random.choices((1, -1), (9, 1))[0], stamp()
    file.error = random.choice(generated_text.ERRORS) if file.state < 0 else ""
    file.save(update_fields=["state", "error", "updated_at"])
    return {"file": file.pk, "state": file.state}


def random_file(buckets: list[int], random: Random) -> AudioFile | None:
    rows = AudioFile.objects.filter(bucket=random.choice(buckets), stored="").order_by("id")
    ends = rows.values_list("pk", flat=True)
    first, last = ends.first(), ends.last()
    if first is None or last is None:
        return None
    return rows.filter(pk__gte=random.randint(first, last)).first()


CHANGES: dict[str, Change] = {
    "add": add,
    "edit": edit,
    "delete": delete,
    "move": move,
    "finish": finish,
}
WEIGHTS = (30, 30, 10, 10, 20)
