"""From a message of the conversation to what is said in a call."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.message import Author, Language, Message
from bot.reply import Choice, Expects, Part
from bot.words import Wording
from speech.turn_taking.utterance import Utterance

MOST_CHOICES = 9
"""So many have a key of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the last words of the bot leave open, for a key to answer."""

    expects: Expects = Expects.FREE
    choices: tuple[Choice, ...] = ()
    request: str = ""
    """Of the verification that a secure card would be shown for."""


def said(message: Message, wording: Wording) -> tuple[Utterance, ...]:
    """Nothing for what the customer said, and for what nobody reads."""
    if message.author is Author.CUSTOMER or message.continues or not message.text:
        return ()
    if message.reply is None:
        return (Utterance(id=f"m{message.seq}", text=message.text),)
    parts = [part for part in message.reply.parts if part.card is None]
    return tuple(
        _utterance(part, f"m{message.seq}.{place}", message.language, wording)
        for place, part in enumerate(parts)
        if part.written or part.spoken
    )


def offered(messages: Sequence[Message]) -> Offered:
    """By the newest words of the bot among these."""
    spoken = [one.reply for one in messages if one.reply and one.reply.parts]
    if not spoken:
        return Offered()
    reply = spoken[-1]
    card = next((part.card for part in reply.parts if part.card), None)
    return Offered(
        expects=reply.parts[-1].expects,
        choices=reply.choices[:MOST_CHOICES],
        request=card.id if card else "",
    )


def pressed(open_now: Offered, digits: str) -> Choice | None:
    """The choice that a key stands for."""
    place = int(digits) - 1 if len(digits) == 1 and digits.isascii() else -1
    return open_now.choices[place] if 0 <= place < len(open_now.choices) else None


def _utterance(
    part: Part, name: str, language: Language, wording: Wording
) -> Utterance:
    words = part.spoken or part.written
    titles = tuple(one.title for one in part.choices[:MOST_CHOICES])
    if titles:
        words = f"{words} {_keys(titles, language, wording)}"
    return Utterance(
        id=name,
        text=words,
        must_hear=part.must_hear,
        expects=Expects.CHOICE if titles else part.expects,
        answers=titles,
    )


def _keys(titles: Sequence[str], language: Language, wording: Wording) -> str:
    joint = "；" if language is Language.ZH else "; "
    keys = joint.join(
        wording.say("call_key", language, number=str(place), title=title)
        for place, title in enumerate(titles, 1)
    )
    return wording.say("call_choices", language, choices=keys)
