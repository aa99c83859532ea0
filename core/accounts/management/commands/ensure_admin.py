"""Create the first user."""

from django.conf import settings
from django.core.management.base import BaseCommand

from core.accounts.audit import system_actor
from core.accounts.models import User
from core.accounts.roles import Role
from core.accounts.services import create_person, random_password


class Command(BaseCommand):
    help = "Create the user admin when there is no user yet; prints a random password once."

    def handle(self, *args: object, **options: object) -> None:
        if User.objects.exists():
            return
        password = settings.PORTAL_ADMIN_PASSWORD or random_password()
        create_person(
            actor=system_actor("ensure_admin"),
            username="admin",
            role=Role.ADMIN,
            password=password,
        )
        if not settings.PORTAL_ADMIN_PASSWORD:
            self.stdout.write("The user admin was created with this password:")
            self.stdout.write(password)
