"""The Console API's wire format: envelope, paging, errors, addresses.

Sources: documents 002 and 004 of the Console API; https://docs.acrcloud.com/reference/console-api.
"""
