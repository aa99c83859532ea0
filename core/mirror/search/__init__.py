"""Search by parts of a text in lists of any length. Begin with `queries`."""
