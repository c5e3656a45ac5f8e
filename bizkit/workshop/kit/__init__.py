"""What is on disk: the exercises, what each says about itself, and what the kit remembers of a learner.

exercises       kits, exercises and their tasks
manifest        what an exercise.toml says (`toml` reads it, key by key)
comparison      what a compare.toml says
runs, running   which processes an exercise.toml asks for; the processes themselves
regions         parts of a file, between two comments
stubs           the learner's files as they were handed out
progress        what has passed, and which hints were given
backups         what a learner wrote, before a reset
results         what grading found
ignored         files that could change how code is graded, and that grading leaves out
"""
