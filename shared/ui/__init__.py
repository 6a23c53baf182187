"""The only Qt below the stations: the bridge from threads to Qt, list models, the theme and the house's own controls.

What more than one station draws with lies here, and nothing that one station alone needs. It may import `shared` and
PySide6, never drivers, the hall or a station: a control that knew who uses it could not be shared, and everything else
in `shared` stays loadable on machines without Qt.
"""
