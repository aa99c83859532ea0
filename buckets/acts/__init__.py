"""Pages on which people make, change and delete buckets and audio files."""
