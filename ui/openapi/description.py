"""What the OpenAPI document says before its first endpoint."""

TEXT = """\
Two APIs under one address.

**The gateway** (`/api/buckets`, `/api/base-projects`, `/api/fs-containers`) answers from the
portal's mirror, field for field as the ACRCloud Console API: a client of that API needs only
another base URL and one of the portal's tokens.

- One object comes as `{"data": {…}}`, a list as `{"data": […], "links": {…}, "meta": {…}}`.
  Files asked for by id are always an array.
- `links` are absolute and end in `?page=N`; no other parameter is repeated. `meta.per_page` is a
  string when the caller sent it. `meta.total` and `meta.last_page` are exact.
- An error is `{"error": "…", "message": "…"}`; with status 422 it has `errors` by field. A missing
  or dead token gets 403 and the words `Authentication Exception`. 502 and 504 mean that the portal
  could not use the remote, 429 comes with `Retry-After`.
- Without the scope `secrets` each secret is a string of `*` of the same length.
- What is gone at the remote is left out. A single object that the mirror doesn't know is asked of
  the remote once, for at most two seconds.
- Every address also works with a slash at its end, without a redirect.

**The portal's own REST** (`/api/portal/…`) is about the portal itself: jobs, passes, tokens. Its
errors are problems as of RFC 9457, `application/problem+json`.
"""
