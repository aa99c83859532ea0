"""What people and services can do with containers and scanned files."""
