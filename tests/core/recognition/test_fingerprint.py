import numpy as np
import pytest

from core.recognition import BadFingerprintError, ReferenceFingerprint, fingerprint

from .conftest import cut, fingerprint_of, piece


def test_in_blocks_it_is_the_same_as_whole() -> None:
    samples = piece(0)
    blocks = (samples[at : at + 5000] for at in range(0, len(samples), 5000))
    reference = fingerprint.fingerprint_reference(blocks)
    assert np.array_equal(reference.peaks, fingerprint_of(0).peaks)
    assert reference.frames == fingerprint_of(0).frames


def test_it_survives_its_bytes() -> None:
    again = ReferenceFingerprint.from_bytes(fingerprint_of(1).to_bytes())
    assert np.array_equal(again.peaks, fingerprint_of(1).peaks)
    assert again.seconds == fingerprint_of(1).seconds == pytest.approx(54, abs=0.2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ACRCLOUD" * 20,
        fingerprint_of(1).to_bytes()[:-1],
        fingerprint_of(1).to_bytes() + b"more",
        b"ARPR\x63" + fingerprint_of(1).to_bytes()[5:],
    ],
    ids=["empty", "foreign", "cut off", "too long", "another version"],
)
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(BadFingerprintError):
        ReferenceFingerprint.from_bytes(content)


def test_an_hour_takes_at_most_a_megabyte_and_a_half_with_its_landmarks() -> None:
    hashes, _ = fingerprint_of(0).landmarks()
    kept = len(fingerprint_of(0).to_bytes()) + 4 * len(hashes)
    assert kept / fingerprint_of(0).seconds * 3600 < 1_500_000


def test_silence_has_no_landmarks() -> None:
    hashes, frames = fingerprint.fingerprint_query(np.zeros(110_250, np.float32)).landmarks()
    assert len(hashes) == len(frames) == 0


def test_nothing_at_all_is_an_empty_print() -> None:
    reference = fingerprint.fingerprint_reference(iter([]))
    assert reference.frames == 0
    assert len(reference.landmarks()[0]) == 0


def test_loudness_changes_nothing_that_matters() -> None:
    loud = set(fingerprint.fingerprint_query(cut(2, 10, 10)).peaks.tolist())
    soft = set(fingerprint.fingerprint_query(cut(2, 10, 10) * np.float32(0.03)).peaks.tolist())
    assert len(loud & soft) > 0.9 * len(loud)
