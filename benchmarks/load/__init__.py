"""Load over HTTP on servers that are started for it, side by side in the same run."""
