"""Rehearsal: a whole session in a simulated room with a simulated patient."""
