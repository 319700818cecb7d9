"""When it is due 时限: working days, duties, reminders. Imports org and below."""
