"""Any program that reads words and writes a WAV file, as a synthesizer."""

import subprocess
from collections.abc import Sequence
from shutil import which

from bot.message import Language
from speech.errors import EngineFailed, EngineMissing, EngineTimedOut, MalformedSound
from speech.sound import Sound
from speech.wav import parse_wav

_LANGUAGES = {Language.ZH: "zh", Language.EN: "en"}
_LANGUAGE = "{language}"


class CommandSynthesizer:
    """The words go to its standard input, the sound comes from its standard output.
    `{language}` in the command becomes zh or en, so that each has a model."""

    def __init__(
        self, command: Sequence[str], *, deadline_seconds: float = 20.0
    ) -> None:
        """Raises EngineMissing."""
        if not command or which(command[0]) is None:
            raise EngineMissing("the voice", [f"the program {' '.join(command[:1])}"])
        self.name = command[0]
        self._command = tuple(command)
        self._deadline = deadline_seconds

    def say(self, said: str, language: Language) -> Sound:
        """Raises EngineFailed, EngineTimedOut."""
        name = _LANGUAGES[language]
        command = [part.replace(_LANGUAGE, name) for part in self._command]
        try:
            done = subprocess.run(  # noqa: S603  the operator's own command
                command,
                input=said.encode(),
                capture_output=True,
                check=True,
                timeout=self._deadline,
            )
            return parse_wav(done.stdout, self.name)
        except subprocess.TimeoutExpired:
            raise EngineTimedOut(self.name, self._deadline) from None
        except subprocess.CalledProcessError as wrong:
            raise EngineFailed(self.name, f"it ended with {wrong.returncode}") from None
        except (OSError, MalformedSound) as wrong:
            raise EngineFailed(self.name, str(wrong)) from None

    def close(self) -> None:
        """Nothing runs between two utterances."""
