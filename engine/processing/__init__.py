"""The queue and what the worker does with its rows: downloads, files, scans, callbacks."""
