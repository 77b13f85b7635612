"""Spinecoach: a bedside box that speaks, counts and listens while somebody exercises."""

import os

# Read once, when numpy is imported. Matrices here are small: threads wait for each other longer
# than the work takes, on a busy machine six times as long, and longer than sound can wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
