"""The display: what the waiting people see and hear.

Here lie one model object per screen, the queue of announcements and QML that only lays out. It may import `shared`,
`shared.ui`, `drivers` and PySide6, never the hall, another station or SQL: it follows the hall's stream and proves
what it shows from that alone.
"""
