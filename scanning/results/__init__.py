"""What a scan found: read, measured, drawn, shown and exported."""
