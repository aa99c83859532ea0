"""From a form to the service: what it refuses becomes a complaint beside the field."""

from pathlib import Path

from accounts.audit import Actor
from audio.decode import AudioError
from identification.forms import SampleForm
from identification.models import Identification
from identification.services import NoKey, TooShort, identify
from identification.uploads import TOO_LARGE, Quota, path_of
from mirror.remote import OtherAccount
from mirror.secrets import SecretsLost


class Refusal(Exception):
    """Nothing was asked: the form says why."""


def ask(*, form: SampleForm, quota: Quota, by: Actor) -> Identification:
    """Identify what the form holds. Raises Refusal, and RemoteError where no service answered."""
    if not form.is_valid():
        if quota.is_exceeded:
            form.errors.pop("sample", None)
            form.add_error("sample", TOO_LARGE)
        raise Refusal
    asked = form.cleaned_data
    try:
        return identify(
            sample_path=Path(path_of(asked["sample"])),
            sample_name=asked["sample"].name,
            project=asked["project"],
            begin=asked["begin"],
            length=asked["length"],
            with_second_opinion=asked.get("second_opinion", False),
            by=by,
        )
    except AudioError as error:
        form.add_error("sample", str(error))
    except TooShort as error:
        form.add_error("begin", str(error))
    except (NoKey, SecretsLost, OtherAccount) as error:
        form.add_error("project", str(error))
    raise Refusal
