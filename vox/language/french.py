"""The readers of French under one name, as `vox.language.english` has those of English."""

from vox.language.answers import read_answer, read_leading_answer
from vox.language.birthdates import read_birthdate
from vox.language.choices import read_choice
from vox.language.dates import read_date
from vox.language.hours import read_time
from vox.language.persons import read_name
from vox.language.phones import read_phone
from vox.language.say import say_date, say_moment, say_phone, say_time

__all__ = [
    "read_answer", "read_birthdate", "read_choice", "read_date", "read_leading_answer", "read_name", "read_phone",
    "read_time", "say_date", "say_moment", "say_phone", "say_time",
]  # fmt: skip
