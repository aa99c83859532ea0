"""Pages on which people make, change and delete base projects."""
