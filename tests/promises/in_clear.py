"""The pages of an encrypted file of the records as they are in memory: free ones, and the gaps between rows, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE, RESERVED, SALT = 4096, 80, 16  # SQLCipher 4: at the end of each page its IV (16 bytes) and its HMAC (64)
WAL_HEADER, FRAME_HEADER = 32, 24


def in_clear(path: Path, key: bytes) -> bytes:
    """Of the file and of the -wal file beside it."""
    wal = path.with_name(f"{path.name}-wal")
    pages = [*_pages(path.read_bytes()), *(_frames(wal.read_bytes()) if wal.exists() else ())]
    return b"".join(_decrypted(page, key, first=number == 0) for number, page in enumerate(pages))


def _pages(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PAGE):
        yield data[start : start + PAGE]


def _frames(data: bytes) -> Iterator[bytes]:
    for start in range(WAL_HEADER, len(data), FRAME_HEADER + PAGE):
        yield data[start + FRAME_HEADER : start + FRAME_HEADER + PAGE]


def _decrypted(page: bytes, key: bytes, *, first: bool) -> bytes:
    content = page[SALT if first else 0 : PAGE - RESERVED]
    decryptor = Cipher(AES(key), CBC(page[PAGE - RESERVED : PAGE - RESERVED + 16])).decryptor()
    return decryptor.update(content) + decryptor.finalize()
