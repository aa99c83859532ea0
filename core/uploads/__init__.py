"""Uploads: from a browser or a service into the spool, and from there to the remote."""
