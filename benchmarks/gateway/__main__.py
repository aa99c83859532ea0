"""Requests a second of the gateway, and of Django REST framework with tokens of django-rest-knox.

python -m benchmarks.gateway [--files N] [--rounds 3] [--seconds 2] [--database URL] [--write FILE]

Fills a portal's empty database with one bucket of mirrored files. Then each round starts the
servers one after the other, and a process of its own sends the same requests to each, with 16
connections that are kept alive. `--database` must name a scratch database.
"""

from benchmarks.load import command

if __name__ == "__main__":
    command.run("benchmarks.gateway", __doc__ or "", files=100_000)
