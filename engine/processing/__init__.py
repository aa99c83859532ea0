"""What the worker does with queued rows: downloads, references, scans, AudioTag's jobs."""
