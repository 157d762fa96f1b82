"""The kinds of values that the file has, as pydantic reads them: texts as operators write them, or typed values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from vox.config import forms

T = TypeVar("T")


class Section(BaseModel):
    """A frozen part of the file that knows no other key than its own."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_by_name=True, validate_by_alias=True
    )


def refusal(what: str, hint: str = "", *, at: str = "") -> PydanticCustomError:
    """The one kind of error that our own validators raise; what and hint are ready to be shown.

    at: the key that it is about, where the validator sees several.
    """
    return PydanticCustomError("vox", "{what}", {"what": what, "hint": hint, "at": at})


def reads(form: Callable[[str], Any]) -> BeforeValidator:
    """Texts are read by `form`; typed values pass to pydantic as they are."""

    def validate(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return read(form, value)

    return BeforeValidator(validate)


def checked(check: Callable[[str], str]) -> AfterValidator:
    """Texts that `check` accepts, as it gives them back."""
    return AfterValidator(lambda value: read(check, value))


def between(low: timedelta, high: timedelta, *, above: bool = False) -> AfterValidator:
    """low <= duration <= high; above: low itself is not allowed."""

    def validate(value: timedelta) -> timedelta:
        if value > high or value < low or (above and value == low):
            least = "plus de 0" if above else forms.format_duration(low)
            raise refusal(f"{forms.format_duration(value)} : la durée va de {least} à {forms.format_duration(high)}")
        return value

    return AfterValidator(validate)


def listed(value: Any) -> Any:
    """A single text where a list is expected is a list of one."""
    return (value,) if isinstance(value, str) else value


def read(form: Callable[[str], T], text: str) -> T:
    """form(text); what it refuses is refused as pydantic wants it."""
    try:
        return form(text)
    except forms.FormError as error:
        raise refusal(error.what, error.hint) from error


Text = Annotated[str, Field(min_length=1, max_length=1000)]
Identifier = Annotated[str, checked(forms.check_identifier)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed)]
Duration = Annotated[timedelta, reads(forms.read_duration)]
Number = Annotated[int, reads(forms.read_number)]
Switch = Annotated[bool, reads(forms.read_bool)]
MostPerDay = Annotated[int, reads(forms.read_per_day), Field(ge=1, le=200)]
