"""Documents in UTF-8, by what their bytes are and not by what their labels say; markup is not looked at here."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"\s{0,100}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WESTERN = {
    *("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1"),
    *("windows-1252", "cp1252", "iso-8859-15"),
}


def in_utf8(body: bytes, content_type: str) -> bytes | None:
    """
    Return a document in UTF-8 without a byte order mark; None if its bytes do not tell, so that labels must be asked.

    What can be read as UTF-8 is UTF-8: text of another encoding hardly ever can. Single bytes that break a document
    otherwise in UTF-8, and documents that claim UTF-8 or Latin 1 and are neither, are windows-1252: the bytes of
    pasted quotes and dashes.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace").encode()
    body = body.removeprefix(codecs.BOM_UTF8)
    if b"\x00" in body[:4]:
        return _wide(body)
    if b"\x1b" in body or b"\x00" in body:
        return None
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("utf-8", "windows-1252-instead").encode() if _is_western(body, content_type) else None
    return body


def _wide(body: bytes) -> bytes | None:
    """Read UTF-16 without a mark, which begins with the `<` of its first tag."""
    for start, encoding in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if body.startswith(start) and body[2:4] != b"\x00\x00":
            return body.decode(encoding, "replace").encode()
    return None


def _is_western(body: bytes, content_type: str) -> bool:
    """Tell whether no label claims an encoding that would make sense of bytes that are not UTF-8."""
    declared = _DECLARED.match(body)
    charset = _CHARSET.search(content_type)
    labels = {
        declared[1].decode("ascii", "replace").lower() if declared else "utf-8",
        charset[1].lower() if charset else "utf-8",
    }
    return all(label in _WESTERN or not _is_known(label) for label in labels)


def _is_known(label: str) -> bool:
    try:
        codecs.lookup(label)
    except LookupError:
        return False
    return True


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252-instead", _windows_1252)
