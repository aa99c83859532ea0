"""Callbacks: stored as they arrive, applied in the background, listed in the inbox.

Anyone who knows a callback address can send to it, so nothing in a callback's body is trusted: the
file it names is fetched again from the authenticated API, and only that reply changes the mirror.
"""
