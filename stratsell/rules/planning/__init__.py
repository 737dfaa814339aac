"""What `stratsell.next_actions` is made of: what is known, what that suggests, in which words, and on which days.

A plan hands out the days of our own people, one action after the other, so it is worked out in memory: everything is
gathered once (`known`), and what follows is Polars.
"""
