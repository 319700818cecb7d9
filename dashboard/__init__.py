"""The watch 效能监督 (五（二）, 五（五）): who owes what, who is late, and can every number be trusted? Reads disclosure, writes only its own.

How a figure comes about, from the bottom up; each file looks only down:

    metric.py      plain values: Period, Row, Value, Metric (Share, Count, Median, Total), and METRICS, the registry. Knows no table.
    metrics/       the formulas, one file a subject; each is one `register(Share(…))` with definition, exclusions, version and guards.
    rows/          the only queries: one file a source, `@source("orders") def orders(period)` yields plain Rows as they were known that day;
                   those that grow are `@kept` and told subject by subject.
    roles.py       who has a dashboard and which rows he sees · filters.py which of them he asked for · charts.py rows → Plotly figure.
    week.py        the week that the brief is about, beside the period asked for.
    figures.py     all of it together: `Board(role, period, chosen)`: reads each source once, answers every metric with its rows.
    facts/         the summary: what the sources say, kept as the ledger goes on; answers with weighted rows, so that no look reads all rows.
    summary.py     what a look is made of: the summary, and the rows of what is not kept in it · situation/ the report to leaders.
    views.py, api.py, exports.py          doors.

A new figure: write its source in rows/ (or use one that is there), register the metric in metrics/, name the module in metrics/__init__.py. The
API, the page of its rows, the exports, the definitions and the test "rows add up" take it from the registry; give it a recomputation of its
own in tests/dashboard/recount.py.

Time: a Period has a first and a last day and `known`, the day by whose end a thing must have been recorded to count. What is asked for 31 March is
the number of 31 March, today and next year. Nothing here reads the clock: the doors do.
"""
