"""Pages of a list, numbered and linked as in the Console API."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

DEFAULT_PER_PAGE = 20
MAX_PER_PAGE = 1000


@dataclass(frozen=True, slots=True)
class RequestedPage:
    """The page a client requested; `per_page_given` says whether it named the size."""

    number: int
    per_page: int
    per_page_given: bool

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.per_page

    @property
    def rows(self) -> slice:
        """The slice of the list that is this page."""
        return slice(self.offset, self.offset + self.per_page)


def parse_page(query: QueryDict, max_per_page: int | None = MAX_PER_PAGE) -> RequestedPage:
    """Read `page` and `per_page` leniently: clients send `page=0` and `per_page=10000000`.

    An invalid value means the default, and a size above `max_per_page` is cut to it.
    """
    per_page = _positive(query.get("per_page", ""), DEFAULT_PER_PAGE)
    return RequestedPage(
        number=_positive(query.get("page", ""), 1),
        per_page=per_page if max_per_page is None else min(per_page, max_per_page),
        per_page_given="per_page" in query,
    )


def links_and_meta(
    request: HttpRequest, page: RequestedPage, *, count: int, total: int
) -> dict[str, dict[str, object]]:
    """`links` and `meta` of a page with `count` rows out of `total`.

    As in the Console API, links end in `?page=N` without the other parameters, and `per_page` is
    a string when the client sent it.
    """
    path = request.build_absolute_uri(request.path.rstrip("/"))
    last = max(-(-total // page.per_page), 1)
    return {
        "links": {
            "first": f"{path}?page=1",
            "last": f"{path}?page={last}",
            "prev": f"{path}?page={page.number - 1}" if page.number > 1 else None,
            "next": f"{path}?page={page.number + 1}" if page.number < last else None,
        },
        "meta": {
            "current_page": page.number,
            "from": page.offset + 1 if count else None,
            "last_page": last,
            "path": path,
            "per_page": str(page.per_page) if page.per_page_given else page.per_page,
            "to": page.offset + count if count else None,
            "total": total,
        },
    }


def _positive(text: str, default: int) -> int:
    # Twelve digits exceed any list, and their product still fits into a database's integers.
    return (int(text[:12]) if text.isascii() and text.isdigit() else 0) or default
