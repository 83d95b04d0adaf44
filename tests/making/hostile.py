"""Files that no fiche is in: damaged, disguised, encrypted, or made to exhaust or to trick a reader. None is slow to make."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from pypdf import PdfWriter

from tests.making import opendocument, pdf, web, word
from tests.making.fiche_model import MadeFiche, fictional_fiches

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
JPEG = bytes.fromhex("FFD8FFE000104A46494600010100000100010000FFDB") + bytes(200) + bytes.fromhex("FFD9")
EXECUTABLE = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(400)
SECRET_FILE = "/etc/passwd"  # what an external entity asks for; its first word must not be in any text
SUFFIXES = (".txt", ".docx", ".odt", ".html", ".htm", ".md", ".pdf", ".zip", ".doc", ".rtf")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BANNER = ("FICHE 9.9.9", "FICHE FICTIVE", "Pilier 9")


def model() -> MadeFiche:
    return fictional_fiches()[11]


# Archives, written part by part.


def zipped(parts: dict[str, bytes | str], *, level: int = 9) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def docx_of(document_xml: bytes | str, *, level: int = 9) -> bytes:
    """The smallest package Word opens, around the XML of its document; at `level` 0 nothing is packed, so no ratio gives it away."""
    types = (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    )
    return zipped({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document_xml}, level=level)


def docx_body(body: str, *, doctype: str = "") -> str:
    return f"{_XML}{doctype}<w:document {_W}><w:body>{body}</w:body></w:document>"


def docx_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _docx_row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{docx_paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


# Empty, truncated, renamed.


def empty_files() -> dict[str, bytes]:
    return {f"vide{suffix}": b"" for suffix in SUFFIXES}


def truncated_docx() -> bytes:
    data = word.make_docx([model()])
    return data[: len(data) // 2]


def truncated_pdf() -> bytes:
    data = pdf.make_pdf([model()])
    return data[: len(data) // 2]


def truncated_odt() -> bytes:
    data = opendocument.make_odt([model()])
    return data[: len(data) // 2]


def pdf_called_docx() -> bytes:
    return pdf.make_pdf([model()])


def jpeg_called_pdf() -> bytes:
    return JPEG


def docx_called_txt() -> bytes:
    return word.make_docx([model()])


def executable_called_odt() -> bytes:
    return EXECUTABLE


def html_called_doc() -> bytes:
    return web.make_html([model()])


def zip_called_docx() -> bytes:
    return zipped({"lisezmoi.txt": "rien"})


def rtf_without_end() -> bytes:
    return b"{\\rtf1\\ansi" + b"{" * 50_000


# Encrypted.


def encrypted_docx() -> bytes:
    """What Word writes with a password: a compound file whose directory names EncryptedPackage."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + struct.pack("<108I", *[free] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = [_ole_entry("Root Entry", 5, child=1), _ole_entry("EncryptedPackage", 2, right=2), _ole_entry("EncryptionInfo", 2)]
    return header + fat + b"".join(entries) + _ole_entry("", 0) + bytes(8_192)


def _ole_entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded) + 2 if name else 0, kind, 1)
        + struct.pack("<III", none, right, child)
        + bytes(36)
        + struct.pack("<IQ", 0xFFFFFFFE, 0)
    )


def encrypted_pdf(password: str = "secret") -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf.make_pdf([model()])))
    writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def encrypted_zip() -> bytes:
    """A .zip whose entry says it needs a password."""
    data = bytearray(zipped({"fiche.txt": model().words}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(magic) + offset
        data[place] |= 1
    return bytes(data)


# Bombs.


def zip_bomb(size: int = 200_000_000) -> bytes:
    """One entry of `size` zeros: a thousand times its packed size."""
    return zipped_zeros("fiche.txt", size)


def docx_bomb(size: int = 200_000_000) -> bytes:
    """A Word file whose document unpacks to `size` spaces between two tags."""
    return zipped_zeros("word/document.xml", size, head=docx_body("")[:-20].encode(), fill=b" ")


def odt_bomb(size: int = 200_000_000) -> bytes:
    return zipped_zeros("content.xml", size, head=opendocument.document("")[:-40].encode(), fill=b" ", mime=opendocument.MIME)


def zipped_zeros(name: str, size: int, *, head: bytes = b"", fill: bytes = b"\0", mime: str = "") -> bytes:
    """An archive of one large entry, written in pieces."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        if mime:
            archive.writestr(zipfile.ZipInfo("mimetype"), mime)
        elif name.startswith("word/"):
            archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as entry:
            entry.write(head)
            block = fill * 1_000_000
            for _ in range(size // len(block)):
                entry.write(block)
    return stream.getvalue()


def many_files_zip(count: int = 70_000) -> bytes:
    """An archive of `count` empty text files: few bytes each, but as many files."""
    local, central = io.BytesIO(), io.BytesIO()
    for index in range(count):
        name = f"f{index}.txt".encode()
        where = local.tell()
        local.write(struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name)
        central.write(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, where) + name)
    places, listing = local.getvalue(), central.getvalue()
    # 65,535 entries at most in the old end record; the true number is what the listing holds.
    number = min(count, 65_535)
    return places + listing + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, number, number, len(listing), len(places), 0)


def overlapping_zip(count: int = 1_000, size: int = 1_000_000) -> bytes:
    """An archive whose entries all point at the same packed bytes."""
    packed = zlib.compress(bytes(size), 9)[2:-4]
    crc = zlib.crc32(bytes(size))
    name = b"a.txt"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0) + name + packed
    listing = b"".join(
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0, 0, 0, 0, 0, 0) + name
        for _ in range(count)
    )
    return local + listing + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listing), len(local), 0)


def climbing_zip() -> bytes:
    """Entries that would be written outside the folder they are unpacked in."""
    text = model().words
    return zipped({"../../evade.txt": text, "/tmp/evade-absolu.txt": text, "C:\\evade.txt": text, "a/../../b.txt": text})


def linking_zip() -> bytes:
    """An entry that is a symbolic link to a file of the system."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("fiche.txt")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, SECRET_FILE)
    return stream.getvalue()


def nested_zip(depth: int = 40) -> bytes:
    """An archive in an archive, `depth` times."""
    data = zipped({"fiche.txt": model().words})
    for _ in range(depth):
        data = zipped({"archive.zip": data})
    return data


# XML.


def _laughs(levels: int = 10) -> str:
    entities = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, levels))
    return f'<!DOCTYPE d [<!ENTITY a0 "rires rires rires rires ">{entities}]>'


def billion_laughs_docx() -> bytes:
    return docx_of(docx_body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", doctype=_laughs()))


def billion_laughs_odt() -> bytes:
    return opendocument.packed(_with_doctype(opendocument.document("<text:p>&a9;</text:p>"), _laughs()))


def quadratic_blowup_docx() -> bytes:
    """One long entity named many times: no nesting to notice."""
    doctype = f'<!DOCTYPE d [<!ENTITY a "{"rires " * 10_000}">]>'
    return docx_of(docx_body(f"<w:p><w:r><w:t>{'&a;' * 10_000}</w:t></w:r></w:p>", doctype=doctype))


def external_entity_docx(path: str = SECRET_FILE) -> bytes:
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{path}">]>'
    body = "".join(map(docx_paragraph, _BANNER)) + "<w:p><w:r><w:t>Animateur : &x;</w:t></w:r></w:p>"
    return docx_of(docx_body(body, doctype=doctype))


def external_entity_odt(path: str = SECRET_FILE) -> bytes:
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{path}">]>'
    body = "".join(f"<text:p>{line}</text:p>" for line in _BANNER) + "<text:p>Animateur : &x;</text:p>"
    return opendocument.packed(_with_doctype(opendocument.document(body), doctype))


def external_dtd_docx() -> bytes:
    """A document type at an address: reading it would go through the network."""
    return docx_of(docx_body(docx_paragraph("Animateur : Ville"), doctype='<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">'))


def _with_doctype(xml: str, doctype: str) -> str:
    head, _break, rest = xml.partition("\n")
    return f"{head}\n{doctype}{rest}"


def million_cells_docx(rows: int = 10_000, columns: int = 100) -> bytes:
    """A table of a million cells, no two the same: a few million bytes once packed, under any limit of ratio."""
    lines = []
    for row in range(rows):
        cells = "".join(f"<w:tc><w:p><w:r><w:t>{row * 7919 + column:x}</w:t></w:r></w:p></w:tc>" for column in range(columns))
        lines.append(f"<w:tr>{cells}</w:tr>")
    return docx_of(docx_body(f"<w:tbl>{''.join(lines)}</w:tbl>"), level=1)


def many_tables_docx(count: int = 100_000) -> bytes:
    return docx_of(docx_body(f"<w:tbl>{_docx_row('a', 'b')}</w:tbl>" * count), level=0)


def nested_tables_docx(depth: int = 100_000) -> bytes:
    """A table in a cell of a table, `depth` times."""
    return docx_of(docx_body("<w:tbl><w:tr><w:tc>" * depth + docx_paragraph("a") + "</w:tc></w:tr></w:tbl>" * depth), level=0)


def nested_tables_few_docx(depth: int = 150) -> bytes:
    """As deep as a careless reader allows: what stands inside is a fiche."""
    inner = f"<w:tbl>{_docx_row('FICHE 9.9.9', '')}{_docx_row('Animateur', 'Ville')}{_docx_row('Contexte', 'Fictif')}</w:tbl>"
    return docx_of(docx_body("<w:tbl><w:tr><w:tc>" * depth + inner + "<w:p/></w:tc></w:tr></w:tbl>" * depth), level=0)


def nested_runs_docx(depth: int = 100_000) -> bytes:
    return docx_of(docx_body(f"<w:p>{'<w:ins>' * depth}<w:r><w:t>a</w:t></w:r>{'</w:ins>' * depth}</w:p>"), level=0)


def wide_span_docx() -> bytes:
    """Cells said to span two thousand million columns."""
    span = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
    rows = (
        f"<w:tr><w:tc>{span}{docx_paragraph('FICHE 9.9.9')}</w:tc></w:tr>" + _docx_row("Animateur", "Ville") + _docx_row("Contexte", "Oui")
    )
    return docx_of(docx_body(f"<w:tbl>{rows}</w:tbl>"))


def repeated_columns_odt() -> bytes:
    """A cell and a row said to repeat a thousand million times."""
    repeated = 'table:number-columns-repeated="1000000000"'
    cell = f"<table:table-cell {repeated}><text:p>FICHE 9.9.9</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
    return opendocument.packed(opendocument.document(f'<table:table table:name="T"><table:table-column {repeated}/>{row}</table:table>'))


def repeated_spaces_odt() -> bytes:
    """Two thousand million spaces in one element."""
    return opendocument.packed(opendocument.document('<text:p>FICHE 9.9.9<text:s text:c="2000000000"/>Animateur</text:p>'))


def nested_odt(depth: int = 100_000) -> bytes:
    return opendocument.packed(opendocument.document("<text:section>" * depth + "<text:p>a</text:p>" + "</text:section>" * depth), level=0)


def nested_html(depth: int = 100_000) -> bytes:
    return b"<html><body>" + b"<div>" * depth + b"FICHE 9.9.9" + b"</div>" * depth


def nested_tables_html(depth: int = 20_000) -> bytes:
    return b"<table><tr><td>" * depth + b"FICHE 9.9.9"


def unclosed_html(count: int = 200_000) -> bytes:
    return b"<p" * count + b"<!--" + b"&" * count


def wide_markdown(columns: int = 200_000) -> bytes:
    return b"| a " * columns + b"|\n" + b"| --- " * columns + b"|\n" + b"*_`[" * columns


def long_line_txt(size: int = 5_000_000) -> bytes:
    return b"FICHE 1.1.1\n\nContexte\n" + b"a " * (size // 2)


# PDF.


def many_pages_pdf(count: int = 5_000) -> bytes:
    """`count` pages that show the same short text."""
    text = b"BT /F1 12 Tf 72 720 Td (FICHE 9.9.9) Tj ET"
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
            _stream(text),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            *[page] * count,
        ]
    )


def prev_loop_pdf() -> bytes:
    """A table of references that names itself as the one before."""
    data = pdf_of(_one_page(b"BT /F1 12 Tf 72 720 Td (FICHE 9.9.9) Tj ET"))
    place = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    return data.replace(b"<< /Size", b"<< /Prev %d /Size" % place)


def page_tree_loop_pdf() -> bytes:
    """A node of the page tree that is its own child."""
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"])


def form_loop_pdf() -> bytes:
    """A form that draws itself."""
    objects = _one_page(b"/X1 Do")
    objects[1] = b"<< /Type /Pages /Count 1 /Kids [3 0 R] /Resources << /XObject << /X1 6 0 R >> >> >>"
    objects[2] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    form = b"/X1 Do /X1 Do"
    objects.append(
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 6 0 R >> >> /Length %d >>\nstream\n%s\nendstream"
        % (len(form), form)
    )
    return pdf_of(objects)


def stream_bomb_pdf(size: int = 200_000_000) -> bytes:
    """A page whose content unpacks to `size` spaces, packed twice over."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    twice = zlib.compress(packed, 9)
    return pdf_of(_one_page(twice, filters=b"/Filter [/FlateDecode /FlateDecode]"))


def no_text_pdf() -> bytes:
    """A scan: a page with a picture and not a word."""
    return pdf_of(_one_page(b"0.5 g 72 72 400 600 re f"))


def deep_array_pdf(depth: int = 50_000) -> bytes:
    return pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R /Deep " + b"[" * depth + b"]" * depth + b" >>", b"<< /Type /Pages /Count 0 /Kids [] >>"]
    )


def huge_operators_pdf(count: int = 300_000) -> bytes:
    """One page of `count` lone letters, each placed by itself."""
    return pdf_of(_one_page(b"BT /F1 1 Tf " + b"1 0 0 1 7 7 Tm (a) Tj " * count + b"ET", pack=True))


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first being its catalogue."""
    stream = io.BytesIO(b"%PDF-1.4\n")
    stream.seek(0, os.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(stream.tell())
        stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = stream.tell()
    stream.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    stream.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    stream.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return stream.getvalue()


def _one_page(content: bytes, *, filters: bytes = b"", pack: bool = False) -> list[bytes]:
    if pack:
        content, filters = zlib.compress(content, 9), b"/Filter /FlateDecode"
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(content, filters),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]


def _stream(content: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content)


# Text.


def nul_txt() -> bytes:
    return model().words.replace(" ", "\0", 3).encode()


def lone_surrogates_utf16() -> bytes:
    return b"\xff\xfe" + model().words.encode("utf-16-le") + b"\x00\xd8" + "Animateur".encode("utf-16-le") + b"\x00\xdc"


def right_to_left_txt() -> bytes:
    """Marks that turn the direction of what follows: they may not hide what is shown."""
    return (
        "FICHE 9.9.9\nTITRE \u202eELLIV\u202c\n\n\tContexte\n\t\u2067Un \u200fcontexte\u2069 \u202dfictif\n\n\tAnimateur\n\t\u202eelliV\n"
    ).encode()


def odd_controls_txt() -> bytes:
    return b"FICHE 9.9.9\n\nContexte\n\x1b]0;titre\x07\x1b[31mrouge\x1b[0m\n\nAnimateur\nVille\x08\x08\n"


#: Name of the file -> what makes its bytes. The suffix is the one it is given, whatever is inside.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "tronque.docx": truncated_docx,
    "tronque.pdf": truncated_pdf,
    "tronque.odt": truncated_odt,
    "un-pdf.docx": pdf_called_docx,
    "une-image.pdf": jpeg_called_pdf,
    "un-docx.txt": docx_called_txt,
    "un-programme.odt": executable_called_odt,
    "un-programme.docx": executable_called_odt,
    "une-page.doc": html_called_doc,
    "un-zip.docx": zip_called_docx,
    "sans-fin.rtf": rtf_without_end,
    "chiffre.docx": encrypted_docx,
    "chiffre.doc": encrypted_docx,
    "chiffre.pdf": encrypted_pdf,
    "chiffre.zip": encrypted_zip,
    "bombe.zip": zip_bomb,
    "bombe.docx": docx_bomb,
    "bombe.odt": odt_bomb,
    "cent-mille.zip": many_files_zip,
    "superpose.zip": overlapping_zip,
    "sortant.zip": climbing_zip,
    "lien.zip": linking_zip,
    "poupees.zip": nested_zip,
    "entites.docx": billion_laughs_docx,
    "entites.odt": billion_laughs_odt,
    "entites-plates.docx": quadratic_blowup_docx,
    "entite-externe.docx": external_entity_docx,
    "entite-externe.odt": external_entity_odt,
    "type-externe.docx": external_dtd_docx,
    "million-de-cellules.docx": million_cells_docx,
    "cent-mille-tableaux.docx": many_tables_docx,
    "tableaux-imbriques.docx": nested_tables_docx,
    "cent-cinquante-tableaux.docx": nested_tables_few_docx,
    "insertions-imbriquees.docx": nested_runs_docx,
    "cellule-large.docx": wide_span_docx,
    "colonnes-repetees.odt": repeated_columns_odt,
    "espaces-repetees.odt": repeated_spaces_odt,
    "imbrique.odt": nested_odt,
    "imbrique.html": nested_html,
    "tableaux-imbriques.html": nested_tables_html,
    "jamais-ferme.html": unclosed_html,
    "large.md": wide_markdown,
    "longue-ligne.txt": long_line_txt,
    "cinq-mille-pages.pdf": many_pages_pdf,
    "boucle-prev.pdf": prev_loop_pdf,
    "boucle-pages.pdf": page_tree_loop_pdf,
    "boucle-forme.pdf": form_loop_pdf,
    "bombe.pdf": stream_bomb_pdf,
    "sans-texte.pdf": no_text_pdf,
    "profond.pdf": deep_array_pdf,
    "lettre-a-lettre.pdf": huge_operators_pdf,
    "nul.txt": nul_txt,
    "demi-paires.txt": lone_surrogates_utf16,
    "droite-a-gauche.txt": right_to_left_txt,
    "controles.txt": odd_controls_txt,
}


# Files that are something else than their bytes: each written into a folder.


def huge_sparse_text(folder: Path, size: int = 500_000_000) -> Path:
    """A text of 500 MB that takes no room on the disk."""
    path = folder / "enorme.txt"
    path.write_bytes(b"FICHE 9.9.9\n")
    os.truncate(path, size)
    return path


def odd_names(folder: Path) -> list[Path]:
    """The same good fiche under names with spaces, accents (composed or not), emoji, quotes, line breaks, a leading dash."""
    names = (
        "fiche é è.txt",
        "fiche e\u0301.txt",
        "fiche 🏘️.txt",
        "fiche\nsur deux lignes.txt",
        "-rf.txt",
        'l\'« autre » "fiche".txt',
        "a" * 200 + ".txt",
    )
    text = model().words
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text(text, encoding="utf-8")
    return paths


def undecodable_name(folder: Path) -> Path:
    """A name that is not UTF-8, as a disk from an older system has."""
    path = folder / os.fsdecode(b"fiche \xe9.txt")
    path.write_text(model().words, encoding="utf-8")
    return path


def unreadable(folder: Path) -> Path | None:
    """A file nobody may read; None for root, who may read all."""
    if os.geteuid() == 0:
        return None
    path = folder / "interdit.txt"
    path.write_text(model().words, encoding="utf-8")
    path.chmod(0)
    return path


def dangling_link(folder: Path) -> Path:
    path = folder / "pendant.txt"
    path.symlink_to(folder / "nulle-part.txt")
    return path


def link_loop(folder: Path) -> list[Path]:
    """Two links to one another, and a folder that holds a link to itself."""
    one, other, inside = folder / "un.txt", folder / "autre.txt", folder / "dossier"
    one.symlink_to(other)
    other.symlink_to(one)
    inside.mkdir()
    (inside / "encore").symlink_to(inside, target_is_directory=True)
    return [one, other, inside]


def fifo(folder: Path) -> Path:
    """A pipe: opening it waits for a writer that never comes."""
    path = folder / "tube.txt"
    os.mkfifo(path)
    return path


def folder_called_txt(folder: Path) -> Path:
    path = folder / "dossier.docx"
    path.mkdir()
    return path


def write_all(folder: Path) -> None:
    """Everything above in `folder`, for a run over the lot."""
    for name, make in HOSTILE.items():
        (folder / name).write_bytes(make())
    for name, data in empty_files().items():
        (folder / name).write_bytes(data)
    for write in (huge_sparse_text, odd_names, undecodable_name, unreadable, dangling_link, link_loop, fifo, folder_called_txt):
        write(folder)
