"""Audio without Django: decode untrusted files, cut and convert them, write audio files."""
