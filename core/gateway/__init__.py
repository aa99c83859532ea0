"""The Console API's wire format: envelope, pagination, errors, routes.

Source: https://docs.acrcloud.com/reference/console-api.
"""
