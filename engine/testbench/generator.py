"""Generated metadata of any amount, always the same for a seed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from engine.models import Account, Bucket, Container, ScannedFile, ScanResult
from engine.models.bucket import CATALOGUE_ID, REGIONS
from engine.testbench import generated_text

Report = Callable[[str], None]
Row = tuple[Any, ...]

BATCH_SIZE = 50_000
POOL_SIZE = 4096
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
FILE_COLUMNS = (
    "account_id, bucket_id, acr_id, title, audio_id, data_type, state, error, duration, name, url,"
    " stored, size_bytes, attempts, created_at, updated_at, user_defined, catalogue"
)


def make_buckets(account: Account, count: int, seed: int) -> list[Bucket]:
    random = Random(f"buckets/{seed}")  # noqa: S311 -- repeatable, not secret
    moment = FIRST_DAY + timedelta(days=1)
    return [
        Bucket.objects.create(
            account=account,
            name=f"{generated_text.title(random)[:200]} {number + 1}",
            type="File",
            region=random.choice(REGIONS[:3]),
            labels=random.sample(["Music", "Ads", "Jingles", "Mandarin"], random.randint(0, 2)),
            created_at=moment,
            updated_at=moment,
        )
        for number in range(count)
    ]


def make_files(account: Account, into: list[Bucket], count: int, seed: int, report: Report) -> None:
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
        while batch := [row for _, row in zip(range(BATCH_SIZE), rows, strict=False)]:
            with transaction.atomic():
                cursor.executemany(statement, batch)
            done += len(batch)
            report(f"{done} of {count} files")
    count_files(into)


def file_rows(account: Account, into: list[Bucket], count: int, random: Random) -> Iterator[Row]:
    titles, tags = generated_text.titles(random, POOL_SIZE), generated_text.tags(random, POOL_SIZE)
    days = [
        (FIRST_DAY + timedelta(hours=7 * n)).strftime("%Y-%m-%d %H:%M:%S") for n in range(POOL_SIZE)
    ]
    bucket_ids = [bucket.pk for bucket in into]
    bits, chance, pick = random.getrandbits, random.random, random.randrange
    for number in range(count):
        state = 1 if (luck := chance()) < 0.92 else 0 if luck < 0.96 else -1
        day = days[number * POOL_SIZE // count]
        yield (
            account.pk,
            bucket_ids[number % len(bucket_ids)],
            f"{bits(128):032x}",
            titles[pick(POOL_SIZE)],
            str(number) if number % 3 else "",
            "audio",
            state,
            generated_text.ERRORS[number % 3] if state < 0 else "",
            0.0 if state < 0 else 5.0 + bits(18) / 1000,
            "",
            "",
            "",
            0,
            0,
            day,
            day,
            tags[pick(POOL_SIZE)],
            "{}",
        )


def count_files(into: list[Bucket]) -> None:
    for bucket in into:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE engine_bucket SET (num, seconds) = (SELECT count(*),"
                " coalesce(sum(duration), 0) FROM engine_audiofile WHERE bucket_id = %s)"
                " WHERE id = %s",
                [bucket.pk, bucket.pk],
            )


def make_scanned_files(
    account: Account, containers: int, count: int, seed: int, report: Report
) -> None:
    """Containers and their files, with results of up to 150 kB."""
    random = Random(f"scanned/{seed}")  # noqa: S311 -- repeatable, not secret
    for number in range(containers):
        container = Container.objects.create(
            account=account,
            name=f"{generated_text.title(random)[:200]} {number + 1}",
            region=random.choice(REGIONS[:3]),
            engine=1,
            bucket_ids=[CATALOGUE_ID],
            created_at=FIRST_DAY,
            updated_at=FIRST_DAY,
        )
        share = count // containers + (number < count % containers)
        for start in range(0, share, 500):
            size = min(500, share - start)
            with transaction.atomic():
                fill_container(account, container, size, random)
            report(f"{start + size} of {share} files in container {number + 1}")
        Container.tally(container.pk, num=share)


def fill_container(account: Account, container: Container, count: int, random: Random) -> None:
    files = ScannedFile.objects.bulk_create(
        ScannedFile(
            account=account,
            container=container,
            uuid=f"{random.getrandbits(128):032x}",
            name=(name := generated_text.title(random) + ".mp3"),
            uri=f"audio:{name}",
            data_type="audio",
            engine=1,
            state=random.choices((1, -1, 0, -2, -3), (80, 10, 5, 4, 1))[0],
            duration=random.randint(30, 7200),
            created_at=FIRST_DAY,
            updated_at=FIRST_DAY,
        )
        for _ in range(count)
    )
    ScanResult.objects.bulk_create(
        ScanResult(file=file, results=make_results(random)) for file in files if file.state == 1
    )


def make_results(random: Random) -> str:
    """Usually a few matches, one time in a hundred about 150 kB of them."""
    count = 330 if random.random() < 0.01 else random.randint(1, 25)
    return '{"music":[' + ",".join(make_match(random, number) for number in range(count)) + "]}"


def make_match(random: Random, number: int) -> str:
    name = " ".join(random.choices(generated_text.LATIN, k=2))
    return (
        f'{{"offset":{number * 20},"played_duration":{random.randint(4, 20)},"type":"traverse",'
        f'"result":{{"acrid":"{random.getrandbits(128):032x}","title":"{name}",'
        f'"artists":[{{"name":"{random.choice(generated_text.LATIN)} Band"}}],'
        f'"album":{{"name":"{name}"}},'
        f'"duration_ms":{random.randint(60, 400) * 1000},"score":{random.randint(70, 100)},'
        '"external_ids":[],"external_metadata":[],"result_from":1,"db_begin_time_offset_ms":0,'
        '"db_end_time_offset_ms":9280,"sample_begin_time_offset_ms":0,'
        '"sample_end_time_offset_ms":9280,"play_offset_ms":10000}}'
    )
