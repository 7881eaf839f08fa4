"""Helplines as sentences. Every number comes from the reviewed data of ``screening/resources.yaml``."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.screening.resources import Resource

MOST = 3
"""How many lines one reply names; more would be a list to get lost in."""


def helpline_sentences(lines: Sequence[Resource], country: str | None) -> list[str]:
    """The lines as sentences: the emergency number, the best national ones, or the finder."""
    home = [line for line in lines if line.country != "INT"]
    emergency = [line for line in home if "emergency" in line.needs][:1]
    others = [line for line in home if line not in emergency][: MOST - 1]
    said = [f"If you are in immediate danger, call {_reach(line)} now." for line in emergency]
    said += [f"{line.name}: {_reach(line)}{_hours(line)}." for line in others]
    if not others:
        said += [_finder(line, country) for line in lines if line.country == "INT"][-1:]
    return said


def _reach(line: Resource) -> str:
    ways = [line.phone, line.text, None if line.phone or line.text else line.link]
    return " or ".join(way for way in ways if way)


def _hours(line: Resource) -> str:
    return f" ({line.hours})" if "not stated" not in line.hours else ""


def _finder(line: Resource, country: str | None) -> str:
    rest = "" if country else ", and if you tell me your country I'll give you a number there"
    return f"You can find someone to talk to near you at {line.link or line.phone}{rest}."
