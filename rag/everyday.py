"""The words in which people describe a project, and the words in which fiches speak of such projects."""

from functools import cache

from rag.analysis import stem, stems

# One subject a line: everyday words | the words of fiches. What people do is named by its field, never by what one town calls it.
_SUBJECTS = """
pc ordi ordinateur tablette smartphone portable internet visio mail courriel informatique web site ligne clavier | numérique inclusion
foot football basket hand rugby judo boxe karaté tennis natation piscine nager voile gym gymnase stade licence tournoi athlétisme vélo course | sport sportif
danse théâtre comédien musique musicien chant chorale concert fanfare orchestre radio podcast film cinéma vidéo photo peinture plasticien exposition expo fresque cirque marionnette conte musée spectacle artiste écriture slam rap | culture culturel artistique
nounou crèche bébé poussette maternelle halte berceau | enfance accueil garde
maman papa mère père parent famille allaitement | parentalité parents familles
devoir école élève classe collège lycée primaire instituteur décrochage orthophoniste | scolaire réussite éducative
ado adolescent gosse gamin mineur lycéen collégien | jeunes jeunesse adolescents
médecin infirmier dentiste psychologue psy alcool drogue tabac cannabis addiction sommeil stress dépression diabète obésité vaccin ordonnance hôpital maladie handicap | santé prévention soins
boulot travail embaucher recruter patron employeur salarié chômeur chômage cv entretien oral métier poste stage apprenti apprentissage intérim | emploi insertion
diplôme cap formation qualification cours | formation compétences
banque prêt prêter emprunter boutique magasin salon artisan commerçant entrepreneur autoentrepreneur startup | entreprise création microcrédit
permis voiture auto covoiturage mécanicien bus navette trajet déplacer mobylette scooter trottinette garage | mobilité transport
isoler isolation chauffage fenêtre passoire copropriété facture électricité chaudière ampoule thermique froid humidité | énergie rénovation logement
loyer locataire expulsion appartement hlm immeuble hall escalier palier ascenseur cave | logement bailleur résidence
jardin potager compost arbre fleur planter poule abeille verger nature | jardin environnement cadre vie
poubelle déchet encombrant tri recyclage ressourcerie recyclerie réparer réparation réemploi récup | déchets réemploi économie
fête repas voisin pique-nique bal brocante kermesse barbecue | lien social habitants convivialité
bénévole retraité solidarité entraide précarité pauvreté faim colis alimentaire épicerie cuisine | solidarité précarité
ancien vieux mamie papi retraite isolement senior | âgées seniors isolement
souvenir mémoire archive témoignage histoire démolition | mémoire
avocat juriste divorce dette tribunal plainte papiers impôt caf dossier démarche | droit accès droits
lire parler écrire étranger alphabétisation langue français migrant réfugié | langue français linguistique
religion voile foi radicalisation république | laïcité citoyenneté valeurs
racisme raciste insulte sexisme homophobie égalité | discriminations égalité
fille femme féminin adolescente violence conjugal | femmes égalité
bagarre tension dealer deal squat insécurité caméra incivilité tapage rixe rue nuit soirée | tranquillité prévention médiation
vote réunion concertation avis opinion comité citoyen sondage | participation citoyenne conseil
terrain place square banc gradin éclairage lumière jeux aire city-stade aménager | espace public aménagement
vacances été colonie séjour camp sortie mer plage montagne excursion | loisirs séjours vacances
"""


@cache
def _by_stem() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _SUBJECTS.strip().splitlines():
        everyday, of_fiches = line.split(" | ")
        for word in everyday.split():
            for one in stems(word):
                found[one] = found.get(one, frozenset()) | frozenset(stems(of_fiches))
    return found


def words_of_fiches(folded: str) -> frozenset[str]:
    """The stems in which fiches speak of what an everyday word is about: « pc » -> those of « numérique », « inclusion »."""
    return _by_stem().get(stem(folded), frozenset())
