"""The tags that Word and LibreOffice put in a PDF -> the paragraph each piece of marked content belongs to.

Geometry tells paragraphs by their gaps and their short last lines; tags say where one ends. Source: ISO 32000-1, 14.7 and 14.8.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

_PARAGRAPHS = frozenset({"/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Caption", "/TOCI", "/Note", "/Lbl", "/LBody"})
_ITEM = "/LI"
_CELLS = frozenset({"/TD", "/TH"})
_MAX_DEPTH = 60  # of the tree; the tags of Word are some ten deep
_MAX_PAGES = 20_000  # of the number tree


class Tags:
    """The structure tree of a file; a damaged tree is a file without tags."""

    def __init__(self, root: DictionaryObject) -> None:
        tree = _dictionary(root.get("/StructTreeRoot"))
        self._roles = _dictionary(tree.get("/RoleMap"))
        self._by_page: dict[int, Any] = {}
        for key, value in _numbers(_dictionary(tree.get("/ParentTree"))):
            self._by_page.setdefault(key, value)

    def paragraphs(self, page: DictionaryObject) -> Mapping[int, int]:
        """Return the paragraph of each marked content of `page`: a number that is the same throughout a paragraph."""
        key = page.get("/StructParents")
        parents = _resolved(self._by_page.get(int(key))) if isinstance(key, int) else None
        if not isinstance(parents, ArrayObject):
            return {}
        return {number: found for number, element in enumerate(parents) if (found := self._paragraph(element)) is not None}

    def _paragraph(self, reference: Any) -> int | None:
        """The paragraph around an element: that of its list item where the item has one paragraph, with its bullet."""
        found: Any = None
        for _level in range(_MAX_DEPTH):
            element = _dictionary(reference)
            kind = self._kind(element)
            if kind in _CELLS:
                break
            if kind in _PARAGRAPHS and found is None:
                found = reference
            elif kind == _ITEM:
                return _identity(reference if found is None or self._is_first(found, element) else found)
            reference = element.raw_get("/P") if "/P" in element else None
            if reference is None:
                break
        return _identity(found) if found is not None else None

    def _is_first(self, paragraph: Any, item: DictionaryObject) -> bool:
        """Tell whether a paragraph is the bullet of its item, or the first paragraph of its body."""
        kids = list(_kids(item))
        if any(_identity(kid) == _identity(paragraph) for kid in kids):
            return True
        bodies = [kid for kid in kids if self._kind(_dictionary(kid)) == "/LBody"]
        first = next((kid for body in bodies for kid in _kids(_dictionary(body)) if isinstance(kid, IndirectObject)), None)
        return first is not None and _identity(first) == _identity(paragraph)

    def _kind(self, element: DictionaryObject) -> str:
        kind = str(element.get("/S", ""))
        return str(self._roles.get(kind, kind))


def _kids(element: DictionaryObject) -> Iterator[Any]:
    kids = _resolved(element.raw_get("/K")) if "/K" in element else None
    if isinstance(kids, ArrayObject):
        yield from (kid for kid in kids if isinstance(kid, IndirectObject))
    elif "/K" in element and isinstance(element.raw_get("/K"), IndirectObject):
        yield element.raw_get("/K")


def _numbers(tree: DictionaryObject) -> Iterator[tuple[int, Any]]:
    """The leaves of a number tree."""
    waiting, seen = [tree], 0
    while waiting and seen < _MAX_PAGES:
        node = waiting.pop()
        seen += 1
        pairs = _resolved(node.get("/Nums"))
        if isinstance(pairs, ArrayObject):
            yield from ((int(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False) if isinstance(key, int))
        kids = _resolved(node.get("/Kids"))
        if isinstance(kids, ArrayObject):
            waiting.extend(_dictionary(kid) for kid in kids)


def _identity(reference: Any) -> int:
    return reference.idnum if isinstance(reference, IndirectObject) else id(reference)


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _dictionary(value: Any) -> DictionaryObject:
    found = _resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
