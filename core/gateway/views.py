"""The 404 response, in JSON, of unknown paths under /api/."""

from typing import NoReturn

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView


class UnknownPathView(APIView):
    """The last route under /api/. It requires no token, because it gives nothing away."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    @property
    def wire(self) -> bool:
        """The portal's own REST answers with problem+json; all other paths are the gateway's."""
        return not self.kwargs["rest"].startswith("portal/")

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        # Raised here, it covers every method.
        raise NotFound("There is nothing at this address.")
