"""The panel: one button and one light."""
