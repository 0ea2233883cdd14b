"""What a stretch of a line is: a date, a person, an organisation, a credit, a dateline, a licence. Pure functions."""
