"""How far drawing may go."""

LONGEST_SECONDS = 30.0
MOST_MEMORY = 512 * 1024 * 1024
NO_MEMORY = 3
"""The status with which drawing ends when memory has run out."""
IDLE_SECONDS = 30.0
"""A process that waits holds a hundred megabytes."""
