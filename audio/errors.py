"""What can go wrong with a piece of audio, each with a one-sentence message."""


class AudioError(Exception):
    """Base of everything this room raises about a file."""


class NotAudio(AudioError):
    """The file is not in a format that is accepted as audio, or has no audio stream."""


class DecodeTooLong(AudioError):
    """The audio is longer, or takes longer to decode, than the limits allow."""


class DecodeFailed(AudioError):
    """The file looks like audio but could not be decoded."""
