"""The ledger of work on the portal's own REST."""
