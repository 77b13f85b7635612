"""What a home centre may know, on the household's broker: five values, and never a word heard."""
