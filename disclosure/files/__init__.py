"""Papers 附件: private until a live page uses them. Imports ledger and rules."""
