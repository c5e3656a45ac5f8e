"""Exercise 4: README.md says what to do."""
