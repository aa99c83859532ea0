"""Pages of people, tokens and the audit trail."""
