"""
Influence map
=============

Who has a say in one objective. The letter is the role (E gives final approval, U uses the solution, T screens options
out, C coaches us), the stripe is the mindset, the dots say how well we cover somebody, the pennant counts red flags.
The orange line is the best introduction to the person who is selected.
"""

import stratsell as ss

book = ss.demo()
figure = ss.draw_map(book, objective_id="northwind-1", as_of="2026-11-23", selected="nw-osei")
