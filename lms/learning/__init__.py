"""Courses and lessons, and how far each person has come.

A course belongs to a certification. A lesson's text is versioned; a lesson
that is done stays done when its text gets better.
"""
