"""What must leave 待发: mail and later channels, written in the transaction, sent afterwards. Imports ledger and rules."""
