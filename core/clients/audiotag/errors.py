"""AudioTag's error strings, explained to people. Source: AudioTag API 2.5, table 2."""

from core.clients.errors import RemoteError

_RENEW = "Make or activate a key under user.audiotag.info and set AUDIOTAG_API_KEY to it."
_LATER = "It may work in a moment."
_OTHER = "Pick a stretch of the recording that can be heard, five seconds at least."
# The API's text: an explanation, and whether the error is temporary.
_ERRORS: dict[str, tuple[str, bool]] = {
    "invalid command or parameter": ("AudioTag does not accept a value of the request.", False),
    "api key expired": (f"The AudioTag key has expired. {_RENEW}", False),
    "api key inactive": (f"The AudioTag key is inactive. {_RENEW}", False),
    "api key unrecognized": (f"AudioTag does not know the key. {_RENEW}", False),
    "api key invalid or empty": (f"The AudioTag key is missing or wrong. {_RENEW}", False),
    "api key stats not found": ("AudioTag has no statistics on the key.", False),
    "service temporarily not available": (f"AudioTag is not available now. {_LATER}", True),
    "internal error": (f"AudioTag failed. {_LATER}", True),
    "internal error: no server response": (
        f"AudioTag's server does not answer. {_LATER}",
        True,
    ),
    "internal error: server init error": (f"AudioTag's server failed. {_LATER}", True),
    "internal error: could not communicate to the recognition server": (
        f"AudioTag can't reach its recognition server. {_LATER}",
        True,
    ),
    "internal error: could not process the file": (
        f"AudioTag could not process the sample. {_OTHER}",
        False,
    ),
    "internal error: server recognition error": (f"AudioTag's recognition failed. {_LATER}", True),
    "internal error: server is not ready": (f"AudioTag is not ready. {_LATER}", True),
    "credit balance exhausted": (
        "The AudioTag account has no credit left. Top it up under user.audiotag.info.",
        False,
    ),
    "credit balance insufficient or exhausted": (
        "The AudioTag account has not enough credit left. Top it up under user.audiotag.info.",
        False,
    ),
    "audio file: no audio found, format invalid or unsupported": (
        f"AudioTag found no audio in the sample. {_OTHER}",
        False,
    ),
    "audio duration is too short": (f"The sample is too short for AudioTag. {_OTHER}", False),
    "invalid token or no recognition results found for the token": (
        "AudioTag no longer has the result: it keeps one for five minutes.",
        False,
    ),
}


class AudioTagError(RemoteError):
    """An error of the API's Table 2. Its text is a sentence; `api_message` is the API's own."""

    def __init__(self, api_message: str) -> None:
        undocumented = (f"AudioTag says “{api_message[:200]}”.", False)
        explanation, self.is_temporary = _ERRORS.get(api_message, undocumented)
        super().__init__(explanation)
        self.api_message = api_message
