"""What this room tells the rooms above, in the transaction of the deed."""

from blinker import signal

practical_recorded = signal("practicals.practical_recorded")
"""send(result, now=datetime): a grader recorded a PracticalResult."""
