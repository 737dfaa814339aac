"""
Conversations, done and planned
===============================

One row per person: with whom we have spoken, in which mode, and with whom we shall.
"""

import stratsell as ss

figure = ss.draw_timeline(ss.demo(), account_id="northwind", as_of="2026-11-23")
