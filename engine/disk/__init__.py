"""What the engine keeps in DATA_DIR: its folder and the audio files in it."""
