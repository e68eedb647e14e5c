"""A Vosk model's folder: what must be in it, and which language it is for."""

from pathlib import Path

from bot.message import Language

_EITHER = " or "
_NEEDED = (
    (("am/final.mdl", "final.mdl"), "the acoustic model"),
    (("conf/mfcc.conf", "mfcc.conf"), "the settings of the features"),
    (
        ("graph/HCLG.fst", "graph/HCLr.fst", "HCLG.fst", "HCLr.fst"),
        "the graph of words",
    ),
    (
        ("graph/phones/word_boundary.int", "word_boundary.int"),
        "where words begin and end",
    ),
)
_WITH_IVECTOR = ("final.dubm", "final.ie", "final.mat", "global_cmvn.stats")
_CHINESE = ("-cn-", "-zh-", "-cn", "-zh", "chinese", "mandarin")


def missing_of(folder: Path) -> list[str]:
    """Each part that is not there, by name; empty for a whole model."""
    if not folder.is_dir():
        return [f"the folder {folder}"]
    missing = [
        f"{what} ({_EITHER.join(names)} in {folder.name})"
        for names, what in _NEEDED
        if not any(_filled(folder / one) for one in names)
    ]
    return missing + _halves_missing(folder)


def _halves_missing(folder: Path) -> list[str]:
    """Parts that are needed because of others that are there."""
    missing = []
    for top in (folder / "graph", folder):
        if (top / "HCLr.fst").exists() and not _filled(top / "Gr.fst"):
            missing.append(f"the grammar (Gr.fst in {top.name})")
    extractor = folder / "ivector"
    if extractor.is_dir():
        missing += [
            f"a part of the speaker features (ivector/{name} in {folder.name})"
            for name in _WITH_IVECTOR
            if not _filled(extractor / name)
        ]
    return missing


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def models_in(folder: Path) -> dict[Language, Path]:
    """The folder itself, or the models that lie in it, by language."""
    if _looks_like_model(folder):
        return {language_of_model(folder): folder}
    inner = sorted(one for one in folder.glob("*/") if _looks_like_model(one))
    return {language_of_model(one): one for one in inner}


def _looks_like_model(folder: Path) -> bool:
    parts = ("am", "conf", "graph", "final.mdl", "mfcc.conf")
    return any((folder / part).exists() for part in parts)


def language_of_model(folder: Path) -> Language:
    """By the words it knows, where they are listed, else by its name."""
    words = folder / "graph" / "words.txt"
    if words.is_file():
        with words.open(encoding="utf-8", errors="replace") as lines:
            known = "".join(
                line.partition(" ")[0]
                for _, line in zip(range(2000), lines, strict=False)
            )
        return (
            Language.ZH
            if any("\u4e00" <= c <= "\u9fff" for c in known)
            else Language.EN
        )
    name = folder.resolve().name.casefold()
    return Language.ZH if any(one in name for one in _CHINESE) else Language.EN
