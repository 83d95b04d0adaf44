"""What a corpus shows of its names: which words are proper names, which are places, which acronym stands for which words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.checks.corpus import CheckedCorpus
from ingest.checks.listed import listed_names
from ingest.checks.phrases import Phrase
from ingest.checks.words import folded, is_acronym, key_of, stem
from ingest.expansions import find_expansions
from ingest.folding import strip_accents
from ingest.model import Excerpt, Fiche, SectionKind

_MID_CAPITAL = re.compile(r"(?<=[\w,)»’'-])[ \xa0’'-](?:«[ \xa0])?([A-ZÀ-Ý][\w-]*)")
_LOWER = re.compile(r"(?<![\w’'-])([a-zà-ÿœ]{3,})(?!\w)")

_TWO_CAPITALS = re.compile(r"(?<!\w)[^\W\d_]*[A-ZÀ-Ý][A-ZÀ-Ý][^\W\d_]*")
_PART = re.compile(r"[^\W_]+")
_SCHEMES = re.compile(r"\bdispositifs?\b\s*(?:mobilisables?\s*)?:", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_LIST = re.compile(r"[,;:()]|\s[-–]\s|\bet\b")

# Words that name no scheme or event by themselves, however many stand together: « appel à projets politique de la ville ».
_GENERIC = frozenset(
    stem(strip_accents(word))
    for word in """
    accompagnement acteur action activité adhérent adjoint adulte agent agglomération aide an animation animateur annexe appel association atelier
    autre axe bailleur bénéficiaire bénévole besoin bilan budget cadre centre coût cofinancement collectivité collectif comité commune
    communauté complément concours conseil contrat contribution convention copil coordinateur coordination création crédit date délai demande département
    départemental diagnostic directeur direction dispositif dossier dotation droit durée développement école économique échange édition effet
    emploi enfant enjeu enveloppe équipe équipement état étude évaluation événement expérimentation famille femme fiche financement financeur
    fonctionnement fond formation forum frais grand groupe habitant heure homme indicateur information inscription insertion
    intervention intervenant investissement jeune journée juriste lancement lieu ligne locataire logement maison maire ménage métropole mise
    mission mobilisation montant municipal nombre nouveau objectif œuvre offre opération ouverture parent part partenaire participant
    participation partie personne phase pilotage pilote plan politique population poste prestation priorité prioritaire professionnel programme
    projet public quartier rapport réalisation recrutement région régional rencontre réseau résidence ressource responsable réunion salarié santé scolaire
    séance secteur semestre service session signature site social soutien structure subvention suivi technique territoire territorial total tranche
    travail travaux continu permanent régulier trimestre type usager ville visite volet zone taux évolution cible nombre appui fois parcours point lieu place sélection jury attribution instruction programmation
    """.split()
)
#: The first words of the names of bodies that pay or lead.
BODIES = frozenset(
    stem(strip_accents(word))
    for word in """
    agence agglomération association bailleur banque caisse chambre collectivité commune communauté conseil commission département direction
    entreprise état europe fédération fondation mairie métropole mécénat ministère mission mutuelle office opérateur préfecture région
    syndicat union ville régie intercommunalité délégation délégué rectorat éducation
    """.split()
)
#: No acronym stands for a town: « Ville Vie Vacances (VVV) » is a scheme.
_BODY_WORDS = BODIES - {stem("ville")}
# Words that say which kind of thing a name is: « l’association Passerelles » is « Passerelles ».
_KINDS = frozenset(stem(strip_accents(word)) for word in "action association dispositif opération programme projet plan".split())


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of words, by their stems, over a corpus."""

    proper: frozenset[str]
    places: frozenset[str]
    expansions: dict[tuple[str, ...], str]  # key of the words -> stem of their acronym
    bodies: frozenset[tuple[str, ...]]  # keys of those that lead or take part
    listed: frozenset[tuple[str, ...]]  # keys of the schemes and milestones that the fiches list
    own: frozenset[tuple[str, ...]]  # those of them that can be the name of one thing alone
    _longest: int = 0

    def key(self, phrase: Phrase) -> tuple[str, ...]:
        """The key of a phrase: its stems, acronyms in place of what they stand for, without the word for its kind."""
        key = phrase.key
        for length in range(min(self._longest, len(key)), 1, -1):
            for start in range(len(key) - length + 1):
                acronym = self.expansions.get(key[start : start + length])
                if acronym:
                    key = (*key[:start], acronym, *key[start + length :])
                    break
        if len(key) > 1 and key[0] in _KINDS and key[1] in self.proper:
            key = key[1:]
        return key

    def opens_listed(self, key: tuple[str, ...]) -> bool:
        """Tell whether a key begins with, or is, a name that the fiches list."""
        return any(key[:length] in self.listed for length in range(1, len(key) + 1))

    def is_specific(self, key: tuple[str, ...]) -> bool:
        """Tell whether a key names one thing: a proper name that is no place, or two words of which one is no common one."""
        if key in self.own:
            return True
        if any(part in self.proper and part not in self.places for part in key):
            return True
        return len(key) > 1 and any(part not in _GENERIC and part not in self.places for part in key)


def names_of(corpus: CheckedCorpus) -> Names:
    """Learn the names of a corpus from its items."""
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    places: set[str] = set()
    acronyms: set[str] = set()
    expansions: dict[tuple[str, ...], str] = {}
    bodies: set[tuple[str, ...]] = set()
    for _fiche, kind, item in items(corpus):
        text = item.text
        if text.upper() == text:
            continue
        found = {folded(part) for name in _MID_CAPITAL.findall(text) for part in name.split("-") if part[:1].isupper()}
        capital.update(found)
        lower.update({folded(word) for word in _LOWER.findall(text)})
        acronyms.update(folded(word).upper() for word in _TWO_CAPITALS.findall(text) if is_acronym(word))
        if kind is SectionKind.ECHELLE:
            places.update(found)
        if kind in (SectionKind.ANIMATEUR, SectionKind.PARTENAIRES) and not _SCHEMES.search(text):
            bodies.update(key_of(_PART.findall(name)) for name in _LIST.split(_BRACKETS.sub(" ", text)) if len(name) < 80)
        for expansion in find_expansions(text):
            expansions.setdefault(key_of(_PART.findall(expansion.long)), strip_accents(expansion.acronym).replace(".", "").upper())
    proper = {stem(word) for word, count in capital.items() if count >= lower[word] and len(word) > 2 and stem(word) not in _GENERIC}
    kept = {key: acronym for key, acronym in expansions.items() if len(key) > 1}
    # « Agence régionale de santé (ARS) » takes part, hence so does the ARS.
    bodies.update((acronym,) for key, acronym in kept.items() if key in bodies or key[0] in _BODY_WORDS)
    return Names(
        frozenset(proper | acronyms),
        frozenset(map(stem, places)) & proper,
        kept,
        frozenset(body for body in bodies if any(part in proper or part in acronyms for part in body)),
        corpus.once(listed_names).keys,
        corpus.once(listed_names).own,
        max(map(len, kept), default=0),
    )


def items(corpus: CheckedCorpus) -> Iterator[tuple[Fiche, SectionKind, Excerpt]]:
    """The items of the fiches that answer, with their fiche and section; links name other fiches' titles and are left out."""
    for fiche in corpus.fiches:
        for kind, item in items_of(fiche):
            yield fiche, kind, item


def items_of(fiche: Fiche) -> Iterator[tuple[SectionKind, Excerpt]]:
    for section in fiche.sections:
        if section.kind is not SectionKind.LIENS:
            for item in section.items:
                yield section.kind, item
