"""Words and values: dates, hours, numbers, names, and how a voice must say them. Pure.

French stands here, English in `english`; what both do alike (`relations`, `clock`, `dialling`, `naming`, `spelling`,
`answering`, `choosing`, `births`, `calendar`, `points`) is told the words of a language and knows none itself.
"""
