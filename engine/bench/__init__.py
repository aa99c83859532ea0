"""The test bench: faults on demand, contents on demand, and the truth about what happened.

Everything here stands under `/engine/` and behind the engine's own token.
"""
