"""The sheet for the wall: what it says, its pictures, and its page."""
