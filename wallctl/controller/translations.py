"""The desk's word lists: `python -m wallctl.controller.translations` gathers the words and builds the lists.

Chinese words in the source are gathered into `wallctl_en.ts` by Qt's lupdate; people fill in the English;
lrelease makes the `.qm` file that the desk loads. Only for a checkout; the desk itself never runs this.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from wallctl.errors import Unavailable, WallError
from wallctl.store.data_files import Shipped, shipped_file

_HERE = Path(__file__).resolve().parent


def word_list() -> Path:
    """Return the list that people fill in."""
    return shipped_file(Shipped.ASSETS, "translations", "wallctl_en.ts")


def gather(target: Path) -> None:
    """Bring the list up to date with the source; words that are gone go."""
    sources = sorted(str(path) for path in _HERE.rglob("*.py"))
    options = ["-no-obsolete", "-locations", "none", "-source-language", "zh_CN", "-target-language", "en"]
    _run("pyside6-lupdate", *sources, *options, "-ts", str(target))


def build(source: Path, target: Path) -> None:
    """Make the file that the desk loads."""
    _run("pyside6-lrelease", str(source), "-qm", str(target))


def untranslated(source: Path) -> list[str]:
    """Return the words of a list that have no English yet."""
    tree = ElementTree.parse(source)  # noqa: S314 - our own file
    missing = []
    for message in tree.iter("message"):
        translation = message.find("translation")
        if translation is None or translation.get("type") == "unfinished" or not translation.text:
            missing.append(message.findtext("source", ""))
    return missing


def _run(tool: str, *arguments: str) -> None:
    path = Path(sys.executable).parent / tool
    if not path.exists():
        raise Unavailable(tool, "does not stand beside this Python", "make setup")
    done = subprocess.run([str(path), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(tool, done.stderr.strip() or done.stdout.strip(), "see the line it names")


def main() -> int:
    """Gather, tell what is missing, build."""
    words = word_list()
    try:
        gather(words)
        build(words, words.with_suffix(".qm"))
    except WallError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    missing = untranslated(words)
    for text in missing:
        sys.stderr.write(f"no English for: {text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
