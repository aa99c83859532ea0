"""Uploads through the gateway, and their progress on the portal's own REST."""
