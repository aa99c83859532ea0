"""The mirror's tables. Migrations leave unmanaged models alone, so the mirror builds its own.

Begin with `build`; `drift` compares, `rebuild` makes tables anew from the stored payloads.
"""
