"""The session: a pure state machine from events to actions."""
