"""Errors that end a command."""


class EngineCommandError(Exception):
    """A command can't go on; its message is for the person who started it."""
