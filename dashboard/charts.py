"""A panel → a Plotly figure as JSON values. The table beside it says the same in words; colours keep one meaning everywhere (look.md 6)."""

import json

import plotly.graph_objects as go

# done in time · done late (hatched) · open · overdue; as tokens.css has them
COLOURS = ("#15539e", "#b87a00", "#7f8f9f", "#b42318")
LEAST = 0.015  # of the longest bar: no part that is there is thinner, or it could not be seen
HATCH = ("", "/", "", "")
INK, LINE, PAPER = "#4b5763", "#d9dfe6", "#ffffff"
FONT = '"PingFang SC", "HarmonyOS Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif'
CONCLUSIONS = (("#15539e", ""), ("#15539e", "/"), ("#f4f6f9", ""), ("#7f8f9f", ""))  # adopted · partly · not adopted · unanswered


def figure(panel):
    """The Plotly figure of a panel as JSON values, None where it is a table alone or there is nothing to draw."""
    lines = [line for line in panel.lines if not line.total]
    if not panel.chart or not any(line.cells[n].value for line in lines for n in panel.drawn):
        return None
    made = {"stack": _stack, "dots": _dots, "line": _trend}[panel.chart](panel, lines)
    made.update_layout(
        template="none", font={"family": FONT, "size": 14, "color": INK}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False, hovermode="closest", dragmode=False,
    )  # fmt: skip
    return json.loads(made.to_json())


def _rows(made, lines):
    """Axes of a chart whose bars stand in the rows of the table beside it: no labels of its own, a row a unit."""
    made.update_layout(margin={"l": 4, "r": 4, "t": 0, "b": 0, "pad": 0}, bargap=0.4, barmode="stack")
    made.update_yaxes(visible=False, fixedrange=True, range=[len(lines) - 0.5, -0.5], type="linear")
    made.update_xaxes(visible=False, fixedrange=True, rangemode="tozero")
    return made


def _stack(panel, lines):
    made = go.Figure()
    least = LEAST * max(sum(line.cells[n].value or 0 for n in panel.drawn) for line in lines)
    styles = CONCLUSIONS if panel.key == "hearing" else tuple(zip(COLOURS, HATCH, strict=True))
    for place, column in enumerate(panel.drawn):
        colour, hatch = styles[place]
        hollow = colour == "#f4f6f9"
        fill = colour
        if colour != COLOURS[3] and any(line.cells[column].red for line in lines):  # what is overdue is red, whatever its column
            fill = [COLOURS[3] if line.cells[column].red else colour for line in lines]
        made.add_bar(
            orientation="h", name=panel.columns[column], y=list(range(len(lines))), customdata=[line.cells[column].value for line in lines],
            x=[max(line.cells[column].value, least) if line.cells[column].value else None for line in lines],
            text=[line.label for line in lines], textposition="none",
            hovertemplate="%{text}<br>" + panel.columns[column] + " %{customdata}<extra></extra>",
            marker={
                "color": fill, "line": {"color": "#74828f" if hollow else PAPER, "width": 1 if hollow else 2},
                "pattern": {"shape": hatch, "bgcolor": fill, "fgcolor": PAPER, "fillmode": "replace", "solidity": 0.35, "size": 6},
            },
        )  # fmt: skip
    return _rows(made, lines)


def _dots(panel, lines):
    made = go.Figure()
    middle, most, *limits = panel.drawn
    for place, line in enumerate(lines):
        ends = [line.cells[middle].value, line.cells[most].value]
        if None not in ends:
            made.add_scatter(x=ends, y=[place, place], mode="lines", line={"color": COLOURS[2], "width": 4}, hoverinfo="skip")
    for column, style in ((middle, {"color": COLOURS[0], "size": 12}),
                          (most, {"color": PAPER, "size": 11, "line": {"color": COLOURS[0], "width": 3}})):  # fmt: skip
        made.add_scatter(
            x=[line.cells[column].value for line in lines], y=list(range(len(lines))), mode="markers", name=panel.columns[column], marker=style,
            text=[line.label for line in lines], hovertemplate="%{text}<br>" + panel.columns[column] + " %{x}<extra></extra>",
        )  # fmt: skip
    for column in limits:
        dash = "dot" if column == limits[0] else "solid"
        for place, line in enumerate(lines):
            value = line.cells[column].value
            if value is None or (dash == "dot" and len(limits) > 1 and line.cells[limits[1]].value == value):
                continue  # the law's line stands for both where they are the same day
            made.add_shape(
                type="line", x0=value, x1=value, y0=place - 0.35, y1=place + 0.35, line={"color": "#1a2129", "width": 2, "dash": dash}
            )  # fmt: skip
    most_of_all = max((line.cells[n].value or 0 for line in lines for n in panel.drawn), default=1)
    made = _rows(made, lines)
    made.update_xaxes(range=[-most_of_all * 0.03, most_of_all * 1.06])
    return made


def _trend(panel, lines):
    column = panel.drawn[0]
    values = [line.cells[column].value for line in lines]
    known = [value for value in values if value is not None]
    low = min(80, int(min(known) // 10 * 10) - 10) if known else 0
    low = max(0, low)
    lowest = min(range(len(values)), key=lambda n: (values[n] is None, values[n] if values[n] is not None else 0))
    last = max((n for n, value in enumerate(values) if value is not None), default=0)
    marked = {lowest, last}
    made = go.Figure()
    made.add_scatter(
        x=[line.label for line in lines], y=values, mode="lines+markers+text", line={"color": COLOURS[0], "width": 3},
        marker={"color": COLOURS[0], "size": [9 if n in marked else 6 for n in range(len(values))]}, connectgaps=False,
        text=[lines[n].cells[column].text if n in marked and values[n] is not None else "" for n in range(len(values))],
        textposition=["bottom center" if n == lowest else "top center" for n in range(len(values))],
        hovertemplate="%{x}<br>%{y}%<extra></extra>",
    )  # fmt: skip
    made.update_layout(margin={"l": 48, "r": 24, "t": 24, "b": 32}, height=230)
    step = max(5, (100 - low) // 2)
    ticks = list(range(low, 101, step))
    made.update_yaxes(
        range=[low - 6, 106], tickvals=ticks, ticktext=[f"{n}%" for n in ticks], gridcolor=LINE, zeroline=False, fixedrange=True, showgrid=True
    )  # fmt: skip
    made.update_xaxes(showgrid=False, fixedrange=True, type="category", nticks=6)
    return made
