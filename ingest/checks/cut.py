"""Sentences that stop before their end, or whose words are in disorder."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.glued import glued_words
from ingest.checks.places import Place, blanked, places, slice_of, stem
from ingest.checks.spelling import begins_a_word, ends_a_word, french_words, is_accented_word
from ingest.folding import strip_accents
from ingest.model import BlockKind, Excerpt, Fiche, LeftoverKind, SectionKind, Span

_QUOTE = "['’]"
# A sentence does not end on these: « la mise en », « avec les », « afin de ».
_NEVER_LAST = frozenset(
    """
    à au aux de du des le la les et ou en par pour dans avec sur sous chez entre que dont où ce cette ces cet ses leurs nos vos notre votre
    chaque quelques notamment selon afin lors grâce malgré auprès lorsque puisque via dès parmi envers comme si ni mais car donc une
    jusque sont ont peut peuvent doit doivent sera seront être avoir très certaines certains divers diverses aucun aucune leur vers un
    est sans lesquels lesquelles auquel duquel auxquels auxquelles desquels desquelles qui ayant étant
    se ne je ils on sauf hormis quand serait seraient étaient auront aura devra devront devrait devraient pourra pourront pourrait
    soit soient fut furent ait aient avait avaient était veut veulent faut afin quant issu issus celui celle celles ceux parce tandis sa mes mon
    favorisant moyennant durant
    pourraient reste restent permet permettent permettra permettant vise visent visant consiste consistent constitue constituent représente
    représentent devient deviennent semble semblent nécessite nécessitent concernant incluant impliquant
    """.split()
)
# What may stand before one of them at the end: « aller vers », « avec ou sans », « à l’est », « les leurs », « numéro un ».
_YET_LAST = re.compile(
    r"(?:\b(?:d['’])?aller[ -]vers|\b(?:sai[st]|sav\w+|dit|disent|demand\w+|ignor\w+|compren\w+)\b[^.;:]{0,16}\soù|\b(?:cas|importe|par|sait|savoir|dire|et|ni|sais|là|vers|bien|jusqu['’]|d['’]) ?où|\b(?:f(?:aire|ait|ont)|vi(?:vre|t|vent)|composer|compose|composent) (?:avec|sans)"
    r"|\b(?:le|du|au|un) reste|\b(?:depuis|savoir|jusqu['’]à|importe|sait|dire|et) quand|\bdira[ -]t[ -]on|\b(?:plus d['’]|en \w+ (?:pas )?|comme |jour |phase |étape |lot |tranche |acte |niveau |partie |chapitre )(?:aucun|un)e?"
    r"|\b(?:pour|chez|selon) certaine?s|\b(?:être|est|sont|vot(?:er?|ent)|plutôt|ni|plaider|arguments?) pour|\bc['’]est selon|\bcomme si"
    r"|(?<!\bde)(?<!\bdes)(?<!\bles)(?<!\bet)(?<!\bpar)(?<!\bavec)(?<!\bdans)(?<!\bà)(?<!\bou)(?<!,)\s(?:divers|diverses)|\bpas que|\b(?:avec|et|ou|oui|non|pas)\s+(?:sans|sous|par|pour|sur|dans|avec|une?|hors)|\b(?:numéro|sur|vingt et|vingt-et|pour|chacun|un|une|n°|et|à|a|ai|as|avons|avez|ont|avoir|est|y en a)\s+une?"
    r"|\b(?:le|la|les|des|aux)\s+leurs?|['’]est|\b(?:nord|sud|le|grand|quartier|secteur|zone|ligne|rive|côté)[ -]est|\bet donc|(?:\b(?:l|d|qu)|\bquelqu)['’]une?"
    r"|\b(?:le|du) (?:pour|sur|dans)|\b(?:bien|savoir|peut|en)[ -]être|\b(?:savoir|sai[st]|savent|dire|demande(?:r|nt)?|décide[rz]?|importe)(?: (?:à|de|avec|pour|par|chez|sur|contre))? qui|^(?:à|de|avec|pour|par|chez) qui|\bavoir|\b(?:un|le|leur|son|bien|du|mal)[ -]être|\bpas [àa] pas|\bface à face)\Z",
    re.IGNORECASE,
)
# « ce qu’ils peuvent », « là où elle est », « ceux qui restent »: a clause may end on its verb.
_VERBS_LAST = frozenset(
    """
    soit soient fut furent ait aient avait avaient était veut veulent faut
    est sont ont peut peuvent doit doivent sera seront étaient serait seraient auront aura devra devront devrait devraient pourra pourront
    pourrait pourraient reste restent permet permettent permettra vise visent constitue constituent représente représentent devient
    deviennent semble semblent nécessite nécessitent
    """.split()
)
_CLAUSE = re.compile(
    r"(?:\b(?:que|dont|où|comme|quand|si)\b|\bqu['’]|\b(?:ceux|celles|celui|celle|choses?|tout) qui\b)(?:\s*[\w'’-]+){0,4}\s*\Z|\b(?:y|en|ne|se|le|les|il)\s+\Z|['’]\Z",
    re.IGNORECASE,
)
# « à ce que les équipements soient »: a wish calls for what is wished, save « où qu’ils soient », « quoi que ce soit ».
_WISHED = re.compile(
    r"\b(?:à\s+ce|pour|afin|faut|souhaite\w*|veu\w+|voulons|demande\w*|avant|sans)\s+(?:que\b|qu['’])[^,;:.]*\Z", re.IGNORECASE
)
_SUBJUNCTIVES = frozenset("soit soient ait aient".split())
# Verbs that may stand alone before a full stop: « Peu de jeunes restent. »
_WHOLE_ALONE = frozenset("reste restent".split())
_LAST_WORD = re.compile(r"(?:(?<=[\s('’«\"])|^)(?P<word>[^\W\d_]+)(?P<elided>['’]?)\Z")
_PHRASES = re.compile(
    r"(?:\b(?:la|une|leur|sa)\s+(?:mise|prise)|(?<!\bbon)\s+à savoir|\bc['’]est-à-dire|,\s+ainsi|(?<!\bque)(?<!\bcomme)(?<!\bde)\s+tel(?:le)?s?|\bpar\s+le\s+biais|\bdans\s+le\s+cadre|\bau\s+sein|\bdans\s+le\s+but|\ben\s+raison|\bpar\s+rapport|\bà\s+l['’](?:aide|instar|issue|égard|encontre|échelle)|\bpar\s+l['’]intermédiaire|\bsous\s+(?:la\s+)?forme|\bau\s+(?:profit|moyen|travers)|\ben\s+(?:termes?|matière|faveur|vertu)|\bcompte\s+tenu|\bdans\s+la\s+mesure|\bà\s+(?:destination|cause|condition)|\blutt(?:e|er|ant)\s+contre|\bde\s+(?:nombreux|nombreuses|nouveaux|nouvelles|véritables|différente?s)|\bune?\s+(?:véritable|meilleure?)|\b(?:ayant|a|ont|avait|avoir)\s+été|\b(?:est|sont|sera|seront|reste|restent|était|étaient)\s+(?:plus|moins|aussi|trop)|\bne\s+(?:peu(?:t|vent)|doi(?:t|vent)|veu(?:t|lent)|sont|est|ont)\s+(?:plus|pas)|\((?:voir|cf\.?|notamment|dont|par exemple)|\bet\s+(?:ainsi|aussi|surtout)|\bmais\s+(?:aussi|surtout|également)|(?<!\bautant)(?<!\bpas)\sque\s+(?:plus|moins|près)|\b(?:à|dans|avec|pour|par|et|en)\s+son|,\s+(?:soit|voire)|(?<!\bpour )(?<!\bdans )(?<!\bde )\bl['’]ensemble|\b(?:pour|afin|parce|alors|tandis|à\s+ce|constat(?:e|ent|é)|montr(?:e|ent|é)|soulign(?:e|ent|é))\s+que\s+(?:les|la|le|des|leurs?|ces|chaque)\s+[^\W\d_]+)\Z",
    re.IGNORECASE,
)
# How those end, looked at first because it is quick.
_PHRASE_ENDS = tuple(
    """
    mise prise savoir dire ainsi tel tels telle telles biais cadre sein but raison rapport aide instar issue égard encontre échelle intermédiaire
    forme profit moyen travers terme termes matière faveur vertu tenu mesure destination cause condition contre nombreux nombreuses nouveaux nouvelles
    surtout également près son soit voire véritable véritables différents différentes différente meilleur meilleure été plus moins aussi trop pas voir cf cf. notamment dont exemple
    """.split()
)
# Within a sentence: « les et », « du la », « aux dans »; « le ou la » and « les en empêcher » are French.
_DISORDER = re.compile(
    r"(?<![\w'’-])(?:(?:les?|la|du|des|aux?|cette|ces)[ \xa0]+(?:de|du|des|les?|la|et|à|aux?|pour|dans|avec|par|sur|que|dont)"
    r"|(?:aux?|du|des)[ \xa0]+(?:un|une|ce|cette|ces)"
    r"|(?:de|à|en)[ \xa0]+(?:aux|au(?![ \xa0]+(?:moins|plus|sein)))|de[ \xa0]+(?:du|des|dans|avec|pour)|dans[ \xa0]+(?:par|pour|avec|aux|à)"
    r"|(?:cette|cet|ce)[ \xa0]+(?:les|aux|des|du)|(?<!l['’])une?[ \xa0]+(?:les|aux))(?![\w'’-])"
    # « l’ de la commune »: an article whose noun is gone.
    r"|(?<!\w)(?:[ld]|qu)['’][ \xa0]+(?:de|des|du|les?|la|et|aux?|pour|par|avec)(?![\w'’-])"
)
# « de peuvent », « les sont », « sont ont »: no verb follows a preposition or an article, nor another that calls for its own words.
_MISPLACED_VERB = re.compile(
    r"(?<![\w'’-])(?:(?:de|à|aux?|du|des|pour|par|dans|avec|sur|chez|un|ces|leurs|ses|nos)[ \xa0]+(?:sont|ont|peuvent|doivent|veulent|vont|seront|étaient|avaient|devront|pourront|auront)"
    r"|les[ \xa0]+(?:sont|peuvent|doivent|veulent|vont|seront|étaient|devront|pourront)"
    r"|(?:sont|ont|peuvent|doivent|veulent|seront|étaient|avaient)[ \xa0]+(?:sont|ont|est|peut|peuvent|doit|doivent|veulent|seront|sera|étaient|avaient))(?![\w'’-])"
)
# « Ceux qui l’ont sont servis »: the verb of the clause, then that of the sentence.
_CLAUSE_BEFORE = re.compile(r"(?:\b(?:qui|que|dont|où)\b|\bqu['’])[^,;.]*\Z")
# « … ne sont. »: a negation without its second half; « plus qu’il ne faut » has none.
_HALF_NEGATION = re.compile(
    r"(?<!\bqu['’]il )(?<!\bqu['’]on )(?<!\bqu['’]elle )\b(?:ne[ \xa0]+(?:sont|peuvent|doivent|veulent|vont|font|savent|ont|peut|doit|veut)|n['’](?:est|ont|étaient|était|avaient))\s*[.;](?=\s|\Z)"
)
_COMPARED = re.compile(r"\b(?:plus|moins|mieux|autre|autrement|pire)\b[^,;.]*\bqu", re.IGNORECASE)
# « les clubs, . »: what stood between the signs is gone.
_EMPTY_CLAUSE = re.compile(r"\w[^\n.]{0,40}[,;:]\s*\.(?=\s*(?:\Z|[A-ZÀ-Ý]))")
# « pation des jeunes »: the end of a word whose beginning is gone; « et que les familles »: of a sentence.
_FIRST_WORD = re.compile(r"\A\s*(?P<word>[a-zà-ÿœ]{4,})(?=\s)")
_FIRST_LINK = re.compile(r"\A\s*(?:et|que|qui|dont|mais|lesquels|lesquelles|ainsi\s+que)\s+\w+\s+\w+")
# « … la mise en. Les habitants »: a full stop after a word that calls for another.
_STOPPED = re.compile(
    r"(?<=\s)(?:de|du|des|les|la|le|et|ou|à|au|aux|par|pour|dans|avec|en|sur|que|dont|afin|chez|parmi|ses|leurs|d['’]|l['’]|qu['’])\s*[.!?](?=\s+[A-ZÀ-Ý«]|\s*\Z)(?!\.)"
    r"|(?<=\s)(?:sur|dans|pour|avec|par|de|à)\s+(?:la|le|l['’])\s*[,;](?!\s*(?:l[ea]s?|l['’]|des?|du|aux?|ou)\b)"
    r"|(?<=\s)(?:et|mais|car|que|qu['’])\s*(?:ils?|on|je|tu)\s*\.(?=\s+[A-ZÀ-Ý]|\s*\Z)"
    # « dans les, »: an article before a comma, save « le, la ou les ».
    r"|(?<=\s)(?:du|des|les|aux|cette|ces)\s*[,;](?!\s*(?:l[ea]s?|l['’]|des?|du|aux?|ou)\b)"
    # « jamais avant que »: a quotation of some words, of which the end is gone.
    r"|(?<=[«\"“])[^«»\"“”]*\s\w+\s+(?:de|du|des|les|la|le|et|à|au|aux|par|dans|que|d['’]|l['’]|qu['’])\s*(?=[»\"”])"
)
# « … par le quartier Les conseillers attendent »: the end of one sentence is gone, and the next one follows.
_GLUED = re.compile(
    r"(?<=\s)(?P<before>[a-zà-ÿ]+)[ \xa0]+(?:Les|Le|La|Des|Ces|Cette|Il|Ils|Elle|Elles|Nous|On|Une|Un|Cela|Ceci|Plusieurs|Chaque|Depuis|Dans)[ \xa0]+[a-zà-ÿ]{2,}"
)
# « l’association Les amis du fleuve »: what is called by a sentence or a name.
_NAMED = frozenset(
    """
    association associations collectif compagnie théâtre café projet dispositif action opération programme festival exposition cinéma spectacle
    espace film centre crèche jardin atelier ateliers résidence journal groupe club salle structure réseau maison journée démarche
    école lycée collège épicerie librairie médiathèque bibliothèque ludothèque campagne concours plateforme appel fonds quartier rue place
    secteur îlot tour cité entreprise coopérative restaurant marché ferme parc square site soirée fête semaine thème titre charte guide label
    kiosque lieu tiers équipe magazine émission livre revue ressourcerie recyclerie conciergerie foyer halte chantier forum axe pilier enjeu fiche
    """.split()
)
# « … les hommes -femmes »: the end of a word that has lost its beginning.
_LOOSE_END = re.compile(r"\w[ \xa0]+-(?P<word>[^\W\d_]{3,})\W*\Z")
# « AT égalité homme: … », « AT lutte contre: … »: the name of an axis that stops before its end.
_AXIS = re.compile(r"\AAT\s[^:\n]{0,60}(?<=[\s'’])(?:contre|des?|du|la|les?|et|pour|à|aux?|en|entre|d['’]|l['’])\s*:")
_VERBS = re.compile(r"\b(?:sont|ont)[ \xa0]+(?P<stem>[a-zà-ÿ]{3,})ent\b")
# « souhaitent souhaiteraient »: one verb in two tenses, of which one was to be struck.
_SAME_VERB = re.compile(
    r"\b(?P<same>[a-zà-ÿ]{4,}?)(?P<one>e|ent|ait|aient|er|é|era|eront)[ \xa0]+(?P=same)(?P<other>ent|ait|aient|era|eront|erait|eraient|er)\b"
)
_ADJECTIVES = frozenset(("exc", "excell", "équival", "précéd", "adhér", "influ", "néglig", "violent", "résid", "présid"))
_HYPHEN = re.compile(r"[^\W\d_]{2,}[-\u2010]\Z")
# « Les femmes davantage les places »: no place is left for the verb.
_NO_VERB = re.compile(
    r"\A(?:(?:Les|Des|Ces|La|Le)\s|L['’])[^\W\d_]+\s+(?:davantage|mieux|(?:plus|moins)\s+(?:souvent|facilement))\s+(?:les?|la|l['’]|leurs?|ses|une?|des)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«\"])")
_OPEN_END = ("…", "...", "etc.", "etc")
# Short forms that are written without a full stop, and words of other tongues: « 15 min », « in situ ».
_SHORT_FORMS = frozenset(
    """
    min max moy nb nbre hab env mn kms sem trim resp coord dept dépt tel tél mail asso assos ado ados accomp anim hebdo intergé intercom
    compl exp org ass doc docs info infos quart pers resto appart proj bénéf effs éval dév cofi vip web wifi com comm insta kids team open
    """.split()
)
_AFTER_FIGURE = re.compile(r"(?:\d|\b(?:in|en|le|la|du|au|un|les|des))\s+\w+\Z")
_SURE = 5  # letters from which the beginning of a word is seldom a short form
_CLIPPED = ("o", "com", "pub", "cup", "fac", "ciné", "mém")
#: Sections whose first item tells something, rather than lists names or days.
_TOLD = frozenset((SectionKind.CONTEXTE, SectionKind.OBJECTIFS, SectionKind.REALISATIONS, SectionKind.EFFETS))
_TAIL = 60  # characters, within which the last words stand
_WHOLE = 160  # characters up to which an item is shown whole


def cut_places(fiche: Fiche, corpus: CheckedCorpus) -> list[tuple[Excerpt, str]]:
    """Return the sentences of a fiche that are cut or in disorder, each with the words where that shows."""
    found: list[tuple[Excerpt, str]] = corpus.once(_cut_places)[id(fiche)]
    return found


def _cut_places(corpus: CheckedCorpus) -> dict[int, list[tuple[Excerpt, str]]]:
    return {id(fiche): list(_of_fiche(fiche, corpus)) for fiche in corpus.fiches}


def _of_fiche(fiche: Fiche, corpus: CheckedCorpus) -> Iterator[tuple[Excerpt, str]]:
    bullets = [leftover.excerpt.span.start for leftover in fiche.leftovers if leftover.kind is LeftoverKind.BULLET]
    seen = corpus.once(_spelt)
    for place, following in pairwise([*places(fiche), None]):
        if place is None:
            continue
        text = blanked(place.item.text)
        end = _cut_end(place, text, corpus)
        next_here = following if following and not place.is_last else None
        if end and not (next_here and _goes_on(fiche, place, next_here, bullets)):
            yield _sentence(place.item, text, len(text.rstrip()) - 1), end
            continue
        disorder = _jumbled(text) or _beheaded(place, text, seen) or glued_words(text, seen)
        if disorder:
            yield _sentence(place.item, text, disorder.start()), " ".join(disorder.group().split())


@lru_cache(maxsize=65_536)
def _jumbled(text: str) -> re.Match[str] | None:
    """The first words of a text that cannot stand where they do."""
    return (
        _two_verbs(text)
        or _AXIS.search(text)
        or _stopped(text)
        or _disorder(text)
        or _misplaced_verb(text)
        or _half_negation(text)
        or _EMPTY_CLAUSE.search(text)
        or _glued(text)
        or _loose_end(text)
        or _NO_VERB.search(text)
    )


def _cut_end(place: Place, text: str, corpus: CheckedCorpus) -> str | None:
    """The last words of an item that cannot end there."""
    bare = text.rstrip()
    last_words = " ".join(bare.split()[-3:])
    if not bare or bare.endswith(_OPEN_END) or len(bare.split()) < 2:
        return None
    if bare.endswith((",", ":")) and place.is_last and len(bare.split()) > 2:
        return last_words
    whole = bare.rstrip(' \xa0.;,(«"“')
    sentence = whole[-_TAIL:]
    if _HYPHEN.search(sentence) and len(whole.split()) > 2:
        return last_words
    tail = sentence.rsplit(None, 1)[-1]
    if tail.lower().endswith(_PHRASE_ENDS) and _PHRASES.search(sentence):
        return last_words
    last = _LAST_WORD.search(sentence, len(sentence) - len(tail))
    if last is None:
        return _half_word(place, bare, corpus)
    word = last.group("word")
    if last.group("elided"):
        return last_words if word.lower() in ("l", "d", "qu", "n", "s", "jusqu", "lorsqu", "c", "j", "puisqu") else None
    if word in _WHOLE_ALONE and bare.endswith("."):
        return None
    if word in _SUBJUNCTIVES and _WISHED.search(sentence[: last.start()]) and not re.search(r"qu['’]\w+\s+\Z", sentence[: last.start()]):
        return last_words
    if word in _VERBS_LAST and (len(bare.split()) < 4 or _CLAUSE.search(sentence[: last.start()])):
        return None
    if (word in _NEVER_LAST or (bare.isupper() and word.lower() in _NEVER_LAST)) and not _YET_LAST.search(sentence):
        return last_words
    return _half_word(place, bare, corpus)


def _half_word(place: Place, bare: str, corpus: CheckedCorpus) -> str | None:
    """The last word, where it is the beginning of a French word and none by itself: « la particip »."""
    last = re.search(r"(?<=\s)[a-zà-ÿœ]{3,}\Z", bare[-_TAIL:])
    if last is None or place.section.kind is SectionKind.LIENS or len(bare.split()) < 4:
        return None
    word = last.group()
    if len(word) < _SURE and (word in _SHORT_FORMS or _AFTER_FIGURE.search(bare)):
        return None
    # « audio », « télécom », « récup »: French cuts words itself, often after an o.
    if corpus.once(_spelt)[word] > 1 or word in french_words() or word.endswith(_CLIPPED):
        return None
    inflected = any(f"{word}{ending}" in french_words() for ending in "sxr")  # the dictionary has some words in the plural alone
    return word if begins_a_word(word) and not inflected and not is_accented_word(strip_accents(word)) else None


def _spelt(corpus: CheckedCorpus) -> Counter[str]:
    """How often each word stands in the corpus."""
    count: Counter[str] = Counter()
    for fiche in corpus.fiches:
        for place in places(fiche):
            count.update(re.findall(r"[^\W\d_]+", place.item.text))
    return count


def _goes_on(fiche: Fiche, place: Place, following: Place, bullets: list[int]) -> bool:
    """Tell whether the item below is the rest of this one, which its file has cut at the end of a line."""
    if following.section is not place.section or not following.item.text[:1].islower():
        return False
    between = Span(place.item.span.end, following.item.span.start)
    marked = any(between.start <= start < between.end for start in bullets)
    if marked:
        return False
    listed = any(
        block.kind in (BlockKind.BULLET, BlockKind.NUMBER) and block.span.start <= following.item.span.start < block.span.end
        for block in fiche.source.blocks
    )
    return not listed


def _disorder(text: str) -> re.Match[str] | None:
    """Two small words that cannot follow each other, save where one of them is a doubled word."""
    for found in _DISORDER.finditer(text):
        first, second = found.group().split()
        if first != second and not (text[: found.start()].rstrip().endswith(("«", '"', "“")) or text.isupper()):
            return found
    return None


def _stopped(text: str) -> re.Match[str] | None:
    for found in _STOPPED.finditer(text):
        if not _YET_LAST.search(text[max(0, found.start() - _TAIL) : found.end()].rstrip(" .!?")):  # « Tout le monde est pour. »
            return found
    return None


def _misplaced_verb(text: str) -> re.Match[str] | None:
    for found in _MISPLACED_VERB.finditer(text):
        first, second = found.group().split()
        if first != second and not (first[-2:] == "nt" and _CLAUSE_BEFORE.search(text, max(0, found.start() - _TAIL), found.start())):
            return found
    return None


def _half_negation(text: str) -> re.Match[str] | None:
    found = _HALF_NEGATION.search(text)
    return found if found and not _COMPARED.search(text, max(0, found.start() - _TAIL), found.start()) else None


def _beheaded(place: Place, text: str, seen: Mapping[str, int]) -> re.Match[str] | None:
    """The first words of an item that cannot begin it: half a word, or in the first of its section, what links to something before."""
    first = _FIRST_WORD.match(text)
    if first and seen[first.group("word")] < 2 and not _is_word(first.group("word")) and ends_a_word(first.group("word")):
        return first
    return _FIRST_LINK.match(text) if place.item is place.section.items[0] and place.section.kind in _TOLD else None


def _is_word(word: str) -> bool:
    return word in french_words() or any(f"{word}{ending}" in french_words() for ending in "sxer") or is_accented_word(strip_accents(word))


def _glued(text: str) -> re.Match[str] | None:
    return next((found for found in _GLUED.finditer(text) if found.group("before") not in _NAMED), None)


def _two_verbs(text: str) -> re.Match[str] | None:
    """« Les habitants sont demandent »: two verbs where one was to be struck."""
    if twice := next((found for found in _SAME_VERB.finditer(text) if found.group("one") != found.group("other")), None):
        return twice
    found = _VERBS.search(text)
    return found if found and f"{found.group('stem')}er" in french_words() and found.group("stem") not in _ADJECTIVES else None


def _loose_end(text: str) -> re.Match[str] | None:
    found = _LOOSE_END.search(text, max(0, len(text) - _TAIL))
    if found is None:
        return None
    word = stem(strip_accents(found.group("word")))
    before = {stem(strip_accents(other)) for other in re.findall(r"[^\W\d_]+", text[: found.start() + 1])}
    return found if word in before else None


def _sentence(item: Excerpt, text: str, at: int) -> Excerpt:
    """The sentence around `at`: the whole item where it is short."""
    if len(item.text) <= _WHOLE:
        return item
    breaks = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    start = max(position for position in breaks if position <= at)
    end = min(position for position in breaks if position > at)
    return slice_of(item, start, start + len(text[start:end].rstrip()))
