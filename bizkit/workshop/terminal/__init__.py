"""What a learner sees: the command ``workshop``, the watch, and what they draw."""
