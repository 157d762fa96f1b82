"""What transfers and lines say together: nobody is put through to Vox itself."""

from __future__ import annotations

from collections.abc import Iterator

from vox.config.errors import Problem
from vox.config.forms import FormError, shown
from vox.config.shape import Location, Shaped
from vox.config.transfer import check_emergency_target, same_line


def crossed_transfers(shaped: Shaped) -> Iterator[Problem]:
    """Reads what was written, right or wrong, so that one error hides no other."""
    line = shaped.data.get("line")
    trunks = line.get("sip") if isinstance(line, dict) else None
    own = [one.get("user") for one in trunks if isinstance(one, dict)] if isinstance(trunks, list) else []
    for at, target in _targets(shaped):
        try:
            checked = check_emergency_target(target)
        except FormError:  # told by the settings themselves
            continue
        if any(isinstance(user, str) and same_line(checked, user) for user in own):
            yield Problem(
                shaped.place(at),
                f"{shown(target)} est la ligne de Vox : l'appel reviendrait à Vox",
                "écrivez le poste ou le numéro de la personne elle-même",
            )


def _targets(shaped: Shaped) -> Iterator[tuple[Location, str]]:
    emergency = shaped.data.get("emergency")
    if isinstance(emergency, dict) and isinstance(emergency.get("transfer"), str):
        yield ("emergency", "transfer"), emergency["transfer"]
    for table in ("practitioners", "people"):
        for index, one in enumerate(shaped.data.get(table) or ()):
            transfer = one.get("transfer") if isinstance(one, dict) else None
            at: Location = (table, index, "transfer")
            if isinstance(transfer, dict):
                transfer, at = transfer.get("to"), (*at, "to")
            if isinstance(transfer, str):
                yield at, transfer
