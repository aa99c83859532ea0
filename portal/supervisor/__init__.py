"""The one-command run: prepares what is missing, then starts and watches every process."""
