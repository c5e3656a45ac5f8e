"""The reference answer to exercise 3."""
