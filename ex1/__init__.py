"""Exercise 1: README.md says what to do."""
