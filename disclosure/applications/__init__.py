"""依申请公开: applications from their arrival by any way to the service of the answer, with letters, fees, reviews and suits (条例 art. 27–45).

Imports cases, items and below.
"""
