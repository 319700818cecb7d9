"""Charts of the report as SVG: bars with their numbers beside them, groups told apart by hatching too (look: no colour carries a meaning alone)."""

from xml.sax.saxutils import escape

from dashboard.panels import percent

INK, SOFT, LINE = "#1a2129", "#4b5763", "#d5dae1"
COLOURS = {"done-in-time": "#15539e", "done-late": "#b87a00", "open-in-time": "#7f8f9f", "open-late": "#b42318"}
FACE = "Noto Sans SC"
HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#b87a00"/><rect width="2" height="6" fill="#ffffff"/></pattern>'
)


def divisions(rows, words):
    """Bars of the four groups by division. rows: [{name, <group>: number}] in order; words: {group: label}. Returns SVG text."""
    most = max([sum(row[group] for group in COLOURS) for row in rows] or [1]) or 1
    left, width, step, top = 150, 430, 34, 44
    parts, x = [HATCH], left
    for group, colour in COLOURS.items():
        parts.append(f'<rect x="{x}" y="10" width="14" height="14" fill="{_fill(group, colour)}"/>')
        parts.append(_text(x + 20, 22, words[group], anchor="start", colour=SOFT))
        x += 34 + 14 * len(words[group])
    for number, row in enumerate(rows):
        y, x = top + number * step, left
        parts.append(_text(left - 10, y + 16, row["name"], anchor="end"))
        for group, colour in COLOURS.items():
            count = row[group]
            if not count:
                continue
            long = max(count / most * width, 3)
            fill = f'fill="{_fill(group, colour)}" stroke="#ffffff" stroke-width="1"'
            parts.append(f'<rect x="{x:.1f}" y="{y}" width="{long:.1f}" height="22" {fill}/>')
            if long > 20 and group != "done-late":
                parts.append(_text(x + long / 2, y + 16, str(count), anchor="middle", colour="#ffffff"))
            x += long
        late = f"，{words['open-late']} {row['open-late']}" if row["open-late"] else ""
        parts.append(_text(x + 8, y + 16, f"{sum(row[group] for group in COLOURS)}{late}", anchor="start"))
    return _svg(740, top + max(len(rows), 1) * step + 8, parts)


def rates(rows, words):
    """Two bars a rate, this period's above last period's. rows: [{name, now, before, words}] with shares or None.

    row["words"]: what stands beside the two bars; words: what the two bars are.
    """
    left, width, step, top = 210, 380, 56, 44
    now, before = words
    parts = [
        f'<rect x="{left}" y="10" width="14" height="14" fill="#15539e"/>', _text(left + 20, 22, now, anchor="start", colour=SOFT),
        f'<rect x="{left + 110}" y="10" width="14" height="14" fill="#7f8f9f"/>', _text(left + 130, 22, before, anchor="start", colour=SOFT),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        y = top + number * step
        parts.append(_text(left - 10, y + 26, row["name"], anchor="end"))
        for place, (value, colour) in enumerate(((row["now"], "#15539e"), (row["before"], "#7f8f9f"))):
            top_of = y + place * 21
            if value is None:
                parts.append(_text(left + 6, top_of + 14, row["words"][place], anchor="start", colour=SOFT))
                continue
            long = max(value * width, 1)
            parts.append(f'<rect x="{left}" y="{top_of}" width="{long:.1f}" height="18" fill="{colour}"/>')
            parts.append(_text(left + long + 8, top_of + 14, f"{percent(value)}%", anchor="start"))
    bottom = top + max(len(rows), 1) * step
    parts.append(f'<line x1="{left}" y1="{top - 8}" x2="{left}" y2="{bottom}" stroke="{LINE}"/>')
    return _svg(740, bottom + 8, parts)


def _fill(group, colour):
    return "url(#hatch)" if group == "done-late" else colour


def _text(x, y, words, *, anchor, colour=INK):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FACE}" font-size="14" fill="{colour}" text-anchor="{anchor}">{escape(str(words))}</text>'


def _svg(width, height, parts):
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{body}</svg>'
