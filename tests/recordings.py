"""Recordings made for tests."""

import io
import wave


def recording(seconds: float = 1.0, *, seed: int = 7) -> bytes:
    """A WAV file of 8 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        samples = range(int(8000 * seconds))
        sound.writeframes(bytes(b for n in samples for b in (n * seed % 251, n * n * seed % 127)))
    return file.getvalue()
