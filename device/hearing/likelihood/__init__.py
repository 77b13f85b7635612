"""An English recognizer that is asked how likely each phrase is, not what was said."""
