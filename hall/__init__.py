"""The book: one service per hall owns the queue, its journal and its tables.

Here lie the rules, the writer, the store, the feed, the API and what is computed from them. It may import `shared`,
FastAPI, SQLAlchemy and Alembic, never Qt, drivers or a station: a hall runs on a machine without screen and printer,
and stations come, go and differ while the book stays one.
"""
