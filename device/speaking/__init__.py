"""Speaking: the phrase book, the voice, and the shelf of clips rendered ahead."""
