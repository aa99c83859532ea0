"""Addresses under /api/ that don't exist: they answer in JSON as well."""

from typing import NoReturn

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView


class UnknownPath(APIView):
    """The last route under /api/. It asks for no token: there is nothing behind it."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    @property
    def wire(self) -> bool:
        """The portal's own REST speaks of problems; everything else is the gateway's."""
        return not self.kwargs["rest"].startswith("portal/")

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        # Whatever the method.
        raise NotFound("There is nothing at this address.")
