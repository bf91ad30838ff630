"""What this room tells the rooms above. Handlers run in the same transaction."""

from blinker import Signal

attempt_voided = Signal()
"""An attempt was declared void: send(attempt, by=Actor, now=datetime)."""

attempt_reopening = Signal()
"""Before an attempt is opened again: send(attempt, by=Actor). May be refused."""

resting_on = Signal()
"""What rests on an attempt: send(attempt) → a list of (label, endpoint, values)
from each room above that has something to show, for staff to look at."""
