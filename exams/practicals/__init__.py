"""Labs and projects: what a grader saw, by rubric."""
