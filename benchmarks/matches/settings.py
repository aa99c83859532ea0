"""The portal's own settings, with the peers' views beside its pages."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.matches.peers"
ALLOWED_HOSTS = ["testserver"]
