import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.recognition import Index, identify

from .conftest import BUCKET, cut, fingerprint_of

WRITER = """
import sys
from core.recognition import Index, ReferenceFingerprint
index = Index(sys.argv[1])
fingerprint = ReferenceFingerprint.from_bytes(open(sys.argv[2], "rb").read())
for number in range(int(sys.argv[3]), 100000):
    index.add(number, 7, fingerprint)
    print(number, flush=True)
    if number % 9 == 0:
        index.remove(number - 4)
        print("-", number - 4, flush=True)
    if number % 5 == 0:
        index.merge(min_files=1)
"""


@pytest.mark.process
@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_it_keeps_what_it_confirmed(tmp_path: Path, seed: int) -> None:
    stored = tmp_path / "print"
    stored.write_bytes(fingerprint_of(0).to_bytes())
    there: set[int] = set()
    begin = 1
    for turn in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(stored), str(begin)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
            env=dict(os.environ),
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.Random(seed * 10 + turn).uniform(0.05, 0.5))
        process.send_signal(signal.SIGKILL)
        said = (first + process.stdout.read()).splitlines()
        process.wait()
        for line in said:
            if line.startswith("-"):
                there.discard(int(line[2:]))
            else:
                there.add(int(line))
                begin = int(line) + 2
        index = Index(tmp_path / "index", merging=False)
        found = {number for number, _, _ in index.store.fingerprints(range(1, begin + 2))}
        # The one act under way when it was killed may have been done or not, but never half.
        assert len(found ^ there) <= 1
        there = found
    index.merge(min_files=1)
    assert len(list(index.root.glob("*.segment*"))) <= 3
    matches = identify(index, cut(0, 12, 8), [BUCKET], limit=10_000)
    assert {match.file_id for match in matches} <= found
    assert len(matches) >= min(50, len(found))
