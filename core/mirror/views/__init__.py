"""The Sync page and the pages of passes."""
