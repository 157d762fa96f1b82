"""Sixty things that are no request, or somebody's attack: nothing is told, nothing is noted, nothing is done."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.records.rights import NUMBER, OTHER
from tests.web.site import FORM_TYPE, post, served
from vox.records.rights import Right
from vox.web.asked import Asked, Filled, Mistake, cleaned, read

OK = b"right=erasure&phone=0639980012"
TEN_MB = 10_000_000
WRITTEN = re.compile(r'value="[^"]*"')
NEXT = b"GET /droits HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def phone(written: str) -> bytes:
    """A form whose number is written so."""
    return urlencode({"right": "access", "phone": written}).encode()


def multipart(body: bytes) -> bytes:
    return post(body, Content_Type="multipart/form-data; boundary=b")


NOTHING = {  # what is sent, and the status of the answer
    "empty": (post(b""), 422),
    "no number": (post(b"right=access"), 422),
    "no right": (post(b"phone=0639980012"), 422),
    "another right": (post(b"right=everything&phone=0639980012"), 422),
    "a right in capitals": (post(b"right=ERASURE&phone=0639980012"), 422),
    "two rights": (post(b"right=erasure&right=access&phone=0639980012"), 422),
    "two numbers, another's second": (post(OK + b"&phone=0639980013"), 422),
    "a field as a list": (post(b"right=erasure&phone[]=0639980012"), 422),
    "the trap": (post(OK + b"&website=http://a.example"), 422),
    "the trap twice": (post(OK + b"&website=&website=x"), 422),
    "letters": (post(phone("Chloé, 06")), 422),
    "too short": (post(phone("06 39")), 422),
    "too long": (post(phone("0639980012" * 10)), 422),
    "an emergency": (post(phone("112")), 422),
    "a service": (post(phone("3639")), 422),
    "premium": (post(phone("0899 12 34 56")), 422),
    "premium abroad": (post(phone("+1 900 555 0123")), 422),
    "shared cost": (post(phone("0811 00 00 00")), 422),
    "in letters": (post(phone("0800 FLOWERS")), 422),
    "a SIP address": (post(phone("sip:100@10.0.0.1")), 422),
    "with a context": (post(phone("tel:0639980012;phone-context=a.example")), 422),
    "codes of an exchange": (post(phone("*21*0639980013#")), 422),
    "several numbers": (post(phone("0639980012,0639980013")), 422),
    "a script": (post(phone("<script>alert(1)</script>")), 422),
    "out of the attribute": (post(phone('" autofocus onfocus="alert(1)')), 422),
    "a template": (post(phone("{{7*7}}${7*7}{who.__class__}")), 422),
    "SQL": (post(phone("0639980012'; DROP TABLE requests; --")), 422),
    "a mail's header": (post(phone("0639980012\r\nBcc: all@a.example")), 422),
    "an answer's header": (post(phone("0639980012\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=b")), 422),
    "a path": (post(phone("../../data/records.db")), 422),
    "a formula": (post(phone("=HYPERLINK(0)")), 422),
    "a half of a sign": (post(b"right=access&phone=%ED%A0%80"), 400),
    "not UTF-8": (post(b"right=access&phone=\xff\xfe"), 400),
    "escaped, and not UTF-8": (post(b"right=access&phone=%FF"), 400),
    "a thousand fields": (post(OK + b"&a=1" * 1000), 400),
    "17 kB": (post(OK + b"&a=" + b"a" * 17_000), 413),
    "10 MB": (post(OK + b"&a=" + b"a" * TEN_MB), 413),
    "10 MB announced": (post(OK, Content_Length=str(TEN_MB)), 413),
    "10 MB in pieces": (
        post(b"%x\r\n" % TEN_MB, Content_Length="", Transfer_Encoding="chunked") + b"a" * TEN_MB + b"\r\n0\r\n\r\n",
        413,
    ),
    "a bomb": (post(gzip.compress(bytes(TEN_MB)), Content_Encoding="gzip"), 415),
    "packed": (post(gzip.compress(OK), Content_Encoding="gzip"), 415),
    "a file": (
        multipart(b'--b\r\nContent-Disposition: form-data; name="phone"; filename="a"\r\n\r\n0639980012\r\n--b--\r\n'),
        415,
    ),
    "JSON": (post(b'{"right": "erasure", "phone": "0639980012"}', Content_Type="application/json"), 415),
    "XML": (post(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', Content_Type="text/xml"), 415),
    "plain text": (post(OK, Content_Type="text/plain"), 415),
    "no type": (post(OK, Content_Type=""), 415),
    "from another site": (post(OK, Sec_Fetch_Site="cross-site"), 403),
    "from beside": (post(OK, Sec_Fetch_Site="same-site"), 403),
    "by GET": (b"GET /droits?right=erasure&phone=0639980012 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200),
    "by PUT": (post(OK).replace(b"POST", b"PUT", 1), 405),
    "by DELETE": (post(OK).replace(b"POST", b"DELETE", 1), 405),
    "by TRACE": (post(OK).replace(b"POST", b"TRACE", 1), 405),
    "by a word of its own": (post(OK).replace(b"POST", b"ERASE", 1), 400),
    "another method in a header": (post(OK, X_HTTP_Method_Override="DELETE", Content_Type="text/plain"), 415),
    "the health": (b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    "a file of ours": (b"GET /droits/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
    "a page of the console": (post(OK, path="/rights/D-2026-0001"), 404),
    "as a proxy": (b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n", 404),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(40) + b"\r\n\r\n", 400),
    "a telephone call": (b"INVITE sip:vox@127.0.0.1 SIP/2.0\r\nTo: <sip:vox>\r\n\r\n", 400),
    "two lengths": (post(OK, Content_Length="30\r\nContent-Length: 0"), 400),
    "length and pieces": (post(OK, Transfer_Encoding="chunked"), 400),
    "a header of 20 kB": (post(OK, X="a" * 20_000), 400),
    "a thousand headers": (post(OK, **{f"X{n}": "1" for n in range(1000)}), 400),
    "a NUL in a header": (post(OK, X="a\0b"), 400),
    "a length that is none": (post(OK, Content_Length="-1"), 400),
}
TAKEN = {  # odd, and yet a request about the number that is written: noted, like any other
    "a forged sender": post(
        OK, X_Forwarded_For="127.0.0.1, 10.0.0.1", Forwarded="for=127.0.0.1", X_Real_IP="127.0.0.1"
    ),
    "a forged host": post(OK, Host="a.example", X_Forwarded_Host="a.example", Origin="http://a.example"),
    "a cookie, an account": post(OK, Cookie="admin=1", Authorization="Basic YWRtaW46YWRtaW4="),
    "fields that we do not have": post(
        OK + b"&admin=true&number=D-2026-0001&proof=line&channel=phone&phone2=0639980013"
    ),
    "signs that nobody sees": post(b"right=erasure&phone=" + b"%E2%80%AD06%0039%C2%A098%0D%0A00%20%2012%E2%80%AC"),
    "digits of another script": post("right=erasure&phone=٠٦٣٩٩٨٠٠١٢".encode()),
    "a set of signs": post(OK, Content_Type=f"{FORM_TYPE}; charset=utf-7"),
}


def test_there_are_enough() -> None:
    assert len(NOTHING) >= 40


@pytest.mark.promise
@pytest.mark.parametrize("bad", NOTHING)
async def test_nothing_is_told_noted_or_done(bad: str, tmp_path: Path) -> None:
    raw, status = NOTHING[bad]
    async with served(tmp_path) as site:
        known = await site.send(raw)
        unknown = await site.send(raw.replace(b"0639980012", b"0639980099"))
        assert known is not None and unknown is not None
        assert (known.status, unknown.status) == (status, status)
        assert WRITTEN.sub("", known.body) == WRITTEN.sub("", unknown.body)
        for secret in ("Zoé", "ordonnance", "dr-martin", "Traceback", "/work", "D-2026", "root:"):
            assert secret not in known.body
        if "text/html" in known.headers["Content-Type"]:
            assert "<script" not in known.body and 'onfocus="' not in known.body
            assert "default-src 'none'" in known.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in known.headers
        assert site.requests == []
        assert sorted(kept.summary.call for kept in site.records.list()) == ["a1", "b2"]
        assert not site.records.is_opposed(NUMBER) and not site.records.is_opposed(OTHER)
        after = await site.send(NEXT)
        assert after is not None and after.status == 200


@pytest.mark.parametrize("odd", TAKEN)
async def test_odd_and_yet_a_request_about_the_number_that_is_written(odd: str, tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        plain, other = await site.post(OK), await site.send(TAKEN[odd])
        assert other is not None
        assert (other.status, other.body) == (plain.status, plain.body)
        assert [(one.phone, one.right, one.channel, one.proof) for one in site.requests] == [
            (NUMBER, Right.ERASURE, "form", None)
        ]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_is_a_request_a_form_or_neither(body: bytes) -> None:
    try:
        asked = read(body)
    except ValueError:
        return
    assert isinstance(asked, Asked) or asked.mistakes


@given(st.sampled_from(Right), st.text("0123456789+(). -/\u202d\u00a0\r\n\0", max_size=30))
def test_a_number_is_e164_or_a_mistake(right: Right, written: str) -> None:
    asked = read(f"right={right}&phone=".encode() + "".join(f"%{byte:02x}" for byte in written.encode()).encode())
    if isinstance(asked, Filled):
        assert asked.mistakes == [Mistake.PHONE]
        assert asked.phone == cleaned(asked.phone)
    else:
        assert asked.phone.startswith("+") and asked.phone[1:].isdigit() and len(asked.phone) <= 16
