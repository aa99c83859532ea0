"""The peer: a view that inserts one row with the body, and neither looks up nor parses."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from portal import urls as portal_urls

handler400, handler500 = portal_urls.handler400, portal_urls.handler500


class Inserted(models.Model):
    received_at = models.DateTimeField(default=timezone.now)
    body = models.BinaryField()

    class Meta:
        app_label = "benchmark"
        db_table = "benchmark_inserted"

    def __str__(self) -> str:
        return str(self.pk)


def make_table() -> None:
    """Empty, and made anew."""
    with connection.schema_editor() as editor:
        if Inserted._meta.db_table in connection.introspection.table_names():
            editor.delete_model(Inserted)
        editor.create_model(Inserted)


@csrf_exempt
@login_not_required
def insert(request: HttpRequest) -> JsonResponse:
    row = Inserted(body=request.body)
    row.save(force_insert=True)
    return JsonResponse({"received": row.pk})


# Below /hooks/, so that it goes the way of the portal's own callbacks.
urlpatterns = [path("hooks/peer", insert), *portal_urls.urlpatterns]
