"""Programme folders: read, checked whole, loaded whole or not at all.

`nimbus/` is the shipped one. The format is in docs/programme-format.md.
"""
