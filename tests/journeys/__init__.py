"""Journeys: real processes, one hall, start to end."""
