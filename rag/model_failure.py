"""Why a language model gave nothing that can be used, and what the reader and the administrator are told of it."""

from enum import StrEnum

from ingest.errors import FichesError


class Failure(StrEnum):
    """What happened; the value is the plain reason, in French."""

    ABSENT = "le modèle de langue ne répond pas"
    SLOW_START = "le modèle de langue tarde trop à répondre"
    SLOW = "le modèle de langue a dépassé le temps imparti"
    CUT = "la réponse du modèle de langue a été coupée"
    UNAUTHORISED = "le serveur du modèle de langue refuse la clé d’accès"
    UNKNOWN_MODEL = "le serveur ne connaît pas ce modèle de langue"
    REFUSED = "le serveur du modèle de langue refuse la demande"
    LIMITED = "le serveur du modèle de langue est trop sollicité"
    SERVER = "le serveur du modèle de langue est en panne"
    GARBLED = "la réponse du modèle de langue est illisible"
    EMPTY = "la réponse du modèle de langue est vide"
    ENDLESS = "la réponse du modèle de langue ne finit pas"
    LANGUAGE = "le modèle de langue n’a pas répondu en français"
    UNSUPPORTED = "les fiches ne soutiennent pas ce que le modèle de langue a écrit"
    BUDGET = "le nombre de demandes au modèle de langue par minute est atteint"
    RESTING = "le modèle de langue a failli plusieurs fois de suite, il n’est pas sollicité pour l’instant"
    NOT_INSTALLED = "le paquet du fournisseur du modèle de langue n’est pas installé"
    UNUSABLE = "le réglage du modèle de langue n’est pas utilisable"


#: What may go better a moment later.
PASSING = frozenset({Failure.ABSENT, Failure.LIMITED, Failure.SERVER})
#: What goes the same way until somebody changes a setting.
LASTING = frozenset({Failure.UNAUTHORISED, Failure.UNKNOWN_MODEL, Failure.NOT_INSTALLED, Failure.UNUSABLE})
#: What says nothing of the server: it answered, but nothing of use.
OF_CONTENT = frozenset({Failure.LANGUAGE, Failure.UNSUPPORTED, Failure.BUDGET, Failure.RESTING})

_REMEDIES = {
    Failure.UNAUTHORISED: "réglez FICHES_LLM_API_KEY",
    Failure.UNKNOWN_MODEL: "vérifiez le nom du modèle dans FICHES_LLM ; avec Ollama : ollama pull NOM",
    Failure.NOT_INSTALLED: "pip install 'fiches[llm]'",
    Failure.UNUSABLE: "écrivez FICHES_LLM=fournisseur:modèle, par exemple ollama:mistral",
    Failure.LIMITED: "attendez une minute, ou demandez un quota plus large à l’hébergeur du modèle",
    Failure.SERVER: "regardez le journal du serveur du modèle",
    Failure.SLOW_START: "prenez un modèle plus petit, ou relevez FICHES_LLM_FIRST_TOKEN_S",
    Failure.SLOW: "prenez un modèle plus petit, ou relevez FICHES_LLM_TIMEOUT_S",
}


class ModelFailureError(FichesError):
    """A language model gave nothing of use: the answer is made of extracts; `detail` is for the log and holds no key."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure.value[0].upper()}{failure.value[1:]}.")
        self.failure = failure
        self.detail = detail


def remedy(failure: Failure) -> str:
    """What an administrator does about it."""
    return _REMEDIES.get(failure, "démarrez le serveur du modèle, ou corrigez FICHES_LLM_BASE_URL")
