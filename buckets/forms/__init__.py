"""Forms of buckets and audio files, and what the forms of the rooms above share with them."""
