"""Speaking: the phrase book, the voice, and the cache of clips rendered ahead."""
