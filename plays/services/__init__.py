"""What a person or a service can do about plays: stations, and when recordings were on air."""
