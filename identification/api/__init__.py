"""Identification on the portal's own REST."""
