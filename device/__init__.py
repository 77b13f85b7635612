"""Spinecoach: a bedside box that speaks, counts and listens while somebody exercises."""

import os

# Read once, when numpy is imported. Matrices here are small: threads wait for each other longer
# than the work takes, on a busy machine six times as long, and longer than sound can wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Read once, when onnxruntime is imported: from 1.29 on it asks for its maker's host and leaves a
# device id in the user's cache. Its own disable_telemetry_events() ends neither. Nobody outside may
# switch it on again.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
