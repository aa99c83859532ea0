"""Plays, matches and recordings on the portal's own REST."""
