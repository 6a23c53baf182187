"""Starts a display: finds the hall, follows it, shows it, speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from display.announcing import Announcing
from display.asking import ask_waits
from display.model import DisplayModel
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import Output, WavOutput, open_output
from shared.screens import Layout, Orientation
from shared.ui.app import application, run
from shared.ui.line import Line

AUTO: Final = "auto"
"""Speak where the settings make this display the voice of its zone."""
ON: Final = "on"
"""Speak whatever the settings say."""
OFF: Final = "off"


def main(
    *,
    hall_url: str | None = None,
    token: str | None = None,
    hall: str = "",
    station: str = "display",
    layout: Layout | None = None,
    window: int | None = None,
    zone: str | None = None,
    orientation: Orientation | None = None,
    language: str = "",
    voice: str = AUTO,
    wav: Path | None = None,
    clips: Path | None = None,
    remote: bool = False,
    fullscreen: bool = False,
    scale: float | None = None,
) -> int:
    """Show and speak until quit; the process's exit code.

    ``layout``, ``window``, ``zone`` and ``orientation`` win over the entry of ``station`` in the hall's settings;
    ``language`` over the hall's first. ``voice`` is ``auto``, ``on``,
    ``off`` or the path of a WAV file to speak into. With ``auto`` and ``on`` sound goes to the sound card, or where
    there is none into ``wav``, or nowhere at its pace. ``clips`` is a folder of recordings; what it lacks is made
    into it. No ``token`` is needed: a display shows what hangs on the wall anyway.
    """
    application()
    model = DisplayModel(
        station=station, language=language, layout=layout, window=window, zone=zone, orientation=orientation
    )
    line = Line(
        model,
        hall_url=hall_url,
        token=token,
        hall=hall,
        seen_changed=model.see,
    )
    speaking = None if voice == OFF else _voice(model, voice, wav, clips)
    if speaking is not None:
        model.use_voice(speaking, forced=voice != AUTO)
    if token is not None:
        model.report_devices()
    asking = ask_waits(model, lambda: line.link)
    size = model.place.size
    try:
        asking.start()
        return run(
            "display",
            model,
            size,
            fullscreen=fullscreen,
            scale=scale,
            remote=remote,
            shown=line.start,
            line=lambda: line.link,
        )
    finally:
        asking.stop()
        line.stop()
        if speaking is not None:
            speaking.close()


def _voice(model: DisplayModel, voice: str, wav: Path | None, clips: Path | None) -> Announcing:
    def output() -> Output:
        return open_output(wav) if voice in (AUTO, ON) else WavOutput(Path(voice))

    return Announcing(
        output=output,
        clips=ClipFolder(clips, recordings=clips),
        announced=model.announced,
        faulty=model.voice_faulty,
    )
