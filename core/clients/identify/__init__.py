"""The Identification API: a signed sample in, matches or a status code out.

Source: docs.acrcloud.com, Identification API.
"""
