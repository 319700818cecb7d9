"""Papers of every room set as PDF or picture by typst: one pair of faces, one sign for what they cannot draw. Words are data and are never run."""

import json
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
SERIF, SANS = "NotoSerifSC-Regular.otf", "NotoSansSC-Regular.otf"


@lru_cache
def _known_signs(face):
    return frozenset((ord("\t"), ord("\n"), ord("\r"), *TTFont(FONTS / face).getBestCmap()))


def drawable(value, face=SERIF):
    """Texts, however deep, with 〓 where the face has no such character: PDF/A takes none that cannot be drawn, and none is silently lost."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else "".join(sign if ord(sign) in _known_signs(face) else "〓" for sign in value)
    if isinstance(value, (list, tuple)):
        return [drawable(each, face) for each in value]
    return {name: drawable(each, face) for name, each in value.items()} if isinstance(value, dict) else value


def typeset(template, values, *, face=SERIF, **how):
    """The bytes of a template of ours (its path) filled in with plain values; `how` is typst's. Raises RuntimeError where a face is missing."""
    data = json.dumps(drawable(values, face), ensure_ascii=False, default=str)
    made, warned = typst.compile_with_warnings(
        str(template), sys_inputs={"data": data}, font_paths=[str(FONTS)], ignore_system_fonts=True, **how
    )  # fmt: skip
    if warned:
        raise RuntimeError(str(warned))
    return made
