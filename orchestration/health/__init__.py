"""The stores of a home.

Looked at before they are used, made anew where they can be, else told in one message.

Not here: the stores' own formats, or what a run makes of them.
"""
