"""What Word or a template leaves in a text that no author meant to say: fields, bookmarks, unfilled blanks."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.checks.places import places, slice_of
from ingest.model import Excerpt, Fiche, Leftover, LeftoverKind

# « Cliquez ou appuyez ici pour entrer du texte. », « Choisissez un élément. », « [Indiquer le nom du porteur] »
_UNFILLED = re.compile(
    r"\b(?:Cliquez|Appuyez|Tapez|Click|Saisissez|Entrez)\b(?:\s+ou\s+(?:appuyez|tapez))?\s+(?:ici|or tap|here|votre texte|le texte|du texte|une date)[^.\n]{0,60}\.?"
    r"|\bChoisissez un (?:élément|bloc)[^.\n]{0,30}\.?|\bSélectionne[rz] une? (?:date|élément)[^.\n]{0,30}\.?"
    r"|[\[<{][^\[\]<>{}\n]{0,80}\bà (?:insérer|compléter|préciser|définir|remplir|renseigner|indiquer|ajouter|confirmer|remplacer|saisir|choisir)\b[^\[\]<>{}\n]{0,60}[\]>}]"
    r"|\[(?:votre |vos |le |la |les )?(?:noms?|prénoms?|dates?|titre|sous-titre|adresse|téléphone|courriel|ville|commune|auteur|société|logo|montant|lieu)\]"
    r"|[\[<{(]\s*(?:insérer|insérez|saisir ici|écrire ici|décrire ici|renseigner|ajouter ici|rédiger ici|remplacer par)\b[^\])>}\n]{0,80}[\])>}]"
    r"|[\[<{]\s*(?:à compléter|a completer|compléter|insérer|inserer|indiquer|préciser|precisez|saisir|taper|titre|noms? (?:de|du|d)|texte|date|xx)\b[^\]>}\n]{0,80}[\]>}]",
    re.IGNORECASE,
)
_RESIDUE = re.compile(
    r"\[bookmark:[^\]\r\n]{0,80}\]"  # [bookmark: _GoBack]
    r"|(?:Erreur\s?!|Error!)\s?[^.\r\n]{0,60}(?:\.|$)"  # Erreur ! Signet non défini.
    r"|\b(?:HYPERLINK|PAGEREF|MERGEFIELD|INCLUDEPICTURE|FORMTEXT|FORMCHECKBOX|STYLEREF|DOCPROPERTY|EMBED|NOTEREF)\b(?:\s*\\?[\"“«»”][^\"”»\n]{0,120}[\"”»]?|\s+\\?[\w.]+)?(?:\s*\\\*?\s*\w+)*"
    r"|\{\s*(?:PAGE|TOC|DATE|REF|SEQ|TIME|NUMPAGES)\b[^}\n]{0,60}\}?|\\\*\s*MERGEFORMAT"
    r"|\b_(?:Toc|Ref|Hlk|GoBack)\w*"
    r"|#(?:REF|N/A|NOM\?|NAME\?|VALEUR|VALUE|DIV/0)!?"
    r"|&(?:nbsp|amp|lt|gt|quot|[lr]squo|eacute|egrave|agrave);|</?(?:w:\w+|span|div|br|p)\b[^>\n]{0,60}>"
    r"|\b[Ll]orem [Ii]psum\b[^\n]{0,60}"
    r"|(?<![A-Za-zÀ-ÿ\d])[Xx]{3,}(?![A-Za-zÀ-ÿ])|(?<!\w)[Xx]{2}(?=\s?(?:€|%|k€|euros|jeunes|personnes|habitants))"
    r"|\b(?:Commentaire|Comment)\s\[\w{1,6}\][^\n]{0,80}|\bMis en forme\s?:[^\n]{0,60}|\b(?:Supprimé|Inséré|Déplacé)\s?\[[^\]\n]{0,30}\]"
    r"|\b(?:Aucune entrée de table|Table des matières introuvable|Source du renvoi introuvable)[^.\n]{0,60}\.?|&#\d{2,5};|\b20[Xx]{2}\b|(?<!\w)(?:[Xx]{2}[ .]){3,}[Xx]{2}"
    r"|(?<![\w'’])X\s?(?:€|k€)|\?{2}\s?(?:€|k€|%)|«\s?[A-Za-zÀ-ÿ]+_\w+\s?»|<<[^<>\n]{1,60}>>|\$\{\w+\}|\ufffd"
    r"|\?{3,}|\{\{[^}\n]{1,60}\}\}|#\s(?:REF|NOM)\b[!?]?|\bNOM (?:DE LA|DU|DE L['’]) ?[A-Z]{4,}|\b00/00/(?:0000|20\d\d)\b|\b[Xx]{2}/[Xx]{2}/\w{4}\b|\bJJ/MM/AAAA\b"
    r"|\b[Tt]exte à (?:remplacer|saisir)\b|\bZone de texte\b|\bTBD\b|\bTODO\b|[_.]{6,}|…{3,}",
)


# What every such leftover holds a piece of, so that most texts are passed over at once.
_MAYBE = re.compile(
    r"[\[{<#&\\_$\ufffd]|!|X\s?k?€|\?{2}|introuvable|Aucune entr|\((?i:ins|sais|écri|décri|rens|ajou|réd|remp)|20[Xx]{2}|\?{3}|00/00|[Xx]{2}/|JJ/|NOM D|[Tt]exte|[Xx]{2}|\.{6}|…{3}|(?i:liquez|ppuyez|tapez|saisissez|entrez|click|choisissez|lectionne|erreur|error|lorem)|"
    r"[A-Z]{8}|EMBED|TBD|TODO|Comment|Mis en forme|Supprim|Ins[ée]r|D[ée]plac"
)

# A sign or some letters of each of those, looked for first because it is quick.
_SIGN = re.compile(r"[\[{<#&\\_$\ufffd!]")
_LETTERS = (
    "liquez", "ppuyez", "tapez", "saisissez", "entrez", "click", "choisissez", "lectionne", "erreur", "error", "lorem", "x€", "x €", "x\xa0€", "xk€", "x k€", "x\xa0k€",
    "x\u202f", "x\n", "x\t", "??", "introuvable", "aucune entr", "(ins", "(sais", "(écri", "(décri", "(rens", "(ajou", "(réd", "(remp", "xx", "00/00", "jj/", "nom d", "texte",
    "......", "………", "embed", "tbd", "todo", "comment", "mis en forme", "supprim", "insér", "inser", "déplac", "deplac",
)  # fmt: skip
_CAPITALS = re.compile(r"[A-Z]{8}")


def _may_hold_leftover(text: str) -> bool:
    lowered = text.lower()
    if not (_SIGN.search(text) or any(letters in lowered for letters in _LETTERS) or _CAPITALS.search(text)):
        return False
    return _MAYBE.search(text) is not None


@lru_cache(maxsize=65_536)
def leftover_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text holds what no author meant to say."""
    if not _may_hold_leftover(text):
        return ()
    return tuple(match.span() for pattern in (_RESIDUE, _UNFILLED) for match in pattern.finditer(text) if match.group().strip())


def unfilled(fiche: Fiche) -> Iterator[Leftover]:
    """The blanks of a template that nobody filled, where the file tells them from the text."""
    for leftover in fiche.leftovers:
        if leftover.kind in (LeftoverKind.TEMPLATE_PROMPT, LeftoverKind.OTHER) and _UNFILLED.search(leftover.excerpt.text):
            yield leftover


def residues(fiche: Fiche) -> Iterator[Excerpt]:
    """What stands in the banner, the headings and the items that is no word of an author, in order, each place once."""
    covered: set[int] = set()
    excerpts = [part.excerpt for part in fiche.banner]
    excerpts += [section.heading for section in fiche.sections]
    excerpts += [place.item for place in places(fiche)]
    excerpts += [leftover.excerpt for leftover in fiche.leftovers if leftover.kind in (LeftoverKind.BOOKMARK, LeftoverKind.OTHER)]
    found = [leftover.excerpt for leftover in unfilled(fiche)]
    for excerpt in excerpts:
        found += [slice_of(excerpt, *span) for span in leftover_spans(excerpt.text)]
    for excerpt in sorted(found, key=lambda excerpt: (excerpt.span.start, -excerpt.span.end)):
        positions = set(range(excerpt.span.start, excerpt.span.end))
        if not positions & covered:
            covered |= positions
            yield excerpt
