"""Exercise 2: README.md says what to do."""
