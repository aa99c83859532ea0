"""Accounts of any size, metadata only, the same for the same seed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from engine.bench import words
from engine.models import Account, Bucket, Container, ScannedFile, ScanResult
from engine.models.bucket import CATALOGUE_ID, REGIONS

Say = Callable[[str], None]
Row = tuple[Any, ...]

BATCH = 50_000
POOL = 4096
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
FILE_COLUMNS = (
    "account_id, bucket_id, acr_id, title, audio_id, data_type, state, error, duration, name, url,"
    " stored, size_bytes, attempts, created_at, updated_at, user_defined, catalogue"
)


def buckets(account: Account, count: int, seed: int) -> list[Bucket]:
    random = Random(f"buckets/{seed}")  # noqa: S311 -- repeatable, not secret
    moment = BEGINNING + timedelta(days=1)
    return [
        Bucket.objects.create(
            account=account,
            name=f"{words.title(random)[:200]} {number + 1}",
            type="File",
            region=random.choice(REGIONS[:3]),
            labels=random.sample(["Music", "Ads", "Jingles", "Mandarin"], random.randint(0, 2)),
            created_at=moment,
            updated_at=moment,
        )
        for number in range(count)
    ]


def files(account: Account, into: list[Bucket], count: int, seed: int, say: Say) -> None:
    """`count` bucket files without audio, spread evenly; states 92 % ready, 4 % each other."""
    random = Random(f"files/{seed}")  # noqa: S311 -- repeatable, not secret
    rows = file_rows(account, into, count, random)
    statement = (
        f"INSERT INTO engine_audiofile ({FILE_COLUMNS})"  # noqa: S608 -- names of our own
        f" VALUES ({', '.join(['%s'] * 18)})"
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -400000")
        done = 0
        while batch := [row for _, row in zip(range(BATCH), rows, strict=False)]:
            with transaction.atomic():
                cursor.executemany(statement, batch)
            done += len(batch)
            say(f"{done} of {count} files")
    recount(into)


def file_rows(account: Account, into: list[Bucket], count: int, random: Random) -> Iterator[Row]:
    titles, tags = words.titles(random, POOL), words.tags(random, POOL)
    days = [(BEGINNING + timedelta(hours=7 * n)).strftime("%Y-%m-%d %H:%M:%S") for n in range(POOL)]
    buckets = [bucket.pk for bucket in into]
    bits, chance, pick = random.getrandbits, random.random, random.randrange
    for number in range(count):
        state = 1 if (luck := chance()) < 0.92 else 0 if luck < 0.96 else -1
        day = days[number * POOL // count]
        yield (
            account.pk,
            buckets[number % len(buckets)],
            f"{bits(128):032x}",
            titles[pick(POOL)],
            str(number) if number % 3 else "",
            "audio",
            state,
            words.ERRORS[number % 3] if state < 0 else "",
            0.0 if state < 0 else 5.0 + bits(18) / 1000,
            "",
            "",
            "",
            0,
            0,
            day,
            day,
            tags[pick(POOL)],
            "{}",
        )


def recount(into: list[Bucket]) -> None:
    for bucket in into:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE engine_bucket SET (num, seconds) = (SELECT count(*),"
                " coalesce(sum(duration), 0) FROM engine_audiofile WHERE bucket_id = %s)"
                " WHERE id = %s",
                [bucket.pk, bucket.pk],
            )


def scanned(account: Account, containers: int, count: int, seed: int, say: Say) -> None:
    """Containers and their files, with results of up to 150 kB."""
    random = Random(f"scanned/{seed}")  # noqa: S311 -- repeatable, not secret
    for number in range(containers):
        container = Container.objects.create(
            account=account,
            name=f"{words.title(random)[:200]} {number + 1}",
            region=random.choice(REGIONS[:3]),
            engine=1,
            bucket_ids=[CATALOGUE_ID],
            created_at=BEGINNING,
            updated_at=BEGINNING,
        )
        share = count // containers + (number < count % containers)
        for start in range(0, share, 500):
            size = min(500, share - start)
            with transaction.atomic():
                fill(account, container, size, random)
            say(f"{start + size} of {share} files in container {number + 1}")
        Container.tally(container.pk, num=share)


def fill(account: Account, container: Container, count: int, random: Random) -> None:
    made = ScannedFile.objects.bulk_create(
        ScannedFile(
            account=account,
            container=container,
            uuid=f"{random.getrandbits(128):032x}",
            name=(name := words.title(random) + ".mp3"),
            uri=f"audio:{name}",
            data_type="audio",
            engine=1,
            state=random.choices((1, -1, 0, -2, -3), (80, 10, 5, 4, 1))[0],
            duration=random.randint(30, 7200),
            created_at=BEGINNING,
            updated_at=BEGINNING,
        )
        for _ in range(count)
    )
    ScanResult.objects.bulk_create(
        ScanResult(file=file, results=results(random)) for file in made if file.state == 1
    )


def results(random: Random) -> str:
    """Most a few matches; now and then as many as 150 kB hold."""
    many = 330 if random.random() < 0.01 else random.randint(1, 25)
    return '{"music":[' + ",".join(match(random, number) for number in range(many)) + "]}"


def match(random: Random, number: int) -> str:
    name = " ".join(random.choices(words.LATIN, k=2))
    return (
        f'{{"offset":{number * 20},"played_duration":{random.randint(4, 20)},"type":"traverse",'
        f'"result":{{"acrid":"{random.getrandbits(128):032x}","title":"{name}",'
        f'"artists":[{{"name":"{random.choice(words.LATIN)} Band"}}],"album":{{"name":"{name}"}},'
        f'"duration_ms":{random.randint(60, 400) * 1000},"score":{random.randint(70, 100)},'
        '"external_ids":[],"external_metadata":[],"result_from":1,"db_begin_time_offset_ms":0,'
        '"db_end_time_offset_ms":9280,"sample_begin_time_offset_ms":0,'
        '"sample_end_time_offset_ms":9280,"play_offset_ms":10000}}'
    )
