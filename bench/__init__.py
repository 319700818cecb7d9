"""What the work costs, beside plain Wagtail, in one run on this machine: `make bench`, or `python -m bench chain`."""
