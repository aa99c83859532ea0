"""Callbacks: kept as they arrive, applied in the background, shown in the inbox.

A callback is a hint that a file moved. Whoever has its address may send one, so nothing in it
is believed: the file is fetched again by the authenticated API, and only that changes the mirror.
"""
