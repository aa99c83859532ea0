"""The passes: how the mirror reads the remote."""

from mirror.passes.run import last_pass, run_full, run_head, run_hot, run_release

__all__ = ["last_pass", "run_full", "run_head", "run_hot", "run_release"]
