"""Reading: YAML files into frozen dataclasses, with every mistake told by file and line."""
