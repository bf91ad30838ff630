"""Exams and how a paper is drawn for one candidate."""
