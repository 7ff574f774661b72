"""Quiet hours: when a channel keeps silent by the clock of its zone; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from syndicator.model.channel import QuietHours
from syndicator.model.verdict import Urgency


def silent_until(hours: QuietHours | None, urgency: Urgency, now: datetime) -> datetime | None:
    """Return when the silence ends in which `now` lies, None if the post may go; urgent ones always may."""
    if hours is None or urgency is Urgency.URGENT or hours.begin == hours.end:
        return None
    local = now.astimezone(ZoneInfo(hours.zone))
    clock = local.time().replace(tzinfo=None)
    over_midnight = hours.begin > hours.end
    silent = (clock >= hours.begin or clock < hours.end) if over_midnight else hours.begin <= clock < hours.end
    if not silent:
        return None
    end = local.replace(hour=hours.end.hour, minute=hours.end.minute, second=hours.end.second, microsecond=0)
    return (end if end > local else end + timedelta(days=1)).astimezone(now.tzinfo)
