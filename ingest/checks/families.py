"""Words that speak of one thing in the fiches of a contrat de ville, whatever their letters: « recruter » and « embauche »."""

from functools import lru_cache

from ingest.checks.places import alike, stem
from ingest.folding import fold

_FAMILIES = """
recruter recrutement embauche embaucher emploi emplois poste
propre propreté nettoyage salubrité
soigner soins soin santé médecin consultation
locaux local boutique commerce commerçant
fréquenter fréquentation visiteur visite spectateur abonné affluence entrées
créer création créateur créatrice créé
numérique internet ordinateur informatique connexion
apprendre apprenant former formation stagiaire cours enseigner enseignement
sécurité tranquillité incivilité délinquance nuisance plainte
logement reloger relogement habitat loger
parents père mère famille parentalité
mobilité transport bus navette déplacement voyageur trajet
diplôme brevet qualification certification
lire lecture livre lecteur bibliothèque médiathèque
satisfaire satisfait satisfaction content contentement
sport sportif licencié
culture culturel théâtre spectacle musée concert
rénover rénovation réhabilitation travaux
participer participation participant présence assister fréquenter
bénévole bénévolat volontaire
énergie charges facture consommation chauffage
juridique juriste droits
seul isolé isolement solitude
enlèvement enlever dépôt encombrant déchet
école scolaire scolarité élève
entreprise employeur patron dirigeant
nourriture alimentation alimentaire manger repas légume cuisine cuisiner nutrition
dormir dort dorment sommeil nuit nocturne bruit
attendre attente délai
voisin voisinage entraide
vieillir vieillesse âgé senior aîné retraité
sensibiliser sensibilisation sensibilisé
""".strip()
_MEMBERS = tuple(tuple(stem(fold(word)) for word in line.split()) for line in _FAMILIES.splitlines())


@lru_cache(maxsize=32_768)
def _families_of(word: str) -> frozenset[int]:
    return frozenset(number for number, members in enumerate(_MEMBERS) if any(alike(word, member) for member in members))


@lru_cache(maxsize=65_536)
def one_family(word: str, other: str) -> bool:
    """Tell whether two stems speak of one thing: by their letters, or by the table."""
    return alike(word, other) or bool(_families_of(word) & _families_of(other))
