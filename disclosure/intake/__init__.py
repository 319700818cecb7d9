"""受理口防护: what every public form and public write of the API shares: limit, proof, one answer a key, sealed fields. Imports ledger and rules."""
