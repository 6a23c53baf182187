"""Callers: the catalogue against the vendor's table, and the device over a real pseudo-terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from drivers.callers import catalogue
from drivers.callers.catalogue import CATALOGUE
from drivers.callers.device import CallerDevice, CallerKey, Event
from drivers.devices import Health, Presence, ProtocolError
from drivers.frames import Frame, FrameParser, Stray
from drivers.simulators.line import LineSimulator
from shared.errors import DeviceFault
from shared.i18n import LANGUAGES

LONG_S = 30.0
CALLER = (CATALOGUE / "ff68-caller.toml").read_text(encoding="utf-8")


class Listener:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._new = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._new:
            self.events.append(event)
            self._new.notify_all()

    def wait(self, wanted: Callable[[list[Event]], bool]) -> bool:
        with self._new:
            return self._new.wait_for(lambda: wanted(self.events), LONG_S)

    def keys(self) -> list[CallerKey]:
        return [event for event in self.events if isinstance(event, CallerKey)]

    def wait_keys(self, *keys: CallerKey) -> None:
        assert self.wait(lambda _: len(self.keys()) >= len(keys)), self.events
        assert self.keys() == list(keys)


@pytest.fixture
def heard() -> Listener:
    return Listener()


@pytest.fixture
def line() -> Iterator[LineSimulator]:
    with LineSimulator(callers=[1]) as simulator:
        yield simulator


def running(line: LineSimulator, heard: Listener, name: str = "ff68-caller", **options: object) -> CallerDevice:
    device = CallerDevice(line.port_path, catalogue.load(name), heard, **options).start()  # type: ignore[arg-type]
    assert heard.wait(lambda events: any(isinstance(e, Health) and e.presence is Presence.UNKNOWN for e in events))
    return device


@pytest.mark.parametrize(
    ("wire", "key"),
    [
        ("FF 68 03 03 68 01 01 0B 0D 16", CallerKey("evaluate")),
        ("FF 68 03 03 68 01 01 0C 0E 16", CallerKey("next")),
        ("FF 68 03 03 68 01 01 0D 0F 16", CallerKey("recall")),
        ("FF 68 03 03 68 01 01 0E 10 16", CallerKey("no_show")),
        ("FF 68 04 04 68 01 01 07 0F 18 16", CallerKey("function", "7")),
        ("FF 68 09 09 68 01 02 01 02 03 04 05 06 0C 24 16", CallerKey("next", "123456")),
        ("FF 68 03 03 68 01 11 03 15 16", None),  # a pad's press
        ("FF 68 03 03 68 02 01 0C 0F 16", None),  # another caller
        ("FF 68 03 03 68 01 01 0C 0F 16", None),  # wrong sum
        ("FF 68 04 04 68 01 01 0B 0C 19 16", None),  # 0B is no digit
    ],
)
def test_keys_of_the_table(wire: str, key: CallerKey | None) -> None:
    entry = catalogue.load("ff68-caller")
    data = bytes.fromhex(wire)
    for cut in range(len(data)):
        parser = FrameParser(entry.framing)
        found: list[Frame | Stray] = parser.feed(data[:cut]) + parser.feed(data[cut:]) + parser.idle()
        read = [entry.keys.of(item, 1) for item in found if isinstance(item, Frame)]
        assert [CallerKey(one.key, one.digits) for one in read if one and one.key] == ([key] if key else [])


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("A023", "FF 68 08 08 68 01 02 0A 0A 0A 00 02 03 26 16"),
        ("", "FF 68 08 08 68 01 02 0A 0A 0A 0A 0A 0A 3F 16"),
        ("91234567", "FF 68 08 08 68 01 02 02 03 04 05 06 07 1E 16"),
    ],
)
def test_digits_of_the_table(text: str, wire: str) -> None:
    assert catalogue.load("ff68-caller").display.frame(1, text) == bytes.fromhex(wire)


def test_told_by_bit_seven_a_caller_has_another_address_than_the_pad_beside_it() -> None:
    entry = catalogue.load("ff68-caller-bit7")
    assert entry.beep.frame(entry.keys.on_wire(1)) == bytes.fromhex("FF 68 02 02 68 81 03 84 16")
    wire = bytes.fromhex("FF 68 03 03 68 81 11 0C 9E 16")  # FUNC 11 says nothing here
    (frame,) = FrameParser(entry.framing).feed(wire)
    assert isinstance(frame, Frame)
    pressed = entry.keys.of(frame, entry.keys.on_wire(1))
    assert pressed is not None
    assert pressed.key == "next"
    assert entry.keys.of(frame, 1) is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('0C = "next"', '0C = "tea"', "catalogue_bad_value"),
        ('0C = "next"', 'xyz = "next"', "catalogue_bad_value"),
        ('0C = "next"\n', "", "catalogue_bad_value"),
        ("{function} {digits} {key}", "{function} {key}", "catalogue_bad_value"),
        ('apart = "function"', 'apart = "colour"', "catalogue_bad_value"),
        ('pad_function = "11"', 'pad_functions = "11"', "catalogue_bad_value"),
        ("repeat_ms = 300", "repeat_ms = 300\nrepeats = 3", "catalogue_unknown_key"),
        ('blank = "0A"', 'blank = "00"', "catalogue_example"),
        ('digits = "023"', 'digits = "024"', "catalogue_example"),
        ('key = "recall"\nwith', 'key = "next"\nwith', "catalogue_example"),
    ],
)
def test_a_mistake_names_file_and_remedy(old: str, new: str, code: str) -> None:
    text = CALLER.replace(old, new, 1)
    assert text != CALLER
    with pytest.raises(DeviceFault) as caught:
        catalogue.parse(text, "caller", "caller.toml")
    assert caught.value.code == code
    for language in LANGUAGES:
        assert "caller.toml" in caught.value.detail(language)
        assert caught.value.remedy(language)


def test_a_key_is_answered_with_its_own_frame_and_told_once(line: LineSimulator, heard: Listener) -> None:
    device = running(line, heard)
    line.press_key(1, "next", "023")
    heard.wait_keys(CallerKey("next", "023"))
    assert line.wait(lambda at: at.acked["caller", 1] == 1, LONG_S)
    line.press_key(1, "next", "023")  # sent again at once: the answer came too late for it
    line.press_key(1, "recall")
    heard.wait_keys(CallerKey("next", "023"), CallerKey("recall"))
    assert device.health.presence is Presence.OK
    device.close()


def test_no_answer_where_the_caller_wants_none(line: LineSimulator, heard: Listener) -> None:
    device = running(line, heard, acknowledge="none")
    line.press_key(1, "no_show")
    heard.wait_keys(CallerKey("no_show"))
    device.beep()
    assert line.wait(lambda at: at.beeps[1] == 1, LONG_S)
    assert not line.acked
    device.close()
    with pytest.raises(DeviceFault) as caught:
        CallerDevice(line.port_path, catalogue.load("ff68-caller"), heard, acknowledge="ack_value")
    assert caught.value.code == "caller_bad_settings"


def test_a_key_that_the_entry_does_not_know_is_told(line: LineSimulator, heard: Listener) -> None:
    device = running(line, heard)
    line.send(bytes.fromhex("FF 68 03 03 68 01 01 10 12 16"))
    assert heard.wait(lambda events: ProtocolError("unmapped_key", b"\x10") in events)
    assert heard.keys() == []
    device.close()


def test_the_number_stands_through_an_unplug(heard: Listener, tmp_path: object) -> None:
    with LineSimulator(callers=[5], link=tmp_path / "line") as line:  # type: ignore[operator]
        device = running(line, heard, address=5)
        device.show_digits("A023")
        assert line.wait(lambda at: at.shown.get(5) == "   023", LONG_S)
        line.stop()
        assert heard.wait(
            lambda events: any(
                isinstance(e, Health) and e.presence is Presence.DISCONNECTED and e.detail for e in events
            )
        )
        line.shown.clear()
        line.start()
        assert line.wait(lambda at: at.shown.get(5) == "   023", LONG_S)
        device.close()


def test_local_echo_is_not_a_second_press(heard: Listener) -> None:
    with LineSimulator(callers=[1], echo=True) as line:
        device = running(line, heard)
        for key in ("next", "recall", "next"):
            line.press_key(1, key)
        heard.wait_keys(CallerKey("next"), CallerKey("recall"), CallerKey("next"))
        device.show_digits("7")
        assert line.wait(lambda at: at.shown.get(1) == "     7", LONG_S)
        assert [event for event in heard.events if isinstance(event, ProtocolError)] == []
        assert len(heard.keys()) == 3
        device.close()
