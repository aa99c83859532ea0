"""The demo account: its music, its recording, and what puts them in."""
