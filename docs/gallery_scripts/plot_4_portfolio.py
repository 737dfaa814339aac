"""
Portfolio
=========

How well each role is covered in every open objective, where we help best first.
"""

import stratsell as ss

figure = ss.draw_portfolio(ss.portfolio(ss.demo(), as_of="2026-11-23"))
