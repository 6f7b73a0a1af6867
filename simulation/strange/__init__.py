"""A strange city: the same people and lists in clothes drawn anew for every seed.

Written from the domain notes alone, by somebody who did not know how files are read; it stays so, as that blindness is
what a strange city measures. What was drawn stands in `truth/strange.json`, what every column is in `truth/columns`,
and the true value of every cell in `truth/cells`. Nothing here decides who receives what: that is `simulation.offices`.
"""
