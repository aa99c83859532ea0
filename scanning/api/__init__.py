"""File-scanning containers and their files on the gateway."""
