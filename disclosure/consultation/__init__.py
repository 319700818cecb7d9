"""预公开 (五（三）): the draft is published before the decision, everyone is heard, and every comment is answered. Imports items, cases and below."""
