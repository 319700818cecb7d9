"""The watch 效能监督: reads disclosure; its figures are a later piece of work."""
