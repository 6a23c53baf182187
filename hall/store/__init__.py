"""The book on disk: journal and tables, written in one transaction, sealed by constraints. The only room with SQL."""
