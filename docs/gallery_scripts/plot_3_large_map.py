"""
A large account
===============

Orrin Aerospace has twenty influences, and our coach sits far from the decision.
"""

import stratsell as ss

figure = ss.draw_map(ss.demo(), objective_id="orrin-1", as_of="2026-11-23")
