"""The tests, a package in so many words: a library of the bench installs one of the same name."""
