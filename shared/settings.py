"""Site settings: what a hall is, as data. Hall, zones, categories, windows, clerks, stations, devices, policies.

One TOML tree holds them. An unknown key, a duplicate or a dangling reference is a :class:`SettingsError` that names
file, line and remedy. Settings travel as an event (``settings_changed``): the running version lives in the picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from shared.hotkeys import Hotkeys
from shared.items import Item
from shared.policy import Policies
from shared.rota import left_alone
from shared.screens import Arrow, Layout, Notice, Pictogram, Screen
from shared.slips import SlipLayout
from shared.tickets import Language, Role, Spoken
from shared.toml_parts import BadReference, CategoryCode, Code, Names, Part, load, parse
from shared.voice import Voice

_T = TypeVar("_T", str, int)


PinHash = Annotated[
    str,
    Field(
        pattern=r"^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,2},p=\d{1,2}\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,86}$",
        max_length=200,
    ),
]
"""A PIN's hash as :func:`shared.pin.hash_pin` makes it."""


class Hall(Part):
    """The hall itself. ``code`` is in the key of every row, event and label."""

    code: Code
    """Short name in the key of every row, event and label; it never changes."""
    name: Names
    """What the hall is called on screens and slips."""
    timezone: str = "Asia/Shanghai"
    """IANA name; it decides the service day."""
    visitors_url: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*[^\s/?#])?$", max_length=80)] | None = (
        None
    )
    """Address under which visitors' phones reach their pages, as ``https://hall.example`` without a slash at its end;
    without it no QR code is printed."""
    day_starts: time = time(3, 0)
    """Local time at which one service day gives way to the next."""
    languages: tuple[Language, ...] = ("zh-CN", "en", "ja")
    """Languages offered to visitors, the first is the hall's own."""
    staff_pin: PinHash | None = None
    """Hash of the PIN that opens the technicians' corner of the kiosks, as ``tinghao pin`` makes it; the PIN itself is
    written nowhere."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no time zone is called {value!r}; use an IANA name such as Asia/Shanghai") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Zone(Part):
    """A part of the hall (区): service, enquiry, waiting."""

    code: Code
    """Short name that others refer to."""
    name: Names
    """What the zone is called on slips."""
    hint: Names | None = None
    """How to find it, beneath its name on the slip: 左侧，服务台后面."""
    pictogram: Pictogram | None = None
    """Its sign on the displays."""
    arrow: Arrow | None = None
    """Where it lies from where people wait, beside its sign."""


class Category(Part):
    """A window category (窗口类别); its code is the letter of its numbers."""

    code: CategoryCode
    """One to three capital letters: the letter of its numbers. No letter that sounds like a digit (E)."""
    name: Names
    """What visitors choose on the kiosk."""
    zone: Code | None = None
    """Where its visitors go, shown on the slip."""
    papers: tuple[Names, ...] = ()
    """Papers to have ready, listed on the slip; few, for the slip is read in the queue."""
    target_min: Annotated[int, Field(ge=1, le=480)] = 30
    """Minutes of waiting that the hall means to keep; 综合窗口 help first where the line will miss it most."""
    service_min: Annotated[int, Field(ge=1, le=480)] | None = None
    """Minutes a service takes on average, where the hall knows it: the expected waits begin with it and soon go by what
    the hall has learnt. Without it no wait is said until it has."""
    hold_min: Annotated[int, Field(ge=1, le=480)] | None = None
    """Minutes that its pool holds a ticket, where it differs from the hall's."""
    limit_min: Annotated[int, Field(ge=1, le=480)] | None = None
    """Minutes of a service after which its clerk is reminded, where it differs from the hall's."""


class WindowPlace(Part):
    """A window (窗口) as built: its number, its zone, what it may serve."""

    number: Annotated[int, Field(ge=1, le=9999)]
    """Number on the plate, 1 to 9999."""
    zone: Code
    """Where it stands."""
    categories: Annotated[tuple[CategoryCode, ...], Field(min_length=1)]
    """What it may serve."""
    own: tuple[CategoryCode, ...] = ()
    """Which of them it serves first, all where empty; the others it only helps when nobody of its own waits."""
    comprehensive: bool = False
    """综合窗口: serves every category that its own list and its clerk's skills both allow."""


class Clerk(Part):
    """A clerk (窗口人员), known by staff number only."""

    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")]
    """Staff number (工号): letters and digits."""
    categories: Annotated[tuple[CategoryCode, ...], Field(min_length=1)]
    """What the clerk may serve: the skills."""
    levels: dict[CategoryCode, Annotated[int, Field(ge=0, le=3)]] = Field(default_factory=dict)
    """Skill level by category: 0 none, 1 supervised, 2 independent, 3 trainer; 2 where it is not said."""
    languages: tuple[Spoken, ...] = ("zh-CN",)
    """Languages the clerk speaks or signs."""
    stars: Annotated[int, Field(ge=0, le=5)] | None = None
    """Stars that the hall has awarded (星级窗口人员), shown by rating devices that can; never reckoned from ratings."""


class Interpreter(Part):
    """An interpreter, also of sign language: one person, or one line to a person, at one window at a time."""

    code: Code
    """Short name, in the journal and on the counter."""
    languages: Annotated[tuple[Spoken, ...], Field(min_length=1)]
    """Languages beside the hall's own, as BCP 47 tags: ``en``, ``ko``, ``csl`` for Chinese Sign Language."""
    clerk: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")] | None = None
    """Staff number of a clerk who also interprets, whenever not signed in at a window."""


class Station(Part):
    """A machine of the hall: its role, where it stands, the window it belongs to."""

    name: Code
    """What the station is started with and what its token is made for."""
    role: Role
    """What it is."""
    zone: Code | None = None
    """Where it stands."""
    window: Annotated[int, Field(ge=1, le=9999)] | None = None
    """The window of a counter or of a window strip."""
    layout: Layout | None = None
    """What a display shows: the hall board, the board of its zone, the overview of categories, or the strip above its
    window."""
    screen: Screen = Screen()
    """How a display is drawn."""
    hotkeys: Hotkeys = Hotkeys()
    """Keys of a counter that work while its clerk types in another program."""
    staff_pin: PinHash | None = None
    """Hash of a PIN of its own, where it is not the hall's."""
    speaks: bool = False
    """The voice of its zone; one display at most speaks in a zone, so that two voices never overlap."""


class BoardTexts(Part):
    """What a window board shows, by the window's state. Places: ``{number}`` the number called, ``{window}`` the
    window's number, ``{categories}`` the names of what it serves. Without a text the house's own holds."""

    called: Annotated[str, Field(min_length=1)] | None = None
    """A number is called to the window."""
    serving: Annotated[str, Field(min_length=1)] | None = None
    """Its holder is being served."""
    idle: Annotated[str, Field(min_length=1)] | None = None
    """The window is open and nobody is at it."""
    paused: Annotated[str, Field(min_length=1)] | None = None
    """The window pauses (暂停服务)."""
    closed: Annotated[str, Field(min_length=1)] | None = None
    """The window is closed."""

    @field_validator("called", "serving", "idle", "paused", "closed")
    @classmethod
    def _known_places(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                value.format(number="A001", window=1, categories="A")
            except (KeyError, IndexError, ValueError) as error:
                raise ValueError("its places are {number}, {window} and {categories}") from error
        return value


class Device(Part):
    """A device on a line of a station. Everything a site may need to change is here."""

    name: Code
    """Short name, for messages."""
    station: Code
    """The station it is connected to."""
    kind: Literal["printer", "rating", "caller", "board"]
    """What it is."""
    port: Annotated[str, Field(min_length=1)]
    """``tcp://host:9100``, ``usb:///dev/usb/lp0``, ``socket://…``, ``rfc2217://…`` or ``serial:///dev/…?baud=9600``;
    ``udp://host:8001`` for a tablet; ``screen://2`` for the house's own rating panel on the second screen,
    ``screen://0`` for one in a window."""
    driver: Code
    """Printer profile of the encoder, or the entry of the rating device, caller or board in its catalogue; ``panel`` for
    the house's own rating panel, ``tablet`` for an Android tablet that rates."""
    width_mm: Literal[58, 80] | None = None
    """Paper of a printer."""
    mode: Literal["native", "raster", "auto"] = "auto"
    """How a printer is fed: its own letters, dots, or what suits the line."""
    grades: dict[str, Annotated[int, Field(ge=1, le=5)]] | None = None
    """Raw key of a rating device → grade; without it the catalogue's own order holds."""
    address: Annotated[int, Field(ge=0, le=4095)] | None = None
    """Address of a rating device, caller (0 to 255) or board (0 to 4095) on its line, 1 where it is not given."""
    acknowledge: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")] | None = None
    """How a key is answered: a variant of the catalogue's entry (``same`` for a caller), or ``none``."""
    local_echo: bool | None = None
    """Whether the line's adapter returns our own bytes; without it the catalogue's own word holds."""
    colour: Code | None = None
    """Colour of a board's text, for boards that have colours: a name in its catalogue entry."""
    texts: BoardTexts | None = None
    """What a board shows, by the window's state."""

    @model_validator(mode="after")
    def _address_fits(self) -> Self:
        if self.kind != "board" and self.address is not None and self.address > 255:
            raise ValueError("only a board has an address above 255")
        return self

    @model_validator(mode="after")
    def _a_panel_has_a_screen(self) -> Self:
        panel = self.kind == "rating" and self.driver == "panel"
        if panel != self.port.startswith("screen://") or (
            panel and not self.port.removeprefix("screen://").isdecimal()
        ):
            raise ValueError('a rating panel is driver = "panel" with port = "screen://2"')
        return self


class Settings(Part):
    """All settings of one hall."""

    hall: Hall
    zones: tuple[Zone, ...] = ()
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    windows: Annotated[tuple[WindowPlace, ...], Field(min_length=1)]
    clerks: tuple[Clerk, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    stations: tuple[Station, ...] = ()
    devices: tuple[Device, ...] = ()
    policies: Policies = Policies()
    slip: SlipLayout | None = None
    voice: Voice = Voice()
    items: tuple[Item, ...] = ()
    notices: tuple[Notice, ...] = ()

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        zones = _unique("zones", "code", (z.code for z in self.zones))
        categories = _unique("categories", "code", (c.code for c in self.categories))
        windows = _unique("windows", "number", (w.number for w in self.windows))
        stations = _unique("stations", "name", (s.name for s in self.stations))
        clerks = _unique("clerks", "number", (c.number for c in self.clerks))
        _unique("interpreters", "code", (i.code for i in self.interpreters))
        _known("interpreters", "clerk", clerks, ((i.clerk,) for i in self.interpreters))
        _unique("devices", "name", (d.name for d in self.devices))
        _known("categories", "zone", zones, ((c.zone,) for c in self.categories))
        _known("windows", "zone", zones, ((w.zone,) for w in self.windows))
        _known("windows", "categories", categories, (w.categories for w in self.windows))
        _known("clerks", "categories", categories, (c.categories for c in self.clerks))
        _known("stations", "zone", zones, ((s.zone,) for s in self.stations))
        _known("stations", "window", windows, ((s.window,) for s in self.stations))
        _known("windows", "own", categories, (w.own for w in self.windows))
        _known("clerks", "levels", categories, (tuple(c.levels) for c in self.clerks))
        self._policies_hold(categories, windows)
        self._nobody_is_only_helped()
        _known("notices", "zone", zones, ((n.zone,) for n in self.notices))
        _known("notices", "shown_in", zones, (n.shown_in for n in self.notices))
        self._one_voice_in_a_zone()
        _known("devices", "station", stations, ((d.station,) for d in self.devices))
        _unique("items", "code", (i.code for i in self.items))
        _known("items", "category", categories, ((i.category,) for i in self.items))
        return self

    def _policies_hold(self, categories: tuple[str, ...], windows: tuple[int, ...]) -> None:
        policies = self.policies
        _unique("policies.priority.classes", "code", (c.code for c in policies.priority.classes))
        for index, overflow in enumerate(policies.overflow):
            if overflow.category not in categories:
                raise BadReference(
                    "dangling", ("policies", "overflow", index, "category"), overflow.category, categories
                )
            if strangers := [number for number in overflow.windows if number not in windows]:
                raise BadReference("dangling", ("policies", "overflow", index, "windows"), strangers[0], windows)
        for index, turn in enumerate(policies.breaks.rota):
            if strangers := [number for number in turn.windows if number not in windows]:
                raise BadReference("dangling", ("policies", "breaks", "rota", index, "windows"), strangers[0], windows)
        own = {window.number: window.own or window.categories for window in self.windows}
        for index, code in left_alone(policies.breaks.rota, own):
            raise BadReference("rota_leaves_alone", ("policies", "breaks", "rota", index), code)

    def _nobody_is_only_helped(self) -> None:
        """Who is only helped waits for as long as the helpers have people of their own: that has no bound."""
        own = {code for window in self.windows for code in window.own or window.categories}
        for index, window in enumerate(self.windows):
            if stray := [code for code in window.own if code not in window.categories]:
                raise BadReference("dangling", ("windows", index, "own"), stray[0], window.categories)
            if lost := [code for code in window.categories if code not in own]:
                raise BadReference("only_helped", ("windows", index, "own"), lost[0])

    def _one_voice_in_a_zone(self) -> None:
        voices: dict[str | None, str] = {}
        for index, station in enumerate(self.stations):
            if station.speaks and station.zone in voices:
                raise BadReference("two_voices", ("stations", index, "speaks"), voices[station.zone])
            if station.speaks:
                voices[station.zone] = station.name

    def category(self, code: str) -> Category | None:
        return next((c for c in self.categories if c.code == code), None)

    def window(self, number: int) -> WindowPlace | None:
        return next((w for w in self.windows if w.number == number), None)

    def clerk(self, number: str) -> Clerk | None:
        return next((c for c in self.clerks if c.number == number), None)

    def station(self, name: str) -> Station | None:
        return next((s for s in self.stations if s.name == name), None)

    def item(self, code: str) -> Item | None:
        return next((i for i in self.items if i.code == code), None)

    def devices_of(self, station: str, kind: str) -> tuple[Device, ...]:
        return tuple(d for d in self.devices if d.station == station and d.kind == kind)

    def able(self, clerk: Clerk, category: str) -> bool:
        """Whether the clerk's skill in the category is high enough to be called to it."""
        return category in clerk.categories and clerk.levels.get(category, 2) >= self.policies.skills.level


def load_settings(path: Path) -> Settings:
    """Settings of a TOML file. Raises :class:`SettingsError` with file, line and remedy."""
    return load(path, Settings)


@lru_cache(maxsize=8)  # Settings cannot be changed, and a hall reads its text for itself and again in its command.
def parse_settings(text: str, file: str) -> Settings:
    """Settings of a TOML text; ``file`` is what an error names."""
    return parse(text, file, Settings)


def _unique(table: str, key: str, values: Iterable[_T]) -> tuple[_T, ...]:
    seen = tuple(values)
    for value, count in Counter(seen).items():
        if count > 1:
            last = len(seen) - 1 - seen[::-1].index(value)
            raise BadReference("duplicate", (*table.split("."), last, key), value, sorted(set(seen)))
    return seen


def _known(table: str, key: str, known: Sequence[_T], rows: Iterable[Sequence[_T | None]]) -> None:
    for index, values in enumerate(rows):
        for value in values:
            if value is not None and value not in known:
                raise BadReference("dangling", (table, index, key), value, known)
