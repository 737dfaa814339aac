"""
Coverage through time
=====================

How an account has stood on the last day of each month.
"""

import stratsell as ss

figure = ss.draw_trend(ss.demo(), ss.month_ends(6, as_of="2026-11-23"), account_id="northwind")
