"""
Who of ours knows whom of theirs
================================

Our people by theirs: how often they have met lately, how they spoke last, who owns each relationship, and how far we
have come with each person and want to come.
"""

import stratsell as ss

figure = ss.draw_relationships(ss.demo(), account_id="northwind", as_of="2026-11-23")
