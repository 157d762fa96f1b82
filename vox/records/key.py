"""The key of the records: 32 random bytes in a secret file, made once, away from the data that it opens."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from pathlib import Path

from vox.config.forms import FormError
from vox.config.secrets import check_mode
from vox.errors import VoxError

KEY_BYTES = 32
_HEX = re.compile(rb"[0-9a-fA-F]{64}")


def generate_key() -> str:
    """A new key as it is written in a key file: 64 hexadecimal digits."""
    return secrets.token_hex(KEY_BYTES)


def init_key(path: Path) -> None:
    """Make a new key file that only its owner reads; the folder is made if need be.

    Raises VoxError when the file exists (it is never overwritten) or cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError as error:
        raise VoxError(
            "une clé existe déjà : elle n'est pas remplacée",
            where=str(path),
            hint="gardez-la : sans elle, les résumés déjà conservés sont perdus ; pour une autre base, "
            "donnez un autre nom de fichier",
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(generate_key() + "\n")
            file.flush()
            os.fchmod(file.fileno(), 0o400)  # nobody has a reason to change it
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)  # half a key would be refused for ever after
        raise _unwritable(path, error) from error


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file. Raises VoxError when it is missing, unreadable, open to all, or no key."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise VoxError(
                "la clé des résumés n'est pas un fichier", where=str(path), hint="nommez le fichier qui la contient"
            )
        check_mode(path)
        with path.open("rb") as file:
            content = file.read(1024).strip()
    except FileNotFoundError as error:
        raise VoxError(
            "la clé des résumés n'existe pas",
            where=str(path),
            hint=f"si Vox n'a encore rien conservé ici, tapez : vox init-key {path} ; sinon remettez la clé "
            "sauvegardée à cet endroit",
        ) from error
    except FormError as error:
        raise VoxError(error.what, where=str(path), hint=error.hint) from error
    except OSError as error:
        raise VoxError(
            f"la clé des résumés ne peut pas être lue ({error.strerror})",
            where=str(path),
            hint="donnez le fichier au compte qui fait tourner Vox (chown), et la lecture à lui seul (chmod 400)",
        ) from error
    if not _HEX.fullmatch(content):
        raise VoxError(
            f"ce n'est pas une clé : 64 chiffres hexadécimaux sont attendus, {len(content)} signes sont là",
            where=str(path),
            hint="remettez la clé sauvegardée ; une nouvelle clé (vox init-key) n'ouvre pas les résumés d'avant",
        )
    return bytes.fromhex(content.decode("ascii"))


def derive(records_key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose: HKDF-SHA256 (RFC 5869, no salt, one block) of the records' key."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), records_key, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def _unwritable(path: Path, error: OSError) -> VoxError:
    return VoxError(
        f"la clé ne peut pas être écrite ({error.strerror})",
        where=str(path),
        hint="nommez un fichier dans un dossier où vous pouvez écrire",
    )
