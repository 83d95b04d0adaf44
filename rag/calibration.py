"""Every weight and threshold of the evidence, in one place; fitted by `make calibrate` on the tuning questions, never on the final ones.

They were measured with the bundled model, whose cosines lie between 0.74 and 0.93.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

#: What a difference of cosine counts as one step.
COSINE_STEP = 0.02

#: Log-odds that a fiche is the one a question is about, relative to the other fiches: conditional logit over its features.
FICHE_WEIGHTS: Mapping[str, float] = {
    "lexical": 1.16,  # its best BM25 score, as a share of the best of all
    "nearest": 1.34,  # its highest cosine less that of all, in steps
    "nearest_3": 1.55,  # the same, mean of its three highest
    "held": 1.46,  # largest share of the topic that one of its passages holds, its title included
    "about": 1.4,  # share of the topic that says what it is about: title, enjeu, objectifs…
}

#: Log-odds that a passage answers, relative to the other passages.
PASSAGE_WEIGHTS: Mapping[str, float] = {
    "lexical": 0.83,
    "nearest": 1.38,
    "own": 1.14,  # share of the topic that its own words hold
    "held": 0.89,
    "fiche": 0.84,  # log-odds of its fiche, less those of the best
    "section": 3.66,  # it stands in a section that the question names
    "guessed_section": 0.3,  # that weak words alone suggest
    "meaning": 0.6,  # log-probability of its section by the meaning of the question, where no word names one
    "pointer": -0.47,  # it is a title, or a link to another fiche
    "shows": 1.02,  # it shows what is asked for: an amount, a date…
}


@dataclass(frozen=True, slots=True)
class Logistic:
    """P = 1 / (1 + exp(-(bias + Σ weight · feature)))."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        score = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score))))


#: That the fiches hold the subject of a question. `unknown`: share of its words, by rarity, that no fiche writes; `unknown_nouns`:
#: the same, nouns alone; `held`: largest share that one passage holds with its title; `nearest`: highest cosine; `domain`: 1 where a
#: word of the field stands in it; `english`: 0 or 1; `field`: what rag/meaning.py tells.
HELD = Logistic(
    -98.04,
    {"unknown": -2.03, "unknown_nouns": -2.4, "held": 4.58, "nearest": 111.81, "domain": 0.92, "english": 4.45, "field": 0.64},
)
LEAST_HELD = 0.15
LEAST_HELD_WITHIN = 0.1  # of a fiche that the question names itself
LEAST_HELD_UNSAID = 0.5  # of such a fiche that writes none of the words of the question
#: That a question which they do not hold is about their world at all.
OF_THE_DOMAIN = Logistic(-25.02, {"unknown": -1.01, "nearest": 30.34, "domain": 2.25, "field": 2.84})
LEAST_DOMAIN = 0.5

#: That a passage which shows an amount, a date, a place… shows the one that is asked for. `own`, `held`: shares of the topic; `nearest`:
#: its cosine less the highest, in steps; `behind`: its log-odds less the best; `fiche`: those of its fiche; `first`: 1 for the best;
#: `counted`: 1 where it names what the question counts or measures; `aimed`: 1 where it names what that is for.
SHOWN = Logistic(
    -6.05, {"own": 1.17, "held": 1.39, "counted": 3.0, "aimed": 1.0, "nearest": 0.22, "behind": 0.31, "fiche": 0.64, "first": 1.0}
)
LEAST_SHOWN = 0.15
SHOWN_MARGIN = 0.2

#: A fiche, a passage, this close to the best answers too.
FICHE_MARGIN = 0.7
PASSAGE_MARGIN = 1.2
ALSO_MARGIN = 3.5
MOST_QUOTES = 5
MOST_ALSO = 3

#: A fiche holds the whole of a subject.
WHOLLY = 0.75
#: It is about something, where that is all that tells it from the others.
SOMEWHAT = 0.35
#: A passage of another section stands before those of the section asked for where its log-odds without that are so much higher.
AHEAD = 2.0
#: So much of a subject that no quote holds yet calls for one more.
MUCH_LEFT = 0.25
HALF = 0.5
#: A name that few passages hold (inverse document frequency) is of the fiches' world by itself.
RARE = 4.0
