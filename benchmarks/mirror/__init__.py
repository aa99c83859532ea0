"""How close the mirror comes to the limits of its database and the network."""
