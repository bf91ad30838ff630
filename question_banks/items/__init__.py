"""Banks, questions and their published versions."""
