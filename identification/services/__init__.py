"""What people and services can do: identify a sample, with a second opinion if requested."""
