"""The console of the command: on a terminal no line breaks within a word.

A path, an id or a key stays whole even where it is longer than the screen, so that it can be copied.
"""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_LABEL = re.compile(r"\s*\S+ {2,}(?=\S)")
_LABEL_WIDTH = 14


class WordConsole(Console):
    """A console that breaks what is printed with `soft_wrap` between words, below its first word."""

    def print(self, *objects: Any, soft_wrap: bool | None = None, **more: Any) -> None:
        """Prints as `rich` does; a file or a pipe gets each line in one piece."""
        if soft_wrap and self.is_terminal and len(objects) == 1 and isinstance(objects[0], str):
            text = self.render_str(objects[0], markup=True, highlight=more.get("highlight"))
            lines = [piece for line in text.split("\n", allow_blank=True) for piece in pieces(line, self.width)]
            objects = (Text("\n").join(lines),)
        super().print(*objects, soft_wrap=soft_wrap, **more)


def pieces(line: Text, width: int) -> list[Text]:
    """One line as lines of `width` columns at most, unless one word is longer."""
    label = _LABEL.match(line.plain)
    start = len(line.plain) - len(line.plain.lstrip())
    indent = label.end() if label and label.end() <= _LABEL_WIDTH else start + 2
    breaks, column = [], 0
    for word in re.finditer(r"\s*\S+", line.plain):
        length = cell_len(word.group())
        if column and column + length > width:
            bare = word.group().lstrip()
            breaks.append(word.end() - len(bare))
            column = indent + cell_len(bare)
        else:
            column += length
    first, *rest = line.divide(breaks)
    found = [first, *(Text(" " * indent).append_text(piece) for piece in rest)]
    for piece in found[:-1]:
        piece.rstrip()
    return found
