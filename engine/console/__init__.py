"""The Console API: buckets, audio files, base projects, containers, scanned files."""
