from pathlib import Path

import numpy as np
import pytest

from core.audio.encode import write_audio
from engine.demo.pieces import DEMO_PIECES
from engine.demo.synthesize import RATE, Samples, render


@pytest.fixture(scope="session")
def music() -> Samples:
    return render(DEMO_PIECES[0])


@pytest.fixture(scope="session")
def mp3(music: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audio") / "piece.mp3"
    write_audio(path, music, rate=RATE, tags=DEMO_PIECES[0].tags)
    return path


@pytest.fixture
def silence() -> Samples:
    return np.zeros(RATE, np.float32)
