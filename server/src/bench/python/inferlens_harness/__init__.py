"""The measured process of Python functions. Standard library only, Python 3.8 and newer. Absent on purpose: words for people."""
