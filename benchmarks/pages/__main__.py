"""Requests a second of a bucket's page, and of the list in Django's admin; the Overview's time.

python -m benchmarks.pages [--files N] [--rounds 3] [--seconds 2] [--database URL] [--write FILE]

Fills a portal's empty database with one bucket of mirrored files, and signs a person in. Then each
round starts the servers one after the other, and a process of its own requests the same 100 rows
with the same columns from each, with 16 connections that are kept alive; the Overview is requested
with one connection, so that its p50 is the time of one request. `--database` must name a scratch
database.
"""

from benchmarks.load import command

if __name__ == "__main__":
    command.run("benchmarks.pages", __doc__ or "", files=100_000)
