"""办件: the public's matters, whatever their kind: number and code, owner and first receiver, clock, events, letters, tracking.

What is special about a kind stands in the room above that knows it (applications, complaints); this room asks it through lists (`access`).
Imports chain and below.
"""
