"""Giving up: a caller for whom nobody came is back with the bot, and offered a call."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.change import Change
from bot.conversation import Conversation
from bot.desk.steps import Steps
from bot.message import Event
from bot.outcome import left
from bot.reply import Expects, Part, Reply

WAYS_ON: Final = ("callback", "leave_message", "human")
"""By their keys: 1 is a call back."""


def nobody_came(steps: Steps, conversation: Conversation, now: datetime) -> Change:
    language = conversation.language
    choices = tuple(steps.wording.choice(name, language) for name in WAYS_ON)
    text = steps.wording.say("call_nobody", language)
    back = replace(left(conversation, now), choices=choices)
    part = Part(written=text, choices=choices, expects=Expects.CHOICE)
    notice = steps.notice(back, Event.LEFT_QUEUE, now, key="call_nobody")
    return Change(
        conversation=back, messages=(replace(notice, reply=Reply(parts=(part,))),)
    )
