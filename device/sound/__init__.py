"""Sound: blocks of 20 ms, the mixer, the echo canceller, and the sound card."""
