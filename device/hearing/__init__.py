"""The hearing of the box: from cleaned sound to what the patient said."""
