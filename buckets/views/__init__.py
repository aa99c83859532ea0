"""Pages of buckets and their audio files."""
