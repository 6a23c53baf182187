"""The hands of the house: printers, rating devices, voice, and what later reaches out into the hall.

Here lies whatever speaks a device's own bytes: the ports, the protocols, their catalogues, and a simulator for each
that is a process of its own. What may not lie here: a queue, a ticket's life, a screen or a database. A driver knows
verbs ("ask for a rating") and tells events ("pressed, grade 4"); which ticket is meant is the caller's business, so the
same hand serves a counter, a kiosk and a test bench. Hence drivers import the ground (``shared``), the serial and
printing libraries, and neither Qt, nor SQL, nor any other room.
"""
