"""What this room tells the rooms above. Handlers run in the same transaction."""

from blinker import Signal

factor_changed = Signal()
"""A person's time factor changed: send(person_id, factor=int, by=Actor, now=…)."""
