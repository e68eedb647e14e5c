"""`teller speech`: hear and say words, fetch and check the recogniser's models."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import FAILED, fail, say, show, tell, watched
from api.settings import read_settings
from bot.message import Language, language_of
from bot.transcript import Transcript
from speech.engines import AUTO, NONE, Engines, Wanted, engines
from speech.errors import SpeechError
from speech.fetching import MIRROR, MODELS, Model, fetched, installed
from speech.recognition import RATE, Recognition
from speech.sound import Sound, at_rate
from speech.speakable.saying import speakable
from speech.speaking import Speaking
from speech.wav import read_wav, write_wav

LANGUAGES = {"zh": Language.ZH, "zh-CN": Language.ZH, "en": Language.EN}
_PIECE = RATE // 10 * 2
"""Bytes of a tenth of a second: as a call would bring them."""

speech = typer.Typer(
    help="Hear and say words; fetch and check the recogniser's models.",
    no_args_is_help=True,
)
ModelFolder = Annotated[
    Path | None,
    typer.Option(
        "--model", envvar="TELLER_VOSK_MODEL", help="A Vosk model, or a folder of them."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Spoken = Annotated[
    str, typer.Option("--language", help="zh or en; default: by the words.")
]


def register(app: typer.Typer) -> None:
    app.add_typer(speech, name="speech")


@speech.command("say")
def say_words(
    text: Annotated[str, typer.Argument(help="As it would be written.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The WAV file to write.")],
    engine: Annotated[str, typer.Option(help="espeak, pyttsx3 or auto.")] = AUTO,
    language: Spoken = "",
    rate: Annotated[int, typer.Option(min=8_000, max=48_000)] = 16_000,
) -> None:
    """Say a text as a caller would hear it, and print what is said."""
    spoken = _language(language) if language else language_of(text, Language.ZH)
    said = speakable(text, spoken)
    wanted = Wanted(recognizer=NONE, synthesizer=engine)
    with _opened(wanted) as found:
        if found.synthesizer is None:
            fail("; ".join(found.notes))
        speaking = Speaking(found.synthesizer, said, spoken, rate=rate)
        pcm = b"".join(sound.pcm for sound in speaking)
        name = found.synthesizer.name
    sound = Sound(pcm=pcm, rate=rate)
    write_wav(out, sound)
    say(said)
    tell(f"{out}: {sound.duration_ms / 1000:.1f} s by {name}")


@speech.command()
def hear(
    path: Annotated[Path, typer.Argument(metavar="FILE.wav")],
    engine: Annotated[str, typer.Option(help="vosk, pocketsphinx or auto.")] = AUTO,
    language: Spoken = "en",
    phrase: Annotated[
        list[str] | None, typer.Option(help="Only these may be said; repeatable.")
    ] = None,
    model: ModelFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print the words that a recogniser hears in a sound file."""
    sound = at_rate(read_wav(path), RATE)
    wanted = Wanted(recognizer=engine, synthesizer=NONE, vosk_models=_models(model))
    with _opened(wanted) as found:
        spoken = _language(language)
        if found.recognizer is None or spoken not in found.languages:
            fail("; ".join(found.notes) or "nothing listens")
        listening = found.recognizer.listen(spoken, tuple(phrase or ()))
        for start in range(0, len(sound.pcm), _PIECE):
            listening.feed(sound.pcm[start : start + _PIECE])
        recognition = listening.finish()
    _print(recognition, as_json)


@speech.command()
def status(model: ModelFolder = None, as_json: AsJson = False) -> None:
    """What this machine can say and understand, and what is missing."""
    with _opened(Wanted(vosk_models=_models(model))) as found:
        understood = [one.value for one in found.languages]
        voice = found.synthesizer.name if found.synthesizer else ""
        hears = found.recognizer.name if found.recognizer else ""
    if as_json:
        facts = {"recognizer": hears, "understood": understood, "voice": voice}
        show({**facts, "notes": list(found.notes)})
    else:
        say(f"voice           {voice or 'none'}")
        say(f"recogniser      {hears or 'none'}")
        say(f"understood      {', '.join(understood) or 'nothing that is spoken'}")
        for note in found.notes:
            say(f"missing         {note}")


@speech.command()
def fetch(
    languages: Annotated[list[str], typer.Argument(help="zh, en or both.")],
    mirror: Annotated[str, typer.Option(help="Where the archives lie.")] = MIRROR,
    archive: Annotated[
        Path | None,
        typer.Option("--from", help="An archive on this machine; one language."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Default: speech/ in TELLER_HOME.")
    ] = None,
) -> None:
    """Fetch recognition models: pinned, resumed, checked, and put in place at once."""
    models = [MODELS[_language(one)] for one in languages]
    folder = to or _home()
    if archive is not None and len(models) != 1:
        fail("--from takes one language")
    for model in models:
        tell(f"{model.name}: {model.size:,} bytes, licence {model.licence}")
        place = _brought(model, folder, mirror, archive)
        say(str(place))
    tell(f"Set TELLER_VOSK_MODEL={folder} to use what lies there.")


def _brought(model: Model, folder: Path, mirror: str, archive: Path | None) -> Path:
    try:
        if archive is not None:
            return installed(model, archive, folder)
        with watched(model.name) as watch:
            return fetched(model, folder, mirror=mirror, watch=watch)
    except SpeechError as wrong:
        fail(f"{wrong}; {_elsewhere(model)}")


def _elsewhere(model: Model) -> str:
    return (
        f"on a network without the internet bring {model.archive} from {MIRROR} "
        f"and give it with --from, or name a mirror with --mirror"
    )


@contextmanager
def _opened(wanted: Wanted) -> Iterator[Engines]:
    with closing(engines(wanted)) as found:
        yield found


def _models(given: Path | None) -> tuple[Path, ...]:
    if given is not None:
        return (given,)
    home = _home()
    return (home,) if home.is_dir() else ()


def _home() -> Path:
    return read_settings().home / "speech"


def _language(words: str) -> Language:
    if words not in LANGUAGES:
        fail(f"{words} is no language of ours: zh or en")
    return LANGUAGES[words]


def _print(recognition: Recognition, as_json: bool) -> None:
    heard = recognition.transcript
    if as_json:
        words = [
            {
                "text": one.text,
                "start_ms": one.start_ms,
                "end_ms": one.end_ms,
                "confidence": one.confidence,
            }
            for one in recognition.words
        ]
        text = heard.text if isinstance(heard, Transcript) else ""
        show({"text": text, "words": words})
    elif isinstance(heard, Transcript):
        say(heard.text)
        tell(f"confidence {heard.confidence:.2f}")
    else:
        tell("nothing was understood")
        raise SystemExit(FAILED)
