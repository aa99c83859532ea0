"""Service tokens from the command line."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.accounts.audit import system_actor
from core.accounts.models import ServiceToken, User
from core.accounts.roles import role_of
from core.accounts.scopes import TokenScope, scopes_for
from core.accounts.services import MAX_TOKEN_LIFETIME, create_token, revoke_token

_ACTOR = system_actor("manage.py token")


class Command(BaseCommand):
    help = "Create, list and revoke the tokens of services."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="print a new token alone on the last line")
        create.add_argument("name")
        create.add_argument("--user", required=True, help="whose role bounds it")
        create.add_argument(
            "--scope",
            dest="scopes",
            action="extend",
            nargs="+",
            default=[],
            choices=[str(scope) for scope in TokenScope],
            metavar="SCOPE",
            help="default: all that the user's role reaches",
        )
        create.add_argument("--days", type=_days, help="expires after so many days; default: never")
        listing = acts.add_parser("list", help="one line for each token")
        listing.add_argument("--user", default="")
        revoke = acts.add_parser("revoke", help="stop a token for good")
        revoke.add_argument("name")
        revoke.add_argument("--user", required=True)

    def handle(
        self,
        *args: object,
        act: str = "",
        name: str = "",
        user: str = "",
        scopes: Sequence[str] = (),
        days: int | None = None,
        **options: object,
    ) -> None:
        if act == "create":
            self._create(name=name, user=user, scopes=scopes, days=days)
        elif act == "list":
            self._list(user=user)
        else:
            self._revoke(name=name, user=user)

    def _create(self, *, name: str, user: str, scopes: Sequence[str], days: int | None) -> None:
        owner = _person(user)
        requested = {TokenScope(scope) for scope in scopes} or scopes_for(role_of(owner))
        expires = None if days is None else timezone.now() + timedelta(days=days)
        try:
            issued = create_token(
                actor=_ACTOR, owner=owner, name=name, scopes=requested, expires=expires
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{issued.token}: {', '.join(issued.token.scopes)}")
        self.stdout.write(issued.plain)

    def _list(self, *, user: str) -> None:
        tokens = ServiceToken.objects.select_related("user")
        for token in tokens.filter(user=_person(user)) if user else tokens:
            scopes = ",".join(token.scopes)
            self.stdout.write(f"{token.user.username}\t{token}\t{token.state}\t{scopes}")

    def _revoke(self, *, name: str, user: str) -> None:
        token = ServiceToken.objects.filter(
            user=_person(user), name=name, revoked_at__isnull=True
        ).first()
        if token is None:
            raise CommandError(f"{user} has no live token named {name}.")
        revoke_token(actor=_ACTOR, token=token)
        self.stdout.write(f"{token} is revoked.")


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= MAX_TOKEN_LIFETIME.days:
        raise ArgumentTypeError(f"must be from 1 to {MAX_TOKEN_LIFETIME.days}")
    return days


def _person(username: str) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no user {username}.")
    return person
