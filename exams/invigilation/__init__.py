"""What staff do while an exam runs, and to put a mistake right afterwards.

Extra time, pause, block of a question, incident, void, reopening (proposed by one
person, approved by another), hints about an attempt, and the page of the day.
"""
