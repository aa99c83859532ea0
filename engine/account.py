"""The account that the engine serves: its token and the catalogue bucket."""

import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from engine.clock import stamp
from engine.models import Account, Bucket
from engine.models.bucket import CATALOGUE_ID, CATALOGUE_NAME, CATALOGUE_TYPE

SECRET_NAMES = ("ENGINE_TOKEN", "AUDIOTAG_API_KEY")


def ensure_secrets() -> list[str]:
    """Generate the secrets that are not set and save them. Returns their names."""
    generated = {
        name: secrets.token_hex(20) for name in SECRET_NAMES if not getattr(settings, name)
    }
    if generated:
        file = Path(settings.SECRETS_FILE)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        with file.open("a") as lines:
            lines.writelines(f"{name}={value}\n" for name, value in generated.items())
        for name, value in generated.items():
            setattr(settings, name, value)
    return list(generated)


@transaction.atomic
def ensure_account() -> Account:
    """The account of ENGINE_TOKEN, with the catalogue bucket; a changed token is taken over."""
    digest = Account.digest(settings.ENGINE_TOKEN)
    account = Account.objects.order_by("id").first()
    if account is None:
        account = Account.objects.create(name="local", token_digest=digest, created_at=stamp())
    elif account.token_digest != digest:
        account.token_digest = digest
        account.save(update_fields=["token_digest"])
    moment = stamp()
    Bucket.objects.get_or_create(
        pk=CATALOGUE_ID,
        defaults={
            "account": account,
            "name": CATALOGUE_NAME,
            "type": CATALOGUE_TYPE,
            "region": "eu-west-1",
            "labels": ["Music"],
            "created_at": moment,
            "updated_at": moment,
        },
    )
    return account
