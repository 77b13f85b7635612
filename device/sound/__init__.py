"""Sound: blocks of 20 ms, the mixer, the echo canceller, earcons, and the sound card."""
