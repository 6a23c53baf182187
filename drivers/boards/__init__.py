"""Window boards: the LED bars over the windows that show which number is called.

Here lies how a board is spoken to: the catalogue (one TOML a protocol) and the device on its line. A board is told a
text; which number that is, and when it is called, is the business of who holds the queue.
"""
