"""The report: what the days held, for the family and the clinic, on a page and in files."""
