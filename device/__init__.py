"""Spinecoach: a bedside box that speaks, counts and listens while somebody exercises."""
