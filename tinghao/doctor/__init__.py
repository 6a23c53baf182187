"""The technician's look at a machine: what is there, what is wrong, what to do, in the reader's language.

Each check looks at one thing and gives back :class:`~tinghao.doctor.finding.Finding`; none may hang the others or take
them down. Nothing is changed: no ticket, no slip, no setting, and a book that is not there is not made.
"""
