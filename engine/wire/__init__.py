"""How the Console API is spoken: calls, fields, envelopes, pages, errors."""
