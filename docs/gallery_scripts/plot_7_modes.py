"""
How we speak with people
========================

From telling to creating together with them, by seller.
"""

import stratsell as ss

figure = ss.draw_modes(ss.demo(), by="seller", as_of="2026-11-23")
