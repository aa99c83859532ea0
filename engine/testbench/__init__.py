"""The test bench: faults and contents on demand, and a record of what happened.

All of it is under `/engine/` and needs the engine's token.
"""
