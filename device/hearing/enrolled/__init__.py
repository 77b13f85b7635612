"""The enrolled voice: a patient says each command a few times, and the box knows them again."""
