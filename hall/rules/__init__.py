"""The rules: pure functions from picture, facts, command and time to events or a typed refusal.

Neither clock, chance, file, network nor database may enter, and nothing of the hall but these rules may be imported:
the service, the simulation and the explanation of a call must decide alike, now and years later.
"""
