"""A zip package (.docx, .odt, .zip), opened with its limits checked before and while it is unpacked; its XML, without entities."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lxml import etree

from ingest.errors import UnreadableSourceError
from ingest.readers.options import ReadingOptions

_MAX_MEMBERS = 10_000
_MAX_TAGS = 4_000_000  # opening and closing: some 300 MB once parsed; the annex of a contract holds a tenth of it
ENCRYPTED = 0x1
#: What zipfile raises on a damaged file; RuntimeError is a password that is missing.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, IndexError, RuntimeError)


def damaged(name: str) -> UnreadableSourceError:
    return UnreadableSourceError(f"« {name} » est abîmé ou incomplet ; demandez le fichier d’origine, ou enregistrez-le à nouveau.")


def entities(name: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"« {name} » déclare des entités XML, ce que Word et LibreOffice ne font jamais ; enregistrez-le à nouveau depuis l’un d’eux."
    )


def check_proportions(members: Sequence[zipfile.ZipInfo], name: str, options: ReadingOptions) -> None:
    """Raise UnreadableSourceError where a zip file announces more members or bytes than the limits allow."""
    if len(members) > _MAX_MEMBERS:
        raise UnreadableSourceError(
            f"« {name} » contient {len(members)} fichiers, plus que la limite de {_MAX_MEMBERS} ; ne gardez que les fiches."
        )
    declared, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if declared > options.max_unpacked_bytes or declared > max(packed, 10_000) * options.max_ratio:
        raise _bomb(name, options)


def _bomb(name: str, options: ReadingOptions) -> UnreadableSourceError:
    limit = options.max_unpacked_bytes / 1e6
    return UnreadableSourceError(
        f"« {name} » se déplie au-delà des limites ({limit:.0f} Mo, ou {options.max_ratio} fois sa taille) ; n’en gardez que les fiches."
    )


class Package:
    """The members of one zip file; each read is bounded, whatever sizes the file declares."""

    def __init__(self, data: bytes, name: str, options: ReadingOptions) -> None:
        """Open the package.

        Raises:
            UnreadableSourceError: no zip file, a password, or more than the limits allow.
        """
        self.name = name
        self._options = options
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE as error:
            raise damaged(name) from error
        members = self._zip.infolist()
        check_proportions(members, name, options)
        self._members = {member.filename: member for member in members}

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def read(self, member: str) -> bytes:
        """Unpack one member.

        Raises:
            UnreadableSourceError: absent, damaged, encrypted, or larger than the limits allow.
        """
        info = self._members.get(member)
        if info is None:
            raise damaged(self.name)
        if info.flag_bits & ENCRYPTED:
            raise UnreadableSourceError(f"« {self.name} » est protégé par un mot de passe ; enregistrez-le sans mot de passe.")
        room = self._options.max_unpacked_bytes - self._unpacked
        try:
            with self._zip.open(info) as stream:
                data = stream.read(room + 1)
        except DAMAGE as error:
            raise damaged(self.name) from error
        self._unpacked += len(data)
        if len(data) > room:
            raise _bomb(self.name, self._options)
        return data

    def xml(self, member: str) -> etree._Element:
        """Parse one member: no entity is resolved, no other file read.

        Raises:
            UnreadableSourceError: as `read`, or not well-formed, or declaring entities.
        """
        data = self.read(member)
        if data.count(b"<") > _MAX_TAGS:
            raise UnreadableSourceError(f"« {self.name} » est démesuré pour une fiche ({len(data) / 1e6:.0f} Mo de balises) ; découpez-le.")
        with xml_errors(self.name):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            root = etree.fromstring(data, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise entities(self.name)
        return root


@contextmanager
def xml_errors(name: str) -> Iterator[None]:
    """Translate what lxml raises on a damaged file."""
    try:
        yield
    except (etree.LxmlError, ValueError) as error:  # ParserError, « Document is empty », is no XMLSyntaxError
        if "entit" in str(error).lower():
            raise entities(name) from error
        if "depth" in str(error).lower():
            raise UnreadableSourceError(
                f"« {name} » imbrique trop d’éléments les uns dans les autres ; enregistrez-le à nouveau en .docx."
            ) from error
        raise damaged(name) from error


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, "" for a comment or a processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """The value of an attribute by its local name: Word's strict and transitional files differ by namespace alone."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)
