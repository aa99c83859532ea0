"""Errors of audio files, each with a message of one sentence."""


class AudioError(Exception):
    """Base of all errors that core.audio raises about a file."""


class NotAudioError(AudioError):
    """The file is not in a format that is accepted as audio, or has no audio stream."""


class DecodeTooLongError(AudioError):
    """The audio is longer, or takes longer to decode, than the limits allow."""


class DecodeFailedError(AudioError):
    """The file looks like audio but could not be decoded."""
