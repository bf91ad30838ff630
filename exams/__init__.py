"""Exams: draws papers, keeps answers as they are given, times, closes, marks.

papers/ (exam, blueprint, paper), sittings/ (attempt, answer, deadline),
marking/ (score), practicals/ (labs and projects recorded by graders).
"""
