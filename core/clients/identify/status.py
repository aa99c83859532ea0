"""Status codes of the Identification API, explained to people.

Source: docs.acrcloud.com, SDK reference, Error Codes, in its present and its older version.
"""

from dataclasses import dataclass

SUCCESS, NO_RESULT = 0, 1001


@dataclass(frozen=True)
class Advice:
    """`explanation` and `remedy` are sentences; `label` is a word or two for a list."""

    label: str
    explanation: str
    remedy: str


_ADVICE = {
    SUCCESS: Advice("Found", "The sample was recognized.", "There is nothing to do."),
    NO_RESULT: Advice(
        "No result",
        "The service did not recognize the sample.",
        "Try another moment of the recording, with music in the foreground, and check that the "
        "project searches the right buckets.",
    ),
    2000: Advice(
        "Recording failed",
        "The recording device gave no audio.",
        "Allow this page to use the microphone, or pick a file.",
    ),
    2001: Advice(
        "Not ready",
        "The service was not ready or did not answer in time.",
        "Try again in a moment.",
    ),
    2002: Advice(
        "Unreadable", "The service could not read its own metadata.", "Try again in a moment."
    ),
    2004: Advice(
        "Not heard",
        "The service could not make a fingerprint of the sample: it is silent, too short or not "
        "audio it can read.",
        "Begin the sample where something can be heard, and make it longer.",
    ),
    2005: Advice("Timed out", "The service ran out of time.", "Try again in a moment."),
    3000: Advice(
        "Service error",
        "The recognition service failed.",
        "Try again in a moment; if it keeps failing, see the provider's status page.",
    ),
    3001: Advice(
        "Unknown key",
        "The service does not know the project's access key.",
        "The project may have been deleted or its key changed: sync the projects again, or "
        "pick another project.",
    ),
    3002: Advice(
        "Wrong encoding",
        "The service did not accept how the request was encoded.",
        "Check that the identify address is that of the Identification API and not of a proxy that "
        "changes requests.",
    ),
    3003: Advice(
        "Limit reached",
        "The project or the account has used up its requests.",
        "Wait for the next day, raise the project's limit, or pick another project.",
    ),
    3006: Advice(
        "Refused",
        "The service refuses a value of the request.",
        "The message of the service says which.",
    ),
    3011: Advice(
        "Metadata error", "The service could not read its own metadata.", "Try again in a moment."
    ),
    3014: Advice(
        "Invalid signature",
        "The service does not accept the signature: it has another secret of the project.",
        "Sync the projects again, which fetches the present secret.",
    ),
    3015: Advice(
        "Too many at once",
        "The project sends more requests a second than it may.",
        "Try again in a moment.",
    ),
    3016: Advice(
        "Too large",
        "The sample is larger than the service takes.",
        "Make the sample shorter: twelve seconds are enough.",
    ),
}


def advice_for(code: int, msg: str = "") -> Advice:
    """The advice on a code. An undocumented one is explained in the service's own words."""
    advice = _ADVICE.get(code)
    if advice is not None:
        return advice
    service_message = f": “{msg}”" if msg else ""
    return Advice(
        f"Code {code}",
        f"The service answered with code {code}, which is not documented{service_message}.",
        "Try again; if it keeps failing, ask the provider what the code means.",
    )
