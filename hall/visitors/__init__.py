"""The visitor's page: what a phone sees of one ticket, on an address and a port of its own.

Here lie the page, the door that turns a token into a ticket, and what may be shown of it. It may import the rest of
`hall`, `shared` and FastAPI. Nothing here decides: giving a place up and rating are commands like all others, sent as
the visitor of that one ticket; the command interface itself never listens here, for this port faces the street.
"""
