"""The rules: picture, facts, command, actor and time in; events or a typed refusal out. Nothing else enters.

No clock, no randomness, no input or output: the same call gives the same events, in the running hall, in a
simulation and in a what-if. Ids derive from the command's own id, which its sender made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from hall.rules import (
    aside,
    at_window,
    booking,
    breaks,
    devices,
    evening,
    hall_wide,
    interpreting,
    moving,
    opinion,
    stamping,
    taking,
    visits,
)
from hall.rules.facts import NOTHING_KNOWN, Facts
from shared import commands as cmd
from shared.commands import MAY_SEND, Command
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import Actor

Rule = Callable[[Picture, Any, Actor, datetime], list[Event]]
RuleWithFacts = Callable[[Picture, Any, Actor, datetime, Facts], list[Event]]


def decide(
    picture: Picture, command: Command, actor: Actor, now: datetime, facts: Facts = NOTHING_KNOWN
) -> list[Event]:
    """What the command does to the hall, in order. Raises :class:`Refusal` and changes nothing otherwise.

    ``facts`` is what is known besides the picture; without it no wait is expected of anybody.
    """
    if actor.role not in MAY_SEND[command.type]:
        raise Refusal("role_may_not", role=actor.role.value, command=command.type)
    if not picture.settings and command.type != "import_settings":
        raise Refusal("no_settings")
    rule = _BY_FACTS.get(type(command))
    if rule is not None:
        return rule(picture, command, actor, now, facts)
    return _RULES[type(command)](picture, command, actor, now)


_BY_FACTS: Final[Mapping[type, RuleWithFacts]] = MappingProxyType(
    {
        cmd.TakeTicket: taking.take_ticket,
        cmd.Reprint: taking.reprint,
        cmd.CheckIn: booking.check_in,
        cmd.Transfer: moving.transfer,
        cmd.NoShow: at_window.no_show,
    }
)
"""Rules that say how long somebody will wait."""
_RULES: Final[Mapping[type, Rule]] = MappingProxyType(
    {
        cmd.StampArrival: stamping.stamp_arrival,
        cmd.ReportSlip: taking.report_slip,
        cmd.ReportDevice: devices.report_device,
        cmd.SignIn: at_window.sign_in,
        cmd.SignOut: at_window.sign_out,
        cmd.OpenWindow: at_window.open_window,
        cmd.PauseWindow: breaks.pause_window,
        cmd.CloseWindow: at_window.close_window,
        cmd.CallNext: at_window.call_next,
        cmd.CallNumber: at_window.call_number,
        cmd.Recall: at_window.recall,
        cmd.Start: at_window.start,
        cmd.Finish: at_window.finish,
        cmd.Hold: aside.hold,
        cmd.Resume: aside.resume,
        cmd.FallDue: aside.fall_due,
        cmd.CancelTicket: moving.cancel_ticket,
        cmd.CheckPriority: moving.check_priority,
        cmd.TagTicket: moving.tag_ticket,
        cmd.JoinVisit: visits.join_visit,
        cmd.AskInterpreter: interpreting.ask_interpreter,
        cmd.EndCalling: evening.end_calling,
        cmd.ChooseCarry: evening.choose_carry,
        cmd.ComeBack: evening.come_back,
        cmd.Book: booking.book,
        cmd.CancelBooking: booking.cancel_booking,
        cmd.AssignWindow: hall_wide.assign_window,
        cmd.MuteAll: hall_wide.mute_all,
        cmd.Rate: opinion.rate,
        cmd.GiveReasons: opinion.give_reasons,
        cmd.LodgeComplaint: opinion.lodge_complaint,
        cmd.ReadText: opinion.read_text,
        cmd.WipeText: opinion.wipe_text,
        cmd.ImportSettings: hall_wide.import_settings,
        cmd.OpenDay: hall_wide.open_day,
        cmd.StationSilent: devices.station_silent,
    }
)
