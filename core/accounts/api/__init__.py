"""REST of this app: who a token is, and the API documents."""
