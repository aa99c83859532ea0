"""Requests that a client may repeat: the same `Idempotency-Key` gets the same answer.

Source: draft-ietf-httpapi-idempotency-key-header-07.
"""
