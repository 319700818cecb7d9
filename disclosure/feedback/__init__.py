"""反馈: feedback on what is published — errors, questions, objections (异议), credit repair (信用修复) — up to its answer (四（四）).

Imports cases, items and below.
"""
