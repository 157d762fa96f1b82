"""What is said where a calendar server does not do what is asked: what was wrong, where, and what to do."""

from __future__ import annotations

from urllib.parse import urlsplit

from vox.agenda.types import CalendarUnavailable


class Denied(CalendarUnavailable):
    """The account or its password is refused."""


class Unreached(CalendarUnavailable):
    """Nothing listens there."""


class Redirected(CalendarUnavailable):
    """The server names another address. to: which; nothing was sent there."""

    def __init__(self, what: str, *, to: str, where: str, hint: str) -> None:
        super().__init__(what, where=where, hint=hint)
        self.to = to


class Unanswered(CalendarUnavailable):
    """The request may have arrived; no answer came."""


class Cut(Unanswered):
    """The connection was closed instead."""


def refusal(status: int, host: str, url: str) -> CalendarUnavailable:
    """For a status that is not what was hoped for."""
    if status == 401:
        return Denied(
            "le serveur d'agenda refuse le compte ou le mot de passe",
            where=host,
            hint="vérifiez username et password_file ; Nextcloud et d'autres veulent un mot de passe d'application",
        )
    if status == 403:
        return CalendarUnavailable(
            "le compte n'a pas le droit de faire cela dans cet agenda",
            where=host,
            hint="partagez l'agenda avec ce compte, en lecture et en écriture",
        )
    if status in (404, 405, 409, 410):
        return CalendarUnavailable(
            f"il n'y a pas d'agenda à l'adresse {urlsplit(url).path}",
            where=host,
            hint="l'adresse doit être celle de l'agenda lui-même, telle que le serveur la donne à un client CalDAV",
        )
    if status == 507:
        return CalendarUnavailable(
            "le serveur d'agenda n'a plus de place", where=host, hint="libérez-en, ou augmentez son quota"
        )
    if status >= 500 or status == 429:
        return CalendarUnavailable(
            f"le serveur d'agenda ne peut pas répondre pour l'instant (HTTP {status})",
            where=host,
            hint="voyez son journal ; Vox essaiera de nouveau au prochain appel",
        )
    return CalendarUnavailable(f"le serveur d'agenda a répondu HTTP {status}", where=host)


def distrusted(host: str, why: str) -> CalendarUnavailable:
    """why: what OpenSSL says of it."""
    if "certificate has expired" in why:
        return CalendarUnavailable(
            "le certificat du serveur d'agenda est périmé",
            where=host,
            hint="faites-le renouveler par qui tient le serveur ; et voyez si cette machine est à l'heure",
        )
    if "Hostname mismatch" in why or "not valid for" in why:
        return CalendarUnavailable(
            "le certificat du serveur d'agenda est au nom d'un autre",
            where=host,
            hint="écrivez l'adresse avec le nom qui est dans le certificat, ou faites ajouter celui-ci",
        )
    if "local issuer" in why or "self-signed" in why or "self signed" in why:
        return CalendarUnavailable(
            "le certificat du serveur d'agenda est d'une autorité inconnue",
            where=host,
            hint="si c'est la vôtre, nommez son certificat sous tls: {authority: …}",
        )
    if "WRONG_VERSION_NUMBER" in why or "record layer" in why:
        return CalendarUnavailable(
            "ce port ne parle pas https",
            where=host,
            hint="vérifiez le port de l'adresse (443 pour https, s'il n'est pas écrit)",
        )
    return CalendarUnavailable(
        "le certificat du serveur d'agenda n'est pas accepté",
        where=host,
        hint="vérifiez sa date et son nom ; une autorité à vous se déclare sous tls: {authority: …}",
    )


def unknown_name(host: str) -> Unreached:
    """No such name."""
    return Unreached(
        "aucun serveur ne porte ce nom",
        where=host,
        hint="vérifiez le nom dans l'adresse, et que cette machine a un DNS qui répond",
    )


def unreachable(host: str) -> Unreached:
    """Nobody listens."""
    return Unreached(
        "le serveur d'agenda est injoignable : rien ne répond à ce nom et à ce port",
        where=host,
        hint="vérifiez l'adresse et le port, que le serveur est en marche, et qu'aucun pare-feu n'est entre les deux",
    )


def hung(host: str) -> Unanswered:
    """It takes too long; what was sent may have arrived."""
    return Unanswered(
        "le serveur d'agenda ne répond pas à temps", where=host, hint="vérifiez sa charge et le chemin jusqu'à lui"
    )


def cut(host: str) -> Cut:
    """It hung up; what was sent may have arrived."""
    return Cut("le serveur d'agenda a coupé la conversation", where=host, hint="voyez son journal")
