"""The demo bureau: an invented authority to look at, set up and lived through the real actions."""
