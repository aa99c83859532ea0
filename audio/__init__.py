"""Audio without Django: decode what strangers send, cut and convert it, and make demo music."""
