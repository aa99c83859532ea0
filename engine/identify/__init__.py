"""The Identification API, `POST /v1/identify`. Source: docs.acrcloud.com, Identification API."""
