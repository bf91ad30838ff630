"""Trying the exam room's line and storage before an exam: nothing of it is kept."""
