"""The plan: what the clinician signed, what of it is allowed today, and today as a script."""
