"""The journal: what happened, when and how surely, kept through a pulled plug."""
