"""Ports over real sockets and pseudo-terminals: deadlines hold, and a line that died is never mere silence."""

from __future__ import annotations

import os
import socket
import threading
import time
import tty
from collections.abc import Iterator

import pytest
import serial.rfc2217

from drivers.port import Port
from drivers.ports import port_for
from shared.errors import DeviceFault

LONG_S = 30.0


class Pty:
    """A pseudo-terminal whose master end is the device."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    def unplug(self) -> None:
        for end in (self.master, self._slave):
            os.close(end)
        self.master = self._slave = -1


@pytest.fixture
def pty() -> Iterator[Pty]:
    device = Pty()
    yield device
    if device.master >= 0:
        device.unplug()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LONG_S)
        yield server


def url_of(listener: socket.socket, scheme: str = "tcp") -> str:
    return f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"


def fault_of(port: Port, data: bytes, deadline_s: float) -> DeviceFault:
    with pytest.raises(DeviceFault) as caught:
        port.write_all(data, deadline_s)
    return caught.value


@pytest.mark.parametrize("address", ["{path}", "{path}?baud=19200&parity=E", "serial://{path}?baud=9600&bytesize=7"])
def test_serial_both_ways(pty: Pty, address: str) -> None:
    with port_for(address.format(path=pty.path)) as port:
        port.write_all(b"\x1b@hello", LONG_S)
        assert os.read(pty.master, 64) == b"\x1b@hello"
        os.write(pty.master, b"\x00\xff\x0d\x0a\x11\x13")  # nothing of it may be taken for terminal control
        assert port.read(64, LONG_S) == b"\x00\xff\x0d\x0a\x11\x13"
        assert port.read(64, 0.01) == b""
        assert [line.split(" ", 1)[1] for line in port.hex_log()] == [
            "> 1b 40 68 65 6c 6c 6f",
            "< 00 ff 0d 0a 11 13",
        ]


def test_serial_takes_its_settings_from_the_address_over_the_device(pty: Pty) -> None:
    with port_for(f"{pty.path}?baud=19200", baudrate=4800, parity="E") as port:
        line = port._serial  # type: ignore[attr-defined]
        assert (line.baudrate, line.parity, line.exclusive) == (19200, "E", True)


def test_serial_is_ours_alone(pty: Pty) -> None:
    with port_for(pty.path), pytest.raises(DeviceFault) as caught:
        port_for(pty.path).open()
    assert caught.value.code == "port_unopenable"


def test_serial_write_has_a_deadline_and_close_does_not_wait(pty: Pty) -> None:
    port = port_for(pty.path)
    port.open()
    assert fault_of(port, bytes(1_000_000), 0.05).code == "write_timeout"  # nobody reads at the other end
    port.close()
    assert not port.is_open


def test_a_usb_printer_is_a_file_with_deadlines(pty: Pty) -> None:
    """A pseudo-terminal in place of /dev/usb/lp0: both are files that the kernel makes ready and lets vanish."""
    with port_for(f"usb://{pty.path}") as port:
        port.write_all(b"\x1b@hello", LONG_S)
        assert os.read(pty.master, 64) == b"\x1b@hello"
        os.write(pty.master, b"\x12")
        assert port.query(b"\x10\x04\x04", 1, 0.01) == b"", "what lay there before the question is no answer"
        os.write(pty.master, b"\x16")
        assert port.read(64, LONG_S) == b"\x16"
        assert port.read(64, 0.01) == b""
        assert fault_of(port, bytes(1_000_000), 0.05).code == "write_timeout"  # nobody reads at the other end
    assert not port.is_open


def test_a_usb_printer_without_its_cable_is_told(pty: Pty) -> None:
    port = port_for(f"usb://{pty.path}")
    port.open()
    pty.unplug()
    with pytest.raises(DeviceFault) as caught:
        port.read(1, LONG_S)
    assert caught.value.code == "port_lost"
    assert fault_of(port, b"x", LONG_S).code == "port_lost"
    port.close()
    with pytest.raises(DeviceFault) as gone:
        port.open()
    assert gone.value.code == "port_unopenable"
    with pytest.raises(DeviceFault) as nowhere:
        port_for("usb://lp0")
    assert nowhere.value.code == "port_address"
    assert type(port_for("/dev/usb/lp0")) is type(port)


def test_serial_unplugged_is_told_by_read_and_write(pty: Pty) -> None:
    port = port_for(pty.path)
    port.open()
    pty.unplug()
    with pytest.raises(DeviceFault) as caught:
        port.read(1, LONG_S)
    assert caught.value.code == "port_lost"
    assert fault_of(port, b"x", LONG_S).code == "port_lost"
    port.close()
    port.close()
    with pytest.raises(DeviceFault) as caught:
        port.open()
    assert caught.value.code == "port_unopenable"


def test_what_arrived_before_the_unplug_is_still_read(pty: Pty) -> None:
    with port_for(pty.path) as port:
        os.write(pty.master, b"last words")
        time.sleep(0.05)  # a pseudo-terminal hands over asynchronously
        got = port.read(64, LONG_S)
        pty.unplug()
    assert got == b"last words"


@pytest.mark.parametrize("scheme", ["tcp", "socket"])
def test_tcp_both_ways_and_the_peer_that_closes(listener: socket.socket, scheme: str) -> None:
    port = port_for(url_of(listener, scheme))
    port.open()
    peer, _ = listener.accept()
    with peer:
        port.write_all(b"ticket", LONG_S)
        assert peer.recv(64) == b"ticket"
        assert port.read(1, 0.01) == b""
        peer.sendall(b"ok")
        assert port.read(64, LONG_S) == b"ok"
    with pytest.raises(DeviceFault) as caught:
        port.read(1, LONG_S)
    assert caught.value.code == "port_lost"
    assert fault_of(port, b"x", LONG_S).code == "port_lost"  # also the first write after it, which TCP would swallow
    port.close()
    port.close()
    assert not port.is_open


def test_tcp_write_has_a_deadline(listener: socket.socket) -> None:
    with port_for(url_of(listener)) as port:
        peer, _ = listener.accept()
        with peer:
            assert fault_of(port, bytes(50_000_000), 0.05).code == "write_timeout"


def test_tcp_close_lets_the_last_bytes_through_though_the_answer_was_not_read(listener: socket.socket) -> None:
    port = port_for(url_of(listener))
    port.open()
    peer, _ = listener.accept()
    with peer:
        peer.sendall(b"status nobody reads")
        slip = bytes(200_000)
        got = bytearray()

        def take() -> None:
            while part := peer.recv(65536):
                got.extend(part)

        reader = threading.Thread(target=take)
        reader.start()
        port.write_all(slip, LONG_S)
        port.close()
        reader.join(LONG_S)
        assert len(got) == len(slip)


def test_tcp_open_again_after_the_device_came_back(listener: socket.socket) -> None:
    port = port_for(url_of(listener))
    for _ in range(2):
        port.open()
        peer, _ = listener.accept()
        with peer:
            port.write_all(b"x", LONG_S)
            assert peer.recv(1) == b"x"
        port.close()


def test_tcp_nobody_listens(listener: socket.socket) -> None:
    url = url_of(listener)
    listener.close()
    with pytest.raises(DeviceFault) as caught:
        port_for(url).open()
    assert caught.value.code == "port_unopenable"
    assert url in caught.value.detail("zh-CN")


def test_query_drops_what_lay_there_and_collects_a_split_answer(pty: Pty) -> None:
    with port_for(pty.path) as port:
        os.write(pty.master, b"stale")
        time.sleep(0.05)

        def device() -> None:
            assert os.read(pty.master, 8) == b"\x10\x04\x01"
            for byte in b"\x16\x12\x12":
                os.write(pty.master, bytes([byte]))
                time.sleep(0.01)

        answering = threading.Thread(target=device)
        answering.start()
        assert port.query(b"\x10\x04\x01", 3, LONG_S) == b"\x16\x12\x12"
        answering.join()
        assert port.query(b"\x10\x04\x01", 1, 0.05) == b""  # silence is an empty answer, never a made-up one


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
def test_loop_and_rfc2217(listener: socket.socket) -> None:
    with port_for("loop://?baud=9600") as port:
        assert port.query(b"abc", 3, LONG_S) == b"abc"
        assert port.read(1, 0.0) == b""

    def serve() -> None:
        """A serial server that sends back what it gets."""
        peer, _ = listener.accept()
        with peer, peer.makefile("wb", buffering=0) as out, serial.serial_for_url("loop://", timeout=0) as line:
            manager = serial.rfc2217.PortManager(line, out)
            while data := peer.recv(256):
                line.write(b"".join(manager.filter(data)))
                out.write(b"".join(manager.escape(line.read(line.in_waiting))))

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    with port_for(url_of(listener, "rfc2217") + "?baud=19200") as port:
        port.write_all(b"ask\xff", LONG_S)
        assert port.read(1, LONG_S) == b"a"
        got = b""
        while len(got) < 3 and (part := port.read(8, LONG_S)):
            got += part
        assert got == b"sk\xff"
    server.join(LONG_S)


@pytest.mark.parametrize(
    "url",
    ["", "tcp://printer", "tcp://:9100", "tcp://p:99999", "tcp://p:9100/x", "/dev/ttyS0?speed=1", "/dev/ttyS0?baud=fast",
     "/dev/ttyS0?bytesize=9", "/dev/ttyS0?rtscts=maybe", "serial://?baud=9600"],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused_at_once(url: str) -> None:
    with pytest.raises(DeviceFault) as caught:
        port_for(url)
    assert caught.value.code == "port_address"


@pytest.mark.parametrize("url", ["/dev/there/is/no/such", "warp://p:1", __file__])
def test_what_cannot_be_opened_says_so(url: str) -> None:
    with pytest.raises(DeviceFault) as caught:
        port_for(url).open()
    assert caught.value.code == "port_unopenable"


def test_a_closed_port_neither_reads_nor_writes(pty: Pty) -> None:
    port = port_for(pty.path)
    assert fault_of(port, b"x", LONG_S).code == "port_lost"
    with pytest.raises(DeviceFault):
        port.read(1, LONG_S)
