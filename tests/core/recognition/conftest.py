from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import resample_poly

from core.recognition import Index, fingerprint
from engine.demo.pieces import DEMO_PIECES
from engine.demo.synthesize import render

Samples = npt.NDArray[np.float32]

# File ids are the pieces' places in DEMO_PIECES; the last three are in no index.
KNOWN, UNKNOWN = range(13), range(13, 16)
BUCKET = 7


@cache
def piece(number: int) -> Samples:
    """A demo piece at the recognizer's rate."""
    low: Samples = resample_poly(render(DEMO_PIECES[number]), 1, 2).astype(np.float32)
    return low


@cache
def fingerprint_of(number: int) -> fingerprint.ReferenceFingerprint:
    return fingerprint.fingerprint_reference(piece(number))


def cut(number: int, start: float, length: float) -> Samples:
    return piece(number)[int(start * 11025) : int((start + length) * 11025)]


def filled(root: Path) -> Index:
    index = Index(root, merging=False)
    for number in KNOWN:
        index.add(number, BUCKET, fingerprint_of(number))
    return index


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index nobody changes."""
    index = filled(tmp_path_factory.mktemp("library"))
    index.merge(min_files=1)
    return index


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return filled(tmp_path / "index")
