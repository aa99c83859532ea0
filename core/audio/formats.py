"""Which containers are opened, by ffmpeg's names: no playlist and no network format."""

CONTAINERS = (
    "mp3",
    "wav",
    "w64",
    "asf",
    "amr",
    "amrnb",
    "amrwb",
    "ogg",
    "ape",
    "aac",
    "flac",
    "aiff",
    "au",
    "caf",
    "matroska,webm",
    "mov,mp4,m4a,3gp,3g2,mj2",
    "mpegts",
    "wv",
)

# ffmpeg only estimates the length of these from the bit rate, so their packets are counted.
WITHOUT_LENGTH = ("mp3", "aac", "amr", "amrnb", "amrwb", "mpegts")

LOWEST_RATE, HIGHEST_RATE = 4_000, 384_000
