"""Pages of containers and scanned files: each module holds both reading and changing them."""
