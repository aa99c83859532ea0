"""The embedded engine: the protocols of ACRCloud and AudioTag over a real recognizer."""
