"""Who answers 责任: divisions, posts held from a day to a day, delegation (五（二）). Imports files, intake, outbox and below."""
