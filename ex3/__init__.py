"""Exercise 3: README.md says what to do."""
