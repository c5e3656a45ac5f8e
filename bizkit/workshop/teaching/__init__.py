"""What an instructor shows: the slides, and the answer as it grows."""
