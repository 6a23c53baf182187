"""A program of its own that turns words into sound with espeak-ng; run by ``synthesis``, never imported.

espeak-ng is GPL, so its library is loaded in this process alone and only words and sound cross over.

Standard input: JSON ``[{"voice": "cmn", "words_per_minute": 130, "words": "零"}, …]``.
Standard output, for each in turn: a line with the number of bytes, then that many bytes of 16-bit little-endian mono
sound at 22,050 samples a second.
Ends with 3 if the extra is not installed, 4 if the library refuses; the last line of standard error says why.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import sys

SYNCHRONOUS, CHARS_UTF8, RATE_PARAMETER, DONT_EXIT = 2, 1, 1, 0x8000  # speak_lib.h of espeak-ng 1.52
EXPECTED_RATE = 22_050
NOT_INSTALLED, REFUSED = 3, 4
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(Exception):
    """The library refused."""


class Espeak:
    """The library, opened for synthesis into memory."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), DONT_EXIT)
        if rate != EXPECTED_RATE:
            raise EspeakError(f"espeak_Initialize answered {rate}")
        self._sound = bytearray()
        self._callback = CALLBACK(self._collect)  # held: the library keeps only a bare pointer
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, voice: str, words_per_minute: int, words: str) -> bytes:
        """The sound of the words."""
        self._sound.clear()
        text = words.encode() + b"\0"
        self._check(self._library.espeak_SetVoiceByName(voice.encode()), f"voice {voice}")
        self._check(self._library.espeak_SetParameter(RATE_PARAMETER, words_per_minute, 0), "rate")
        self._check(self._library.espeak_Synth(text, len(text), 0, 1, 0, CHARS_UTF8, None, None), words)
        self._check(self._library.espeak_Synchronize(), words)
        return bytes(self._sound)

    def _collect(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if count:  # the last call has no samples, only the news that they are over
            self._sound += ctypes.string_at(samples, count * 2)
        return 0

    @staticmethod
    def _check(code: int, what: str) -> None:
        if code:
            raise EspeakError(f"espeak-ng answered {code} to {what}")


def main() -> int:
    """Speak what stands on standard input."""
    try:
        loader = importlib.import_module("espeakng_loader")
    except ImportError as error:
        print(error, file=sys.stderr)
        return NOT_INSTALLED
    try:
        espeak = Espeak(loader.get_library_path(), loader.get_data_path())
        for wanted in json.load(sys.stdin):
            sound = espeak.speak(wanted["voice"], wanted["words_per_minute"], wanted["words"])
            sys.stdout.buffer.write(f"{len(sound)}\n".encode() + sound)
    except (EspeakError, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
