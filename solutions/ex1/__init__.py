"""The reference answer to exercise 1."""
