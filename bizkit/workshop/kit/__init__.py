"""What is on disk: the exercises and their tasks, stubs and answers, and what the kit remembers of a learner."""
