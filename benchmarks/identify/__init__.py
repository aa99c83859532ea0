"""What the portal adds to the answer of an identification service."""
