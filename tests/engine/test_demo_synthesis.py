import numpy as np
import pytest
from scipy.signal import resample_poly

from engine.demo.broadcast import demo_recording
from engine.demo.pieces import DEMO_PIECES, Piece
from engine.demo.speech import talk
from engine.demo.synthesize import RATE, Samples, render

# Loudness of the first piece per 10 s, as first rendered.
LOUDNESS = [0.158, 0.1823, 0.1767, 0.1891, 0.1677, 0.1745]


@pytest.fixture(scope="module")
def music() -> Samples:
    return render(DEMO_PIECES[0])


def loudness(samples: Samples, seconds: int) -> list[float]:
    whole = samples[: len(samples) // (seconds * RATE) * seconds * RATE]
    levels = np.sqrt(np.mean(whole.reshape(-1, seconds * RATE) ** 2, axis=1))
    return [float(level) for level in levels]


def spectrum(piece: Piece) -> Samples:
    low = resample_poly(render(piece)[: 30 * RATE], 1, 2)
    power = np.abs(np.fft.rfft(low[: 30 * RATE // 2])) ** 2
    bands = np.log1p(power[: len(power) // 200 * 200].reshape(200, -1).sum(axis=1))
    shape: Samples = (bands - bands.mean()) / bands.std()
    return shape


@pytest.mark.parametrize("piece", DEMO_PIECES, ids=lambda piece: piece.slug)
def test_a_piece_has_its_length_and_stays_in_range(piece: Piece) -> None:
    samples = render(piece)
    assert len(samples) == piece.seconds * RATE
    assert samples.dtype == np.float32
    assert 0.2 < np.abs(samples).max() <= 1.0
    assert min(loudness(samples[RATE:], 5)) > 0.02


def test_rendering_twice_gives_the_same_samples() -> None:
    assert np.array_equal(render(DEMO_PIECES[3]), render(DEMO_PIECES[3]))


def test_the_first_piece_sounds_as_it_always_did(music: Samples) -> None:
    assert loudness(music, 10) == pytest.approx(LOUDNESS, abs=2e-3)


def test_no_two_pieces_sound_alike() -> None:
    shapes = np.array([spectrum(piece) for piece in DEMO_PIECES])
    alike = shapes @ shapes.T / shapes.shape[1]
    np.fill_diagonal(alike, 0)
    assert alike.max() < 0.97


def test_a_piece_does_not_simply_loop(music: Samples) -> None:
    low = resample_poly(music, 1, 10).astype(np.float64)
    low -= low.mean()
    power = np.abs(np.fft.rfft(low, 2 * len(low))) ** 2
    same = np.fft.irfft(power)[: len(low)]
    overlap = np.arange(len(low), 0, -1) / len(low)
    later = slice(2 * RATE // 10, len(low) * 3 // 4)
    assert (same[later] / overlap[later]).max() < 0.75 * same[0]


def test_every_piece_has_its_own_sleeve() -> None:
    for field in ("slug", "title", "isrc", "seed"):
        assert len({getattr(piece, field) for piece in DEMO_PIECES}) == len(DEMO_PIECES) == 16
    assert all(40 <= piece.seconds <= 75 for piece in DEMO_PIECES)
    assert all(len(piece.isrc) == 12 for piece in DEMO_PIECES)


def test_the_broadcast_says_truly_where_a_piece_plays() -> None:
    broadcast = demo_recording()
    pieces = {piece.slug: piece for piece in DEMO_PIECES}
    assert len(broadcast.samples) == 180 * broadcast.rate
    for segment in broadcast.segments:
        middle = (segment.begin + segment.end) / 2
        heard = broadcast.samples[int((middle - 2) * RATE) : int((middle + 2) * RATE)]
        begin = segment.begin_in_piece + middle - 2 - segment.begin
        played = render(pieces[segment.slug])[int(begin * RATE) :][: len(heard)]
        assert np.corrcoef(heard, played)[0, 1] > 0.9


def test_talk_has_pauses_and_is_the_same_for_the_same_seed() -> None:
    voice = talk(20, rate=RATE, seed=4)
    assert np.array_equal(voice, talk(20, rate=RATE, seed=4))
    levels = np.sqrt(np.mean(voice.reshape(-1, RATE // 50) ** 2, axis=1))
    assert (levels < 0.01).sum() > 10
    assert np.abs(voice).max() == pytest.approx(0.9)
