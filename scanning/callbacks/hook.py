"""Where callbacks arrive: kept before they are answered, applied afterwards."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from scanning.callbacks import addresses, bodies, receiving


@csrf_exempt
@login_not_required
@require_POST
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Two queries: the address and the row. 200 means that the callback can't be lost any more."""
    address = addresses.find(token)
    if address is None:
        return _refused(404, "There is no such callback address.")
    try:
        body = bodies.read(request)
    except bodies.TooLarge:
        return _refused(413, f"A callback holds at most {bodies.MOST_BYTES} bytes.")
    except bodies.TooSlow:
        return _refused(408, "The body did not arrive in time.")
    except OSError:
        return _refused(400, "The body broke off.")
    delivery = receiving.keep(
        address=address, body=body, headers=request.headers, sender=client_address(request)
    )
    if delivery.file_id is None:
        return _refused(400, delivery.why)
    return JsonResponse({"received": delivery.pk})


def _refused(status: int, why: str) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)
