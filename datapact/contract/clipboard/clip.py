"""The content of the clipboard, read as blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from datapact.contract.clipboard.blocks import Block, Pasted, blocks_of_text, fit
from datapact.contract.clipboard.html_reader import read_html


@dataclass(frozen=True, slots=True)
class Clip:
    """The forms of one thing on the clipboard."""

    text: str
    """Plain words; may be empty."""
    html: str = ""
    """The same as HTML; empty where there is none, or where it is not wanted."""
    own: bytes = b""
    """The same in our own form (``own.write_own``); empty where it does not come from us."""
    words_only: bool = False
    """All words as one text with line breaks, whatever stood before them."""

    def read(self) -> Pasted:
        """The blocks; none where there are no words. Never raises."""
        if self.words_only:
            words = fit(self.text).strip("\n")
            return Pasted((Block(words),) if words.strip() else ())
        pasted = read_html(self.html) if self.html else Pasted(())
        if not pasted.blocks:
            pasted = replace(blocks_of_text(self.text), lost=pasted.lost)
        if len(pasted.blocks) == 1:
            return replace(pasted, blocks=(self._with_spaces(pasted.blocks[0]),))
        return pasted

    def _with_spaces(self, block: Block) -> Block:
        """A few words from amid a sentence keep the space at either end."""
        if block.marker or block.level or block.number or block.kind == "heading":
            return block
        text = fit(self.text)
        before = " " if re.match(r" +[^\n ]", text) else ""
        behind = " " if re.search(r"[^\n ] +\Z", text) else ""
        looks = f"{before}{block.looks}{behind}" if block.looks else ""
        return replace(block, words=f"{before}{block.words}{behind}", looks=looks)
