"""Uploads through a whole portal, compared with sending the same file to the remote alone."""
