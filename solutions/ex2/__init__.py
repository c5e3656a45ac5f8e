"""The reference answer to exercise 2."""
