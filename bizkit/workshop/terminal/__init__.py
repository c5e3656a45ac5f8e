"""What a learner sees: the commands, the watch, and what they draw.

commands        what each command of ``workshop`` does
watch           grades on each save (`events`: saves, keys and the size of the terminal; `keys` reads those)
run             serves an exercise, by itself or beside the watch
compare, show   yours beside the reference
doctor          what goes wrong on a laptop, each with its remedy
screen          what all of these draw (`layout` fits a verdict on a small screen)
"""
