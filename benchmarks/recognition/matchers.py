"""The matchers that are compared, all with the same interface."""

import ctypes
import ctypes.util
import hashlib
import importlib
import importlib.util
import logging
import tempfile
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from core.recognition import Index, fingerprint, identify

Samples = npt.NDArray[np.float32]
RATE = 11_025
# The modules that the engine's answers depend on.
DECIDING = tuple(
    Path(fingerprint.__file__).with_name(f"{name}.py")
    for name in (
        *("spectrum", "peaks", "landmarks", "fingerprint", "segment", "alignment"),
        *("constellation", "peak_matching", "time_pitch", "search", "identify"),
    )
)


class Matcher(Protocol):
    """`best` returns (track, second in it where the query begins, score); track −1 means no match.

    Stored answers belong to a `version`, so it must change when answers may change.
    """

    name: str
    version: str

    def add(self, number: int, samples: Samples) -> None: ...
    def finish(self) -> None: ...
    def best(self, samples: Samples) -> tuple[int, float, float]: ...


class Ours:
    """The engine's matcher as the product runs it, thresholds and all."""

    name = "engine"
    version = hashlib.sha1(b"".join(path.read_bytes() for path in DECIDING)).hexdigest()[:12]

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.index = Index(Path(self.folder.name), merging=False)

    def add(self, number: int, samples: Samples) -> None:
        self.index.add(number, 1, fingerprint.fingerprint_reference(samples))

    def finish(self) -> None:
        self.index.merge(min_files=1)

    def best(self, samples: Samples) -> tuple[int, float, float]:
        matches = identify(self.index, samples, [1], limit=1)
        if not matches:
            return -1, 0.0, 0.0
        first = matches[0]
        return first.file_id, (first.db_begin_ms - first.sample_begin_ms) / 1000, first.z


class Audfprint:
    """audfprint2 with many landmarks (density 70, fan-out 8) and queries at four frame shifts."""

    name, version = "audfprint2", "0.1.2, density 70, fan-out 8, 4 shifts"

    def __init__(self) -> None:
        # Not a dependency of the project: only those who compare install it.
        analyzer, hash_table, matcher = (
            importlib.import_module(f"audfprint2.core.{name}")
            for name in ("analyzer", "hash_table", "matcher")
        )
        logging.getLogger("audfprint2").setLevel(logging.ERROR)
        self.tools = analyzer
        self.analyzer = analyzer.Analyzer(density=70.0)
        self.analyzer.maxpairsperpeak = 8
        self.table = hash_table.HashTable(hashbits=20, depth=100, maxtime=16384)
        self.matcher = matcher.Matcher()

    def hashes(self, samples: Samples, shifts: int) -> npt.NDArray[np.int32]:
        shifted_hashes = [
            self.tools.landmarks2hashes(
                self.analyzer.peaks2landmarks(
                    self.analyzer.find_peaks(samples[shift * 256 // shifts :], RATE)
                )
            )
            for shift in range(shifts)
        ]
        unique: npt.NDArray[np.int32] = np.unique(np.concatenate(shifted_hashes), axis=0)
        return unique

    def add(self, number: int, samples: Samples) -> None:
        pairs = [(int(time), int(hash_)) for time, hash_ in self.hashes(samples, 1)]
        self.table.store(str(number), pairs)

    def finish(self) -> None: ...

    def best(self, samples: Samples) -> tuple[int, float, float]:
        matches: Any = self.matcher.match_hashes(self.table, self.hashes(samples, 4))
        if not len(matches):
            return -1, 0.0, 0.0
        track, votes, begin = (int(value) for value in matches[0][:3])
        return int(self.table.names[track] or -1), begin * 256 / RATE, float(votes)


class Chromaprint:
    """libchromaprint's raw fingerprints, compared bit by bit at every place of every track."""

    name, version = "chromaprint", "algorithm 1, exhaustive"
    STEP = 1365 / RATE

    def __init__(self) -> None:
        self.library = ctypes.CDLL(ctypes.util.find_library("chromaprint"))
        self.library.chromaprint_new.restype = ctypes.c_void_p
        self.parts: list[npt.NDArray[np.uint32]] = []
        self.numbers: list[int] = []

    def raw(self, samples: Samples) -> npt.NDArray[np.uint32]:
        context = ctypes.c_void_p(self.library.chromaprint_new(1))
        pcm = np.clip(samples * 32767, -32768, 32767).astype("<i2")
        self.library.chromaprint_start(context, RATE, 1)
        self.library.chromaprint_feed(context, pcm.ctypes.data_as(ctypes.c_void_p), len(pcm))
        self.library.chromaprint_finish(context)
        words, size = ctypes.POINTER(ctypes.c_uint32)(), ctypes.c_int()
        self.library.chromaprint_get_raw_fingerprint(
            context, ctypes.byref(words), ctypes.byref(size)
        )
        fingerprint_words = np.array(words[: size.value], np.uint32)
        self.library.chromaprint_dealloc(words)
        self.library.chromaprint_free(context)
        return fingerprint_words

    def add(self, number: int, samples: Samples) -> None:
        self.parts.append(np.pad(self.raw(samples), (0, 200), constant_values=0x5A5A5A5A))
        self.numbers.append(number)

    def finish(self) -> None:
        self.line = np.concatenate(self.parts)
        self.begins = np.cumsum([0, *(len(part) for part in self.parts)])[:-1]

    def best(self, samples: Samples) -> tuple[int, float, float]:
        wanted = self.raw(samples)
        if len(wanted) < 8:
            return -1, 0.0, 0.0
        size = len(self.line) - len(wanted)
        wrong = np.zeros(size, np.uint16)
        for place, word in enumerate(wanted):
            wrong += np.bitwise_count(self.line[place : place + size] ^ word)
        best_place = int(np.argmin(wrong))
        track = int(np.searchsorted(self.begins, best_place, side="right")) - 1
        score = 1 - float(wrong[best_place]) / (32 * len(wanted))
        return self.numbers[track], (best_place - int(self.begins[track])) * self.STEP, score


def available() -> list[type[Any]]:
    """Ours, and the others that are installed here."""
    matchers: list[type[Any]] = [Ours]
    if importlib.util.find_spec("audfprint2"):
        matchers.append(Audfprint)
    if ctypes.util.find_library("chromaprint"):
        matchers.append(Chromaprint)
    return matchers
