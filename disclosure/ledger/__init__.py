"""What happened 台账: one append-only, hash-chained record. Imports rules only."""
