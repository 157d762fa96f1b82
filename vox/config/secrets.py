"""Secrets by reference: a file that only its owner reads, or a variable of the environment; never the file itself."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from vox.config.forms import FormError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PATH = re.compile(r"(/[A-Za-z0-9._-]{1,40}){2,}")
_LARGEST = 64 * 1024  # bytes; a secret is a line


def is_variable(text: str) -> bool:
    """Whether the text is `${NAME}` and nothing else."""
    return _VARIABLE.fullmatch(text) is not None


def is_secret(name: str) -> bool:
    """Whether what a tool expects under that name is a secret: `token`, `api_key`, `clientSecret`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return re.fullmatch(r"(?:.*[_-])?(?:api_?key|key|token|secret|passwd|password|pwd)", name) is not None


def from_environment(text: str, *, name: str, env: Mapping[str, str] | None) -> SecretStr | None:
    """The secret that `${NAME}` stands for; None where there is no environment to look in. name: the key, for the hint.

    Raises FormError when the text is the secret itself, or the variable is unset or empty.
    """
    found = _VARIABLE.fullmatch(text)
    if found is None:
        raise FormError(
            "un secret est écrit en clair",
            f"mettez-le dans un fichier et écrivez {name}_file: /run/secrets/…, ou {name}: ${{VARIABLE}}",
        )
    if env is None:
        return None
    value = env.get(found[1])
    if not value:
        raise FormError(
            f"la variable d'environnement {found[1]} n'est pas définie"
            if value is None
            else f"la variable d'environnement {found[1]} est vide",
            f"définissez-la avant de démarrer : export {found[1]}=…",
        )
    return SecretStr(value)


def from_file(text: str, *, folder: Path) -> SecretStr:
    """The secret in the file that the text names, without the newline at its end; folder: where relative paths begin.

    Raises FormError when it is missing, empty, no file, unreadable, or readable by everybody.
    """
    path = folder / text
    name = _name(text, path)
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise FormError(f"{name} n'est pas un fichier", "nommez le fichier qui contient le secret")
        check_mode(path)
        if state.st_size > _LARGEST:
            raise FormError(f"{name} est trop long pour un secret", "le fichier contient le secret, et rien d'autre")
        content = path.read_bytes().decode("utf-8")
    except FormError:
        raise
    except FileNotFoundError as error:
        raise FormError(f"{name} n'existe pas", "créez ce fichier, avec le secret pour seul contenu") from error
    except UnicodeDecodeError as error:
        raise FormError(f"{name} n'est pas un texte UTF-8", "réécrivez le secret dans ce fichier") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "nom impossible"
        raise FormError(
            f"{name} ne peut pas être lu ({reason})", "voyez les droits du fichier et du dossier"
        ) from error
    secret = content.removesuffix("\n").removesuffix("\r")
    if not secret.strip():
        raise FormError(f"{name} est vide", "écrivez-y le secret")
    if "\n" in secret or "\x00" in secret:
        raise FormError(f"{name} contient plusieurs lignes", "le fichier contient le secret, sur une seule ligne")
    return SecretStr(secret)


def check_mode(path: Path) -> None:
    """Raises FormError, with the line to type, when others than owner and group may use the file.

    A file that is not there, or that we may not look at, has no mode to complain about.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    if mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH):
        raise FormError(f"le fichier {path} est ouvert à tous les comptes de la machine", f"tapez : chmod o-rwx {path}")


def check_file(path: Path, *, secret: bool) -> None:
    """Raises FormError when there is no such file, or, of a secret, when others than owner and group may use it."""
    if not path.is_file():
        raise FormError(f"le fichier {path} n'existe pas", "créez-le, ou corrigez son chemin")
    if secret:
        check_mode(path)


def _name(text: str, path: Path) -> str:
    """How an error names the file; a text that may be the secret itself, set here by mistake, is not repeated."""
    if _PATH.fullmatch(text) or stands(path) or ("/" in text and stands(path.parent)):
        return f"le fichier {path}"
    return "le fichier nommé ici"


def stands(path: Path) -> bool:
    """Whether there is something under that name, as far as we may look."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a folder that we may not look into; a name that cannot be one
        return False
