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
apprendre apprenant former formation stagiaire cours
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
entreprise employeur
sensibiliser sensibilisation sensibilisé
""".strip()
_BY_STEM: dict[str, frozenset[str]] = {}
for _line in _FAMILIES.splitlines():
    _name = f"={_line.split()[0]}"
    for _word in _line.split():
        _BY_STEM[stem(fold(_word))] = _BY_STEM.get(stem(fold(_word)), frozenset()) | {_name}


@lru_cache(maxsize=32_768)
def one_family(word: str, other: str) -> bool:
    """Tell whether two stems speak of one thing: by their letters, or by the table."""
    return alike(word, other) or bool(_BY_STEM.get(word, frozenset()) & _BY_STEM.get(other, frozenset()))
