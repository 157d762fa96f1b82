"""What is read of the bytes of an e-mail: never more than its words, whatever bytes they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vox.mailbox.reading import HEADER, TEXT, Own, Raw, read
from vox.records.mailed import Mail
from vox.records.rights import Right

from .conftest import ADDRESS, written

OWN = Own(frozenset({ADDRESS}), frozenset())
NOW = datetime(2026, 12, 1, tzinfo=UTC)
MARKS = [
    "From: a@b.example\r\n", "From:", "Subject: =?utf-8?b?", "=?utf-8?q?=ff?=", "Content-Type: multipart/mixed;",
    ' boundary="b"\r\n', "--b\r\n", "--b--", "Content-Transfer-Encoding: base64\r\n", "quoted-printable",
    "Content-Disposition: attachment; filename*=utf-8''%ff\r\n", "text/html; charset=utf-7\r\n", "message/rfc822",
    "<!--", "<![CDATA[", "<script>", "&#xffffffff;", "&#0;", "(((", '"', "\\", "<", ">", ",", ";", "\0", "\x85", "\r",
    "\n", "\r\n\r\n", "éà", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "06 39 98 00 12",
]  # fmt: skip


def of(mail: bytes) -> Mail:
    header, _, text = mail.partition(b"\r\n\r\n")
    return read(Raw(NOW, len(mail), header, text), OWN)


@given(st.lists(st.one_of(st.sampled_from(MARKS).map(str.encode), st.binary(max_size=20)), max_size=60))
def test_nothing_raises(pieces: list[bytes]) -> None:
    of(b"".join(pieces))
    of(b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + b"".join(pieces))


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Zoé <Zoe@Poste.Example>", "zoe@poste.example"),
        ("zoe@poste.example", "zoe@poste.example"),
        ('"Ébène, Zoé" <zoe@poste.example>', "zoe@poste.example"),
        ("=?utf-8?b?Wm/DqQ==?= <zoe@poste.example>", "zoe@poste.example"),
        ("zoe@poste.example (Zoé)", "zoe@poste.example"),
        ("zoe+rgpd@poste.example", "zoe+rgpd@poste.example"),
        ("zoe", None),
        ("", None),
        ("<>", None),
        ("undisclosed-recipients:;", None),
        ("zoe@poste.example, autre@poste.example", None),
        ("zoe@poste.example\r\n Bcc: autre@poste.example", None),
    ],
)
def test_who_it_says_that_it_is_from(sender: str, address: str | None) -> None:
    assert of(written(sender=sender)).sender == address


@pytest.mark.parametrize(
    "mail",
    [
        b"From: a@b.example\r\nContent-Type: text/plain; charset=iso-8859-15\r\n\r\n"
        + "Effacez mes données".encode("latin-1"),
        b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"//5FAGYAZgBhAGMAZQB6ACAAbQBlAHMAIABkAG8AbgBuAOkAZQBzAA==",
        b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nEffa=\r\ncez mes donn=C3=A9es",
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n<div>Effacez <b>mes</b> donn&eacute;es</div>",
        b"From: a@b.example\r\nSubject: =?iso-8859-1?q?Effacez_mes_donn=E9es?=\r\n\r\n",
    ],
)
def test_however_it_is_written(mail: bytes) -> None:
    assert of(mail).right is Right.ERASURE


def test_only_a_bounded_part_is_looked_at() -> None:
    long = read(Raw(NOW, 10**7, b"From: a@b.example\r\nX: " + b"x" * HEADER, b"y" * TEXT * 3), OWN)
    assert long.sender == "a@b.example" and long.right is None


def test_each_is_itself() -> None:
    one = Raw(NOW, 100, b"From: a@b.example", b"text")
    others = [
        Raw(NOW, 101, b"From: a@b.example", b"text"),
        Raw(NOW, 100, b"From: a@b.exampl", b"etext"),
        Raw(NOW, 100, b"From: a@b.example", b"texte"),
    ]
    assert len({read(raw, OWN).digest for raw in [one, *others]}) == 4
    assert read(one, OWN).digest == read(Raw(datetime(2025, 1, 1, tzinfo=UTC), 100, one.header, one.text), OWN).digest


def test_its_words_are_in_no_representation() -> None:
    raw = Raw(NOW, 9, b"From: canari@b.example", b"CANARI 06 39 98 00 12")
    assert "canari" not in f"{raw!r} {read(raw, OWN)!r}".lower()
