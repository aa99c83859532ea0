"""The passes: how the mirror reads the remote. Begin with `run`."""
