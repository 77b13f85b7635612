"""Scenarios: what happens to a box, step by step, over several days, and what must come of it."""
