"""What a grader may ask for: one module per subject."""
