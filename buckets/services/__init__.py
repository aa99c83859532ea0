"""What a person or a service can do with buckets and their audio files."""
