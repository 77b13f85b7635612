"""The doctor: walks a person through every part of the box, and says for each what to do."""
