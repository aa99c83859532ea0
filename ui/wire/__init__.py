"""The Console API's wire format: envelope, paging, errors, addresses.

Source: https://docs.acrcloud.com/reference/console-api.
"""
