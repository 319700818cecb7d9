"""The law: plain values in, plain values out. No table, no request, no clock of its own; imports nothing of this project."""
