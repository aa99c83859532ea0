"""Results of scans: reading, timeline, page and export."""
