"""Pages on which people make, change and delete containers and what is in them."""
