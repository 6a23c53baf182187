"""The voice that calls a number: words, clips, queue and loudspeaker.

Here lies everything between "A012 goes to window 3" and the air of the hall: which words (``phrases``), which sounds
(``clips``, ``sound``, and ``synthesis``, which has them made), in which order announcements follow each other
(``announcer``) and what plays them (``player``, ``outputs``). It knows no screen, no queue of tickets and no network: a
display gives it calls. espeak-ng is GPL, so only ``espeak_child.py`` loads it, a program of its own.
"""
