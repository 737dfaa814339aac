"""
Dark, in Japanese
=================

Names are drawn in their own script. On dark slides, take the dark theme.
"""

import stratsell as ss

figure = ss.draw_map(ss.demo(), objective_id="hoshino-1", as_of="2026-11-23", theme="dark")
