"""The reference answer to exercise 4."""
