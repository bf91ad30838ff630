"""How far reading somebody's file may go."""

LARGEST = 5 * 1024 * 1024
"""Bytes; a certificate of ours has a hundred thousand."""
LONGEST_SECONDS = 20
CPU_SECONDS = 5
MOST_MEMORY = 256 * 1024 * 1024
AT_ONCE = 2
"""Files read at the same time by one process; more are asked to come back."""
MOST_SEALS = 4
MOST_FILES = 32
LONGEST_TEXT = 64 * 1024
"""Characters of anything that is taken out of a file."""
