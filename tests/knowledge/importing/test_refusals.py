"""Files that are not imported, each with what it is, why, and what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from knowledge.importing import Given, ImportRefusedError, Limits, draft_file, refusals
from tests.knowledge.importing import files
from tests.knowledge.importing.conftest import GIVEN, TODAY

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path, kind: type[ImportRefusedError], *, limits: Limits | None = None, given: Given = GIVEN) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        draft_file(path, given, today=TODAY, limits=limits)
    assert type(caught.value) is kind, f"{type(caught.value).__name__}: {caught.value}"
    return str(caught.value)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def repacked(path: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """The archive with its parts changed, those dropped for which None is given, and ``more`` of them."""
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (parts | {key.replace("__", "/"): value for key, value in more.items()}).items():
            if data is not None:
                new.writestr(name, data)
    return path


def same(_name: str, data: bytes) -> bytes:
    return data


def replacing(part: str, before: bytes, after: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        assert before in data
        return data.replace(before, after, 1)

    return change


def test_what_is_no_ordinary_file(tmp_path: Path) -> None:
    real = files.policy_docx(tmp_path / "real.docx")
    link = tmp_path / "link.docx"
    link.symlink_to(real)
    pipe = tmp_path / "pipe.docx"
    os.mkfifo(pipe)

    assert "link" in refused(link, refusals.NotAFileError)
    assert "folder" in refused(tmp_path, refusals.NotAFileError)
    assert "pipe" in refused(pipe, refusals.NotAFileError)
    assert "device" in refused(Path("/dev/zero"), refusals.NotAFileError)
    assert "no such file" in refused(tmp_path / "none.pdf", refusals.NotAFileError)
    refused(written(tmp_path / "empty.pdf", b""), refusals.EmptyFileError)
    refused(written(tmp_path / "blank.txt", b"\n \n"), refusals.EmptyFileError)


def test_a_locked_pdf(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt=StandardEncryption("secret", "owner"))
    canvas.drawString(100, 100, "text")
    canvas.save()
    assert "password" in refused(tmp_path / "locked.pdf", refusals.EncryptedError)


def test_a_scan(tmp_path: Path) -> None:
    from PIL import Image

    canvas = Canvas(str(tmp_path / "scan.pdf"))
    picture = tmp_path / "page.png"
    Image.new("L", (60, 80), 200).save(picture)
    canvas.drawImage(str(picture), 0, 0, 500, 700)
    canvas.save()
    assert "OCR" in refused(tmp_path / "scan.pdf", refusals.NoTextError)


def test_too_much_of_anything(tmp_path: Path) -> None:
    pdf = files.policy_pdf(tmp_path / "三页.pdf")
    xlsx = files.canteen_xlsx(tmp_path / "饭堂.xlsx")
    text = written(tmp_path / "长.txt", "老人。".encode() * 1000)

    assert "3 pages" in refused(pdf, refusals.TooLargeError, limits=Limits(pages=2))
    assert "10 cells" in refused(xlsx, refusals.TooLargeError, limits=Limits(cells=10))
    assert "MB" in refused(text, refusals.TooLargeError, limits=Limits(file_bytes=100))
    assert "2 drafts" in refused(xlsx, refusals.TooLargeError, limits=Limits(drafts=2))
    assert "characters" in refused(text, refusals.TooLargeError, limits=Limits(characters=100))


def test_one_far_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = files.canteen_xlsx(tmp_path / "远.xlsx")
    book = load_workbook(path)
    book["名单"]["A1048576"] = "x"
    book.save(path)
    assert "1048576" in refused(path, refusals.TooLargeError)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("发票.pdf", b"MZ\x90\x00" + b"\x00" * 200, refusals.MislabelledError),
        ("程序.txt", b"\x7fELF" + b"\x00" * 200, refusals.MislabelledError),
        ("网页.docx", b"<!DOCTYPE html><html><body><p>x</p></body></html>", refusals.MislabelledError),
        ("网页.csv", b"<html><body>x</body></html>", refusals.MislabelledError),
        ("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, refusals.MislabelledError),
        ("文档.html", b"%PDF-1.7\n", refusals.MislabelledError),
        ("旧的.doc", _OLE + b"\x00" * 600, refusals.OldOfficeError),
        ("改名.docx", _OLE + b"\x00" * 600, refusals.OldOfficeError),
        ("锁了.xlsx", _OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), refusals.EncryptedError),
        ("宏.xlsm", b"PK\x03\x04", refusals.MacrosError),
        ("图.png", b"\x89PNG\r\n\x1a\n", refusals.UnknownFormatError),
        ("没有", b"text", refusals.UnknownFormatError),
        ("乱.txt", bytes(range(256)) * 40, refusals.NotTextError),
        ("乱.csv", b"a,b\n\x00\x01\x02\x03" * 50, refusals.NotTextError),
        ("坏.pdf", b"%PDF-1.7\n" + b"garbage " * 100, refusals.DamagedError),
        ("坏.docx", b"PK\x03\x04" + b"garbage " * 100, refusals.DamagedError),
        ("无.md", "# 标题\n".encode(), refusals.NothingToImportError),
    ],
)
def test_what_is_not_what_it_says(tmp_path: Path, name: str, data: bytes, kind: type[ImportRefusedError]) -> None:
    sentence = refused(written(tmp_path / name, data), kind)
    assert "; " in sentence or "these are" in sentence  # what to do follows


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    xlsx = files.canteen_xlsx(tmp_path / "表.xlsx")
    refused(xlsx.rename(tmp_path / "表.docx"), refusals.MislabelledError)


def test_macros_under_an_innocent_name(tmp_path: Path) -> None:
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with_macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    typed = files.canteen_xlsx(tmp_path / "类型.xlsx")
    refused(repacked(typed, replacing("[Content_Types].xml", plain, with_macros)), refusals.MacrosError)
    carrying = files.policy_docx(tmp_path / "带宏.docx")
    refused(repacked(carrying, same, word__vbaProject_bin=b"x"), refusals.MacrosError)


def test_zip_bombs(tmp_path: Path) -> None:
    flat = files.policy_docx(tmp_path / "炸弹.docx")
    refused(repacked(flat, same, word__media__a=b"\x00" * 30_000_000), refusals.ZipBombError)

    inner = b"\x00" * 3_000_000
    for _ in range(4):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.bin", inner)
        inner = packed.getvalue()
    nested = files.policy_docx(tmp_path / "套娃.docx")
    refused(repacked(nested, same, word__embeddings__a=inner), refusals.ZipBombError)

    many = files.policy_docx(tmp_path / "多.docx")
    refused(many, refusals.ZipBombError, limits=Limits(members=5))
    refused(many, refusals.ZipBombError, limits=Limits(unpacked_bytes=1000))


def test_entities_and_foreign_content(tmp_path: Path) -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:document>'
    )
    outside = laughs.replace(b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">', b'<!ENTITY b SYSTEM "file:///etc/passwd">')
    for number, document in enumerate((laughs, outside, laughs.decode().encode("utf-16"))):
        path = files.policy_docx(tmp_path / f"实体{number}.docx")
        refused(
            repacked(path, lambda name, data, d=document: d if name == "word/document.xml" else data),  # type: ignore[misc]
            refusals.DoctypeError,
        )

    path = files.policy_docx(tmp_path / "外链.docx")
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="http://example.com/x.dotm" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    changed = repacked(path, replacing("word/_rels/document.xml.rels", b"</Relationships>", link))
    assert "example.com" in refused(changed, refusals.ExternalContentError)


def test_a_link_that_one_may_click_is_no_danger(tmp_path: Path) -> None:
    path = files.policy_docx(tmp_path / "链接.docx")
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="https://www.jiangmen.gov.cn" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    repacked(path, replacing("word/_rels/document.xml.rels", b"</Relationships>", link))
    assert draft_file(path, GIVEN, today=TODAY).drafts.drafts


def test_reading_that_takes_too_long_or_too_much(tmp_path: Path) -> None:
    rows = [files.CANTEEN_HEADER, *(files.CANTEENS[0] for _ in range(20_000))]
    path = files.canteen_xlsx(tmp_path / "大.xlsx", rows)
    refused(path, refusals.TooSlowError, limits=Limits(seconds=1))
    refused(path, refusals.TooLargeError, limits=Limits(memory_bytes=300_000_000))


def test_a_reader_out_of_time_says_so_whichever_clock_runs_out() -> None:
    spin = (
        "from knowledge.importing import Limits; from knowledge.importing.worker import confine\n"
        "confine(Limits(seconds=1))\nwhile True: pass"
    )
    assert subprocess.run([sys.executable, "-c", spin], timeout=60).returncode == -signal.SIGXCPU


def test_what_every_item_needs(tmp_path: Path) -> None:
    path = written(tmp_path / "说明.txt", f"说明\n一、申请\n{files.HOME_HELP}".encode())

    assert "--issuer" in refused(path, refusals.MissingDetailError, given=Given())
    assert "--published" in refused(path, refusals.MissingDetailError, given=Given(issuer="甲"))
    assert "no date" in refused(path, refusals.MissingDetailError, given=Given(issuer="甲", published="前天"))
    rows = files.canteen_xlsx(tmp_path / "饭堂.xlsx")
    wrong = Given(issuer="甲", published="2026", columns={"饭堂名称": "nmae"})
    assert "nmae" in refused(rows, refusals.MissingDetailError, given=wrong)


def test_what_is_missing_is_asked_for_where_there_is_somebody(tmp_path: Path) -> None:
    path = written(tmp_path / "说明.txt", f"说明\n一、申请\n{files.HOME_HELP}".encode())
    answers = {"issuer": "江门市民政局", "published": "2026年3月"}
    drafted = draft_file(path, Given(), today=TODAY, ask=answers.__getitem__)
    assert (drafted.details.source.issuer, drafted.details.source.published) == ("江门市民政局", "2026-03")
