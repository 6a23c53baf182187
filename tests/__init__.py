"""The tests, in storeys: rules, store, drivers, hall, stations, journeys.

They may import every room and are imported by none; they are not packaged. They speak real bytes over real sockets,
pseudo-terminals, SQLite and PostgreSQL, and never assert a duration beyond a generous time-out.
"""
