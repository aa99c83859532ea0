"""Callbacks a second, and of a view that inserts one row and does nothing else.

python -m benchmarks.callbacks [--rounds 3] [--seconds 2] [--database URL] [--write FILE]

All servers are started, and a process of its own posts to each of them in turn bodies of 2 KB and
of 200 KB, over 1, 16 and 64 connections. After each measurement the stored rows must be as
many as the answers. Then, with the worker and a remote at work, how long callbacks wait for their
results. `--database` must name a scratch database: its callbacks and jobs are deleted.
"""

from benchmarks.load import command

if __name__ == "__main__":
    command.run("benchmarks.callbacks", __doc__ or "")
