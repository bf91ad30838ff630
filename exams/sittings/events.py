"""What this room tells the rooms above. Handlers run in the same transaction."""

from blinker import Signal

attempt_starting = Signal()
"""Before an attempt begins: send(exam, by=Actor, now=datetime). May be refused."""

attempt_marked = Signal()
"""An attempt is closed and marked: send(attempt, score=Score, now=datetime)."""
