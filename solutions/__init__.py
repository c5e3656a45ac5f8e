"""The reference answers: the same file names as in the exercises. `workshop show ex2` puts one beside yours."""
