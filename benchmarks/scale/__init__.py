"""Where a portal's limits are: threads, processes, connections, and what grows with the rows."""
