"""The French sentences of « À propos »: what the tool does, where questions go, what is known of its accessibility."""

LEAD = "Un assistant pour lire les fiches d’un contrat de ville : il cherche, cite et compare, et ne parle jamais à leur place."
DOES = "Ce qu’il fait"
DOES_LIST = (
    "Il répond aux questions en français par les mots des fiches ; chaque citation s’ouvre à sa place, au caractère près.",
    "Il dit quand les fiches ne disent rien : rubrique vide, fiche non indexée, réponse absente, question hors sujet.",
    "Il dresse la liste des financements et des partenaires, avec la phrase d’où vient chaque ligne.",
    "Il relève ce qui manque, se contredit ou mène nulle part, et dit quoi faire.",
    "Il montre ce qui change d’une version à l’autre, mot à mot.",
)
DOES_NOT = "Ce qu’il ne fait pas"
DOES_NOT_LIST = (
    "Il n’invente, ne résume et ne reformule pas sans le dire : ce qui n’est pas dans les fiches n’est pas dans la réponse.",
    "Il ne corrige jamais un fichier : les constats s’adressent à qui écrit les fiches.",
    "Il ne remplace pas une vérification auprès du financeur ou du service : une fiche peut être dépassée.",
    "Il ne connaît que les fichiers indexés, pas le reste de la mairie ni le web.",
    "Il peut mal lire un tableau inhabituel ou un scan : la fiche et le fichier reçu sont à un clic pour le voir.",
)
IN_USE = "En service ici"
VERSION, MODEL, RERANKER, INDEXED, UPDATED, ANSWERS = "Version", "Modèle de recherche", "Relecteur", "Corpus", "Mise à jour", "Réponses"
NO_INDEX = "rien n’est encore indexé"
SEE_CORPUS = "Voir les fichiers indexés"
UNKNOWN_VERSION = "non installée comme paquet"
PRIVACY = "Où vont les questions"
STAYS = "Questions, fiches et réponses restent sur la machine où l’outil est installé : rien n’est envoyé ailleurs, ni statistique, ni police, ni image."
LEAVES = "Les réglages de ce serveur font appel à d’autres machines :"
SENT_TO_MODEL = "chaque question et les extraits de fiches qui servent à y répondre, lus par un modèle de langue ; ce qu’il écrit est vérifié ici contre les fiches"
SENT_TO_CHROMA = "les vecteurs des passages, et celui de chaque question, calculés ici ; jamais leurs mots"
KEPT_LIST = (
    "Le serveur ne garde une question que si vous la transmettez au coordinateur, ou si l’administrateur l’a réglé ainsi ; son journal n’en contient qu’au niveau DEBUG.",
    "Les fichiers envoyés par la page Corpus sont gardés dans le dossier de données du serveur jusqu’à ce qu’on les retire ; l’index garde le texte des versions remplacées, autant que le réglage FICHES_KEEP_GENERATIONS le dit.",
    "Le navigateur garde le thème choisi et les fiches cochées dans un parcours de lecture, et la conversation tant que l’onglet est ouvert.",
    "Un fichier reçu se télécharge tel quel : il peut contenir ce que son auteur y a laissé, commentaires ou noms compris.",
)
LICENCE = "Licence"
LICENCE_TEXT = (
    "Ce logiciel est libre, sous licence MIT. Les fiches restent la propriété de leurs auteurs ; l’outil les montre sans les modifier."
)
COMPONENTS = "Il repose sur des logiciels libres, dont Gradio (Apache 2.0), FastAPI (MIT), htmx (0BSD), Chroma (Apache 2.0) et le modèle multilingual-e5-small (MIT)."
ACCESS = "Accessibilité"
ACCESS_LEAD = "Aucun audit RGAA complet n’a été mené ; cette déclaration dit ce qui a été vérifié, comment, et ce qui reste à vérifier."
CHECKED_ON = "Vérifié le 22 novembre 2026"
CHECKED_LIST = (
    "axe-core 4, dans Chromium, sur chaque vue de ce site, en thème clair et sombre, à 1280 et 390 pixels de large : aucun défaut relevé ; la suite de tests du logiciel le refait à chaque modification.",
    "Au clavier seul, par des tests automatiques : poser une question et ouvrir une citation, filtrer les fiches, ouvrir une fiche et son passage.",
    "Langue de la page, titres dans l’ordre, étiquettes des champs, en-têtes des tableaux, focus visible, mouvement réduit, aucune barre de défilement horizontale à 390 pixels.",
    "Hors la conversation, chaque vue fonctionne sans JavaScript et s’imprime.",
)
OPEN = "Reste ouvert au 22 novembre 2026"
OPEN_LIST = (
    "Aucun essai par des personnes utilisant un lecteur d’écran (NVDA, JAWS, VoiceOver) ou une plage braille n’a encore eu lieu.",
    "La conversation est construite avec Gradio : elle demande JavaScript, et l’ordre de lecture de son champ de saisie dépend de ce composant.",
    "Le bouton de choix de fichiers parle la langue du navigateur, pas celle de la page.",
    "L’avancement d’une indexation n’est pas annoncé à chaque pas aux lecteurs d’écran ; son résultat l’est.",
    "Les fichiers reçus (PDF, Word) sont ceux de leurs auteurs : leur propre accessibilité n’est pas vérifiée.",
)
TELL = "Un défaut vous gêne ? Signalez-le à la personne qui administre cet outil dans votre collectivité ; si aucune réponse ne vient, le Défenseur des droits peut être saisi."


def corpus_line(fiches: int, sources: int) -> str:
    return f"{fiches} fiche{'s' if fiches > 1 else ''} dans {sources} fichier{'s' if sources > 1 else ''}"


EXTRACTIVE = "les mots des fiches, sans modèle de langue"


def with_model(name: str) -> str:
    return f"rédigées par le modèle de langue {name}, vérifiées contre les fiches ; sans lui, les mots des fiches"
