"""Documents built to be hostile, one a seed: trees of Word and OpenDocument, objects of PDF, tags, lines, bytes."""

import zlib
from collections.abc import Callable, Mapping
from random import Random
from xml.sax.saxutils import escape, quoteattr

from tests.making import opendocument
from tests.making.hostile import docx_body, docx_of, pdf_of
from tests.security.payloads import hostile_text

_HEADINGS = (
    "Contexte", "Objectifs et dynamiques", "Réalisations attendues", "Effets attendus", "Public visé", "Echelle\xa0Territoriale", "Animateur",
    "Partenaires mobilisables (dont habitants)", "Dispositifs mobilisables", "Les partenaires :", "Les dispositifs", "Financements mobilisables",
    "(Quels sont les financements mobilisables connus à ce jour ?)", "Calendrier", "indicateurs de réalisation", "Liens autres enjeux", "Pilier 1",
    "Axe 2", "Animateur : Ville", "Animateur\tVille", "| Animateur | Ville |", "FICHE 1.1.2 (version 2017)", "FICHE 411 – Titre", "(version 2017)",
)  # fmt: skip
_ITEMS = (
    "· a", "- b", "•", "·· x", "1. un", "2) deux", "–", "(", "[", "12", "Page 1", "Contrat de ville", "Fiche 411 : x", "[bookmark: _GoBack]",
    "[bookmark: a][bookmark: b]", "Erreur ! Signet non défini.", "Une phrase.", "« a »", "\u200b· a", "\x00", "\x1c", "\ud800", "10 000 € en 2015",
    "jusqu’au 31/12/2015", "Programme 147, P147, BOP 147", "CAF (Caisse", "a" * 70,
)  # fmt: skip
_HEADS = ("", "", "\t", "\t· ", "  ", "\xa0", "# ", "**", "A. ")
_BREAKS = ("\n", "\n", "\n", "\n\n", "\r\n", "\r", "\x0b", "\x0c", "\n\t\n", "\x85", "\u2028")


def words(random: Random) -> str:
    """A heading, an item, or a hostile text."""
    kind = random.randrange(5)
    return random.choice(_HEADINGS) if kind < 2 else random.choice(_ITEMS) if kind < 4 else hostile_text(random)


def lines(random: Random) -> str:
    """A text as a reader publishes it."""
    top = random.choice(("FICHE 1.1.2\n", "FICHE 1.1.2 (version 2017)\nTITRE\n\n", "FICHE 411 – Titre\n", "x\nFICHE 1.1.2 : T\n", ""))
    return top + "".join(random.choice(_HEADS) + words(random) + random.choice(_BREAKS) for _ in range(random.randrange(2, 18)))


_W_NESTING = (
    "w:p", "w:p", "w:p", "w:tbl", "w:tr", "w:tc", "w:tr", "w:tc", "w:r", "w:r", "w:hyperlink", "w:sdt", "w:sdtContent", "w:ins", "w:del",
    "w:moveFrom", "w:smartTag", "w:txbxContent", "w:pict", "w:fldSimple", "w:pPr", "w:numPr", "w:rPr", "w:tcPr", "w:trPr", "w:customXml",
)  # fmt: skip
_W_LEAVES = (
    "w:t", "w:t", "w:t", "w:t", "w:delText", "w:instrText", "w:tab", "w:br", "w:cr", "w:noBreakHyphen", "w:softHyphen", "w:sym", "w:gridSpan",
    "w:vMerge", "w:numId", "w:ilvl", "w:pStyle", "w:vanish", "w:footnoteReference", "w:commentReference", "w:fldChar", "w:bookmarkStart",
    "w:lastRenderedPageBreak", "w:gridBefore", "w:outlineLvl", "w:sectPr",
)  # fmt: skip
_W_ATTRIBUTES = ("w:val", "w:id", "w:type", "w:fldCharType", "w:name", "w:char", "r:id", "w:w")
_T_NESTING = (
    "text:p", "text:p", "text:p", "text:h", "table:table", "table:table-row", "table:table-cell", "table:table-row", "table:table-cell",
    "table:covered-table-cell", "table:table-header-rows", "text:list", "text:list-item", "text:list-header", "text:span", "text:a", "text:section",
    "text:note", "text:note-body", "office:annotation", "draw:frame", "draw:text-box", "text:tracked-changes", "text:changed-region",
    "text:deletion", "text:numbered-paragraph", "text:index-body",
)  # fmt: skip
_T_LEAVES = (
    "text:s",
    "text:tab",
    "text:line-break",
    "text:soft-page-break",
    "text:bookmark",
    "text:page-number",
    "text:change",
    "text:title",
)
_T_ATTRIBUTES = (
    "text:c", "table:number-columns-repeated", "table:number-rows-repeated", "table:number-columns-spanned", "table:number-rows-spanned",
    "text:outline-level", "text:style-name", "text:note-class", "xlink:href", "text:change-id",
)  # fmt: skip
_VALUES = (
    "0",
    "1",
    "2",
    "-1",
    "3",
    "99999999999",
    "1e9",
    "",
    "begin",
    "separate",
    "end",
    "restart",
    "none",
    "Titre1",
    "id1",
    "ﬁ",
    "٣",
    "../../x",
)


def _attributes(random: Random, names: tuple[str, ...]) -> str:
    chosen = random.sample(names, k=random.choice((0, 0, 1, 1, 2)))
    return "".join(f" {name}={quoteattr(_printable(random.choice((*_VALUES, hostile_text(random)))))}" for name in chosen)


def _printable(text: str) -> str:
    """What XML can hold."""
    return "".join(char for char in text if char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff" and char < "\ufffe"))


def _tree(random: Random, nesting: tuple[str, ...], leaf: Callable[[Random], str], names: tuple[str, ...], depth: int = 0) -> str:
    parts = []
    for _ in range(random.randrange(1, 5)):
        if depth > 6 or random.random() < 0.35:
            parts.append(leaf(random))
        else:
            tag = random.choice(nesting)
            parts.append(f"<{tag}{_attributes(random, names)}>{_tree(random, nesting, leaf, names, depth + 1)}</{tag}>")
    return "".join(parts)


def _word_leaf(random: Random) -> str:
    tag = random.choice(_W_LEAVES)
    if tag in ("w:t", "w:delText", "w:instrText"):
        return f"<w:r><{tag}>{escape(_printable(words(random)))}</{tag}></w:r>"
    return f"<{tag}{_attributes(random, _W_ATTRIBUTES)}/>"


def _odt_leaf(random: Random) -> str:
    if random.random() < 0.6:
        return f"<text:p>{escape(_printable(words(random)))}</text:p>"
    return f"<{random.choice(_T_LEAVES)}{_attributes(random, _T_ATTRIBUTES)}/>"


def docx(random: Random) -> bytes:
    body = _tree(random, _W_NESTING, _word_leaf, _W_ATTRIBUTES)
    xml = docx_body(f"<w:p><w:r><w:t>FICHE 1.1.2</w:t></w:r></w:p>{body}")
    xml = xml.replace("<w:document ", '<w:document xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ')
    return _damaged(random, docx_of(xml, level=1))


def odt(random: Random) -> bytes:
    body = _tree(random, _T_NESTING, _odt_leaf, _T_ATTRIBUTES)
    return _damaged(random, opendocument.packed(opendocument.document(f"<text:p>FICHE 1.1.2</text:p>{body}"), level=1))


_OPERATORS = (
    b"BT", b"ET", b"/F1 12 Tf", b"/F9 1 Tf", b"1 0 0 1 72 %d Tm", b"0 -14 Td", b"%d 0 Td", b"T*", b"q", b"Q", b"/X Do", b"99999999 0 0 1 0 0 cm",
    b"0 0 0 0 0 0 cm", b"10 TL", b"-5 Ts", b"3 Tr", b"BI /W 1 ID x EI", b"/Span << /ActualText (x) >> BDC", b"EMC", b"[(a) -900 (b)] TJ",
)  # fmt: skip


def pdf(random: Random) -> bytes:
    content = b"BT /F1 12 Tf 72 %d Td\n" % random.randrange(800)
    for _ in range(random.randrange(1, 25)):
        operator = random.choice(_OPERATORS)
        content += operator.replace(b"%d", b"%d" % random.randrange(-2_000, 2_000)) + b"\n"
        if random.random() < 0.6:
            text = words(random).encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            content += b"(%s) Tj 0 -14 Td\n" % text
    packed = zlib.compress(content) if random.random() < 0.5 else content
    odd = [random.random() < 0.12 for _ in range(4)]  # most files have a fault or none: with more, the first hides the others
    filters = b"/Filter /FlateDecode" if (packed is not content) is not odd[0] else b""
    kids = random.choice((b"[3 0 R]", b"[3 0 R 3 0 R]", b"[2 0 R]", b"[99 0 R]", b"3 0 R", b"[]"))
    box = random.choice((b"[0 0 595 842]", b"[0 0 0 0]", b"[0 0 1e9 1e9]", b"[842 595 0 0]", b"null"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids %s >>" % (random.choice((0, -1, 10**9)) if odd[1] else 1, kids if odd[1] else b"[3 0 R]"),
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Rotate %d /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>"
        % (box if odd[2] else b"[0 0 595 842]", random.choice((0, 0, 90, 45, -90))),
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), filters, packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %s >>"
        % (random.choice((b"/None", b"[]", b"7 0 R")) if odd[3] else b"/WinAnsiEncoding"),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    return _damaged(random, pdf_of(objects))


_TAGS = (
    "table",
    "tr",
    "td",
    "th",
    "p",
    "div",
    "h1",
    "h2",
    "ul",
    "ol",
    "li",
    "br",
    "span",
    "b",
    "script",
    "style",
    "template",
    "textarea",
    "svg",
    "a",
)
_BITS = (
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!doctype html>",
    "&nbsp;",
    "&#0;",
    "&#x110000;",
    "&bogus;",
    "<o:p></o:p>",
    "<![if !x]>",
    "<?xml?>",
    "</",
)


def html(random: Random) -> bytes:
    parts = ["<table><tr><td colspan=2>FICHE 1.1.2"]
    for _ in range(random.randrange(3, 40)):
        kind = random.randrange(6)
        tag = random.choice(_TAGS)
        spanned = f" colspan={random.choice(_VALUES)}" if random.random() < 0.2 else ""
        if kind < 2:
            parts.append(f"<{tag}{spanned}>")
        elif kind == 2:
            parts.append(f"</{tag}>")
        elif kind == 3:
            parts.append(random.choice(_BITS))
        else:
            parts.append(words(random))
    return _damaged(random, "".join(parts).encode(random.choice(("utf-8", "cp1252", "utf-16")), "replace"))


def markdown(random: Random) -> bytes:
    return _damaged(random, lines(random).replace("\t", random.choice(("# ", "| ", "**", "- ", "> ", "```\n"))).encode("utf-8", "replace"))


def text(random: Random) -> bytes:
    return _damaged(random, lines(random).encode(random.choice(("utf-8", "cp1252", "utf-16", "utf-16-be", "utf-8-sig")), "replace"))


def _damaged(random: Random, data: bytes) -> bytes:
    """The same bytes, or some of them cut, changed, doubled."""
    kind = random.randrange(16)
    if kind > 3 or len(data) < 10:
        return data
    place = random.randrange(len(data))
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + bytes(random.choices(range(256), k=3)) + data[place + 3 :]
    if kind == 2:
        return data[:place] + data[place // 2 :]
    return random.choice((b"PK\x03\x04", b"%PDF-", b"\xff\xfe", b"<?xml", b"")) + data[place:]


MAKERS: Mapping[str, Callable[[Random], bytes]] = {
    ".docx": docx,
    ".odt": odt,
    ".pdf": pdf,
    ".html": html,
    ".md": markdown,
    ".txt": text,
}
