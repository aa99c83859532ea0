"""The request of a page that only signed-in people reach."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations: the middleware has made sure of the user."""

    user: User
