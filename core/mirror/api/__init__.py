"""What every resource of the gateway shares, and the mirror's own part of the portal's REST."""
