"""What this room tells the rooms above, in the transaction of the deed."""

from blinker import signal

course_completed = signal("learning.course_completed")
"""send(course, by=Actor, now=datetime): a person has done every lesson, once."""
