"""The shell: this bureau's own site. It wires rooms together; nobody imports it."""
