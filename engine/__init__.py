"""The embedded engine: ACRCloud's and AudioTag's protocols before a real recognizer."""
