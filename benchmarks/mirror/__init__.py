"""How near the mirror comes to what its database and the network allow."""
