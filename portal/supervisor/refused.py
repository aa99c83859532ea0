class Refused(Exception):
    """Why the portal can't start, in one line for the person who started it."""
