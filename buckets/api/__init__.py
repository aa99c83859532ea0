"""Buckets and audio files on the gateway."""
