"""The summary: what the sources say, kept as it changes, so that no look reads all rows (docs/decisions/summary.md).

stands.py     pure: where a row stands on which days, as changes of counts from day to day.
tables.py     Trait (what rows have in common), Fact (a row between two days as known), Tally and MonthTally (counts), Standing, Recount.
fold.py       the only writer: subjects → facts → counts, by difference, under the lock of Standing.
catch_up.py   which subjects: those that entries of the ledger after the last one folded may have changed.
counted.py    counts → weighted Rows of a period, which every metric reads as it reads single ones.
recount.py    each night everything again, compared, mended, told.
"""
