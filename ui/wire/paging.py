"""Pages of a list, as the Console API numbers and links them."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

DEFAULT_PER_PAGE = 20
MOST_PER_PAGE = 1000


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which page a caller wants. `echo` says whether they named its size."""

    number: int
    per_page: int
    echo: bool

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.per_page

    @property
    def window(self) -> slice:
        """The rows of this page."""
        return slice(self.offset, self.offset + self.per_page)


def page_asked(query: QueryDict, most: int = MOST_PER_PAGE) -> PageAsked:
    """Read `page` and `per_page`, without complaints, as clients in the field need it.

    They send `page=0` and `per_page=10000000`: what makes no sense is the default, and a size over
    `most` is cut.
    """
    return PageAsked(
        number=_positive(query.get("page", ""), 1),
        per_page=min(_positive(query.get("per_page", ""), DEFAULT_PER_PAGE), most),
        echo="per_page" in query,
    )


def links_and_meta(
    request: HttpRequest, page: PageAsked, *, shown: int, total: int
) -> dict[str, dict[str, object]]:
    """`links` and `meta` for `shown` rows out of `total`.

    Links end in `?page=N` and repeat nothing else of the query; `per_page` is a string when the
    caller sent it. Both are how the Console API does it.
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
            "from": page.offset + 1 if shown else None,
            "last_page": last,
            "path": path,
            "per_page": str(page.per_page) if page.echo else page.per_page,
            "to": page.offset + shown if shown else None,
            "total": total,
        },
    }


def _positive(text: str, default: int) -> int:
    # Twelve digits are more than any list has, and their product still fits a database's integers.
    return (int(text[:12]) if text.isascii() and text.isdigit() else 0) or default
