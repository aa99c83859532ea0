"""Pages of plays and pieces."""
