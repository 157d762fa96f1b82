"""English as a second language: the readers only, with the interfaces of the French ones, and how values are said.

The dialogue does not use it yet, because what Vox says (`vox.dialogue.words`) is written in French only.
"""

from vox.language.english.answers import read_answer, read_leading_answer
from vox.language.english.birthdates import read_birthdate
from vox.language.english.choices import read_choice
from vox.language.english.dates import read_date
from vox.language.english.hours import read_time
from vox.language.english.names import read_name
from vox.language.english.phones import read_phone
from vox.language.english.say import say_date, say_moment, say_phone, say_time

__all__ = [
    "read_answer", "read_birthdate", "read_choice", "read_date", "read_leading_answer", "read_name", "read_phone",
    "read_time", "say_date", "say_moment", "say_phone", "say_time",
]  # fmt: skip
