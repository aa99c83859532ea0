"""Error bodies of the gateway: `error` for one half of the clients, `message` for the other."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, JsonResponse

NOT_AUTHENTICATED = "Authentication Exception"


def error(
    status: int,
    message: str,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    body: dict[str, object] = {"error": message, "message": message}
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, headers=headers)


def passed_on(status: int, body: object, message: str) -> HttpResponse:
    """The remote's own refusal, given both keys if it had only one."""
    if not isinstance(body, dict):
        return error(status, message)
    text = body.get("message") or body.get("error") or message
    return JsonResponse({**body, "error": text, "message": text}, status=status)
