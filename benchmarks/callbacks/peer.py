"""The peer: a view that inserts one row into the same table, and neither looks up nor parses."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from portal import urls as portal_urls
from scanning.models import Delivery, DeliveryState

handler400, handler500 = portal_urls.handler400, portal_urls.handler500


@csrf_exempt
@login_not_required
def insert(request: HttpRequest, address_id: int) -> JsonResponse:
    """In a state that nobody dispatches."""
    delivery = Delivery(address_id=address_id, body=request.body, state=DeliveryState.QUARANTINED)
    delivery.save(force_insert=True)
    return JsonResponse({"received": delivery.pk})


# Below /hooks/, so that the front gives it the same threads as the portal's own callbacks.
urlpatterns = [path("hooks/peer/<int:address_id>", insert), *portal_urls.urlpatterns]
