"""Words of questions, as data: everyday words for each section, for each kind of question, and what says nothing.

All patterns read folded text (lower case, no accents, words separated by one space); « l'échelle » reads "l echelle".
"""

import re

from ingest.model import SectionKind as S


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


# The word « fiche » and what may stand for it.
_FICHE = r"(?:fiches?|actions?|projets?|orientations?)"

#: Words that name a section whatever stands around them. The longest match wins; what it covers is no topic.
SECTION_WORDS: dict[S, re.Pattern[str]] = {
    S.INDICATEURS_EFFETS: _any(
        r"(?:effets?|impacts?|resultats?)(?: \w+){0,6}? (?:on |t on )?(?:les |l )?(?:mesur|evalu)\w*", r"(?:a quoi|comment) (?:verra|saura|reconnaitra|voit|sait)(?:it)? ?(?:t )?on (?:que|si)", r"(?:a quoi|comment) on (?:verra|saura|voit|sait) (?:que|si)",
        r"indicateurs? (?:d |des |de l |de |sur les )?(?:effets?|resultats?|impacts?)", r"(?:suivre|suivi|suit on|mesur\w+|evalu\w+|verifier)(?: t on)? (?:\w+ ){0,2}?(?:effets?|impacts?|resultats?)", r"(?:effect|outcome|impact|result) indicators?",
        r"comment (?:on )?(?:mesure|evalue)\w* (?:(?:t on|on) )?(?:les |l |ses |leurs? )?(?:effets?|impacts?|resultats?)",
    ),
    S.INDICATEURS_REALISATION: _any(
        r"chiffres? (?:d activite|de suivi|a suivre)", r"quels? chiffres? (?:va t on |on va |faut il |doit on )?(?:suivre|suit|compter|compte|regarder|regarde)",
        r"indicateurs? (?:de |des |sur les )?realisations?", r"(?:suivre|suivi|suit on|suit|mesur\w+|evalu\w+|compter|compte t on|verifier)(?: t on)? (?:\w+ ){0,3}?realisations?", r"(?:output|achievement|activity) indicators?", r"indicateurs? de suivi",
    ),
    S.OBJECTIFS: _any(
        r"(?<!convention d )(?<!conventions d )(?<!contrat d )objectifs?(?: et dynamiques?| poursuivis?| vises?)?", r"finalites?", r"buts?", r"ambitions?", r"goals?", r"objectives?", r"aims?", r"purposes?",
        r"a quoi (?:ca |elle |il )?(?:sert|servent)", r"(?:on |elle |il )?cherche(?:nt)?(?: t on)? a (?:obtenir|atteindre|ameliorer)(?: quoi)?", r"(?:on |elle |il )?cherche(?:nt)? (?:t (?:on|elle|il)|on|elle)(?: a faire)?", rf"(?:que|qu est ce que) (?:vise|cherche|veut)(?:nt)?(?! dire)(?: la {_FICHE})?",
        r"vise t (?:elle|il|on)", r"que vise(?: t on)?", r"qu est ce qu on (?:vise|veut faire)", r"cherche a faire", r"veut on faire", r"on veut faire",
    ),
    S.CONTEXTE: _any(
        r"contextes?", r"constats?", r"diagnostics?(?: prealable)?", r"etat des lieux", r"d ou vient", r"d ou ca vient", r"background", r"quel(?:le)? est la situation",
        r"pourquoi (?:a t on (?:fait|cree|ecrit|mis en place)|avoir (?:fait|cree|ecrit))(?: (?:cette|la))?(?: fiche)?", r"(?<!lettre de )motivations?", r"raisons? d etre", r"(?:le|ce) qui (?:justifie|motive)(?: la fiche)?",
    ),
    S.ENJEU: _any(r"enjeux?", r"problematiques?", r"stakes?", r"challenges?", r"what is at stake"),
    S.REALISATIONS: _any(
        r"realisations?(?: attendues?)?", r"(?:quelles|les|des|d|aux) actions? (?:concretes? |sont )?(?:attendues?|prevues?|a (?:mener|conduire|mettre en (?:oeuvre|place))|envisagees?|concretes?|faut il mener|mener|on mene|va t on mener|doit on mener|proposees?)",
        r"actions? (?:concretes?|attendues?|prevues?|envisagees?)(?: attendues?| prevues?)?", r"livrables?", r"deliverables?", r"outputs?", r"(?:planned|expected|concrete) (?:actions?|activities|achievements?)",
        r"(?:qu est ce qui|que|qu est ce qu on) (?:est |sera |va |doit |doivent )?(?:prevu|realise|realiser|etre realise|mis en place|mettre en place)", r"achievements?",
        r"(?:qu est ce qu |qu )?on (?:doit|va|est cense) (?:faire|realiser|mettre en place|produire)(?: concretement)?", r"(?:va|doit)(?: t)? on (?:faire|realiser|mettre en place|produire)(?: concretement)?", r"concretement (?:on fait quoi|que fait on|qu est ce qu on fait|ca donne quoi)",
        r"(?:que|qu est ce que|qu est ce qu on|qu) ?(?:prevoit|prevoient|prevoyez)(?: (?:t )?on)?(?: de faire)?", r"(?:doit|doivent|va|vont|sera|seront) etre mis\w* en place(?: concretement)?", r"(?:tout )?ce qui est prevu",
        r"on fait quoi(?: concretement)?", r"que fait on(?: concretement)?", r"actions?(?: a)? (?:faut il|doit on|on doit) (?:mener|conduire|faire)",
    ),
    S.EFFETS: _any(
        r"(?:qu est ce qui|ce qui|quoi) (?:aura|va|devrait|doit) (?:avoir )?(?:change|changer|s ameliorer)", r"(?:aura|auront) change", r"qu est ce (?:qu on|que l on) espere(?: comme resultats?)?",
        r"effets?(?: attendus?| vises?| recherches?)?", r"resultats?(?: attendus?| vises?| esperes?| recherches?)?", r"retombees?(?: attendues?)?", r"(?:expected )?(?:effects?|outcomes?|results?|impacts?)",
        r"impacts? (?:attendus?|vises?|esperes?)", r"benefices? (?:attendus?|esperes?)", r"(?:ce que|qu est ce que) (?:ca|cela|la fiche) (?:doit|va) changer", r"(?:ca|cela) (?:doit|va|devrait) (?:changer|apporter|donner)(?: quoi)?",
        r"changements? (?:attendus?|vises?|esperes?)", r"qu (?:est ce qu on|attend on|espere t on|on) (?:en )?(?:attend|espere)", r"qu attend on", r"quels? impacts?", r"quels? changements?",
    ),
    S.PUBLIC: _any(
        r"(?:touche|concerne|vise)(?:nt)? qui", r"(?:le|les|quel|quels) publics?(?= (?:de|des|du|vises?|pour)\b)", r"(?:ca |elle |il )?vise(?:nt)? (?:quel|quels|quelle) (?:ages?|public|publics|tranche d age)", r"quels? (?:est l |est le |sont les )?ages?", r"jusqu a quel age",
        r"(?:publics?|publiques?) (?:vises?|cibles?|concernes?|beneficiaires?|prioritaires?|touches?)", r"beneficiaires?", r"destinataires?", r"(?:a|pour) quels? publics?(?: (?:s adresse\w*|est destine\w*)(?: (?:t )?(?:elle|on))?)?", r"quels? (?:est le |sont les )?publics?", r"target (?:audience|group|public|population)s?",
        r"beneficiar(?:y|ies)", r"(?:on |ca |elle |il |cela )?s adresse(?:nt)?(?: t (?:on|elle|il))? a qui", r"a qui (?:s adresse|est destine|est ce destine|sont destine|ca s adresse|on s adresse)\w*(?: t (?:elle|il|on))?(?: (?:la|cette|l) (?:fiche|action))?",
        r"(?:c est |est ce )?(?:destine|prevu|concu)e?s? a qui", r"qui (?:peut|peuvent|pourra|pourront) (?:en )?(?:beneficier|profiter)", r"qui (?:en )?(?:beneficie|profite)(?:nt)?", r"qui est (?:concerne|vise|cible)e?s?", r"qui sont les (?:publics?|personnes?) (?:concernee?s|visee?s|vises|concernes)",
        r"who is it (?:for|aimed at)", r"who benefits", r"aimed at", r"publics? c est qui", r"population (?:visee|cible|concernee)",
    ),
    S.ECHELLE: _any(
        r"(?:dans|a|sur) quels? (?:endroits?|coins?|secteurs?)", r"quels? endroits?",
        r"(?:les )?memes (?:quartiers|territoires|communes)",
        r"echelles?(?: territoriales?| geographiques?| d intervention)?", r"perimetres?(?: geographiques?| d intervention)?", r"territorial scale", r"geographic(?:al)? (?:scale|scope|area)", r"(?:quels?|dans quels?|sur quels?) (?:sont les )?(?:quartiers?|territoires?|secteurs?|villes|communes|lieux)(?: (?:est|sont|concernes?|vises?|couverts?|touches?))*",
        r"territoires? (?:concernes?|vises?|couverts?|d intervention|d action)", r"quartiers? (?:concernes?|vises?|couverts?|touches?)", r"(?:which|what) (?:neighbou?rhoods?|areas?|territor(?:y|ies)|districts?)", r"a quel(?:le)? (?:niveau|endroit|echelon)(?: geographique| territorial)?",
        r"(?:ca|cela) (?:se passe|se deroule|a lieu) (?:ou|where)", r"(?:ou|where) (?:ca|cela|est ce que|se|s)(?: ca| cela| va| se)? ?(?:passe|deroule|situe|applique|lieu|tient)\w*", r"zones? (?:geographiques?|concernees?|d intervention)", r"(?:ou|where) (?:a|ont) lieu", r"where (?:does|is|will) it",
        r"couverture (?:geographique|territoriale)",
    ),
    S.ANIMATEUR: _any(
        r"anim(?:e|ent|er|era|ait|ateurs?|atrices?|ee?s? par)", r"(?:assure|assurer|responsable de|charge de|en charge de) l animation", r"pilot(?:es?|ent|er|era|age|ait|ee?s? par)", r"chefs? de (?:file|projets?)", r"port(?:eurs?|euses?|age)(?: de (?:la |l )?(?:fiche|action|projet))?",
        r"(?:qui (?:est ce qui )?|structure qui |celui qui |organisme qui )(?:porte|portent|gere|gerent|dirige|mene|menent|coordonne|coordonnent|conduit|supervise|s en occupe|s occupe|suit|est a la (?:tete|manoeuvre))(?: de)?(?: (?:la|cette|l) (?:fiche|action|orientation))?",
        r"(?:quelle|quel) (?:structure|organisme|association|service|institution|collectivite|direction) (?:porte|gere|pilote|anime|coordonne|mene|dirige)", r"responsables?(?: de la fiche)?", r"referents?(?: de la fiche)?", r"coordinat(?:eurs?|rices?)", r"(?<!prend )(?<!prise )(?<!pris )(?<!elle )(?<!prendre )(?<!prises )en charge(?: de)?", r"(?:qui est )?charge(?:e|s|es)? de (?:la|cette|piloter|animer|coordonner)", r"aux? (?:manettes|commandes)", r"maitres? d ouvrage", r"a la (?:tete|manoeuvre)",
        r"who (?:leads?|runs?|manages?|coordinates?|is leading|is in charge|is responsible|pilots?|heads?)(?: of| for)?", r"leads?(?! to\b)", r"leaders?(?= (?:of|for)\b)", r"leading", r"in charge(?: of)?", r"coordinators?", r"pilotee? par", r"(?:c est |est ce )?qui (?:le |la )?(?:boss|chef(?! de))", r"portee?s? par", r"anime t (?:elle|il)", r"pilote t (?:elle|il)",
        r"(?:a|vers) qui (?:je (?:peux|dois) )?(?:m|s|nous|vous) adresser?", r"qui (?:est (?:l |mon |notre )?)?interlocut\w+", r"qui (?:\w+ ){0,3}?(?:contacter|appeler|joindre|solliciter)", r"(?:personnes?|structures?) a (?:contacter|appeler|joindre)", r"who (?:do i|should i|can i|to) (?:contact|call|ask)", r"coordonne la fiche", r"(?:est|sont) (?:gere|mene|conduit|coordonne|dirige)(?:e|s|es)? par",
    ),
    S.PARTENAIRES: _any(
        r"partenaires?(?: (?:mobilisables?|associes?|potentiels?|pressentis?|concernes?|possibles?|mobilises?|impliques?|sollicites?|travailler|contacter|associer|solliciter|mobiliser|collaborer|appeler|rencontrer))*", r"partenariats?", r"partners?(?:hips?)?", r"stakeholders?", r"avec qui", r"(?:quels|les|des) acteurs? (?:sont |peut on |peuvent etre |faut il )?(?:mobilisables?|mobilises?|mobiliser|associes?|impliques?|concernes?|a (?:contacter|mobiliser|associer)|sollicites?|solliciter|associer|contacter)",
        r"qui (?:participe|intervient|interviennent|est implique|sont impliques?|est associe|sont associes?|sont les acteurs|peut on (?:mobiliser|associer|contacter|solliciter)|doit on (?:mobiliser|associer)|faut il (?:mobiliser|associer|contacter)|collabore|contribue)\w*", r"qui est ce qu on (?:peut |doit )?(?:mobiliser|mobilise|associe|associer)",
        r"(?:quelles|quels) (?:sont les )?(?:associations?|structures?|organismes?|acteurs?|institutions?)(?: (?:sont |peuvent (?:etre )?)?(?:partenaires?|mobilisables?|mobilisees?|mobilises?|impliquees?|impliques?|associees?|associes?|concernees?|concernes?|participent|interviennent|participer))*",
        r"who (?:takes part|participates|is involved|are involved|can we work with|works)", r"work with", r"actors involved", r"(?:on )?(?:travaille|bosse|bosser|travailler)(?: t on)? avec qui", r"acteurs? (?:mobilisables?|impliques?|associes?|concernes?)",
    ),
    S.DISPOSITIFS: _any(r"programmes? (?:existants?|mobilisables?)", r"quels? programmes?(?= existants?| peut on| mobilis| activer)", r"dispositifs?(?: (?:mobilisables?|existants?|mobilises?|disponibles?))*", r"outils? (?:mobilisables?|existants?|disponibles?)", r"quels? outils?", r"existing schemes?", r"schemes?", r"tools?"),
    S.FINANCEMENTS: _any(
        r"(?:co)?financ(?:ements?|er|es?|ent|ee?s?|eurs?|era|ait|ier|iers|iere|ieres)(?: (?:mobilisables?|possibles?|connus?|disponibles?|prevus?))*", r"subvention(?:s|nes?|nees?|ner|nent)?", r"(?:niveau|cote|question) sous", r"sous(?= (?:pour|dans|on|y|il|sur|disponibles?|mobilisables?|de)|$)", r"(?:des|les|de|d|du|quels|combien de) (?:sous|fric|thunes?|pognon|ronds)", r"(?:de l |l |d |quel )argent", r"argent", r"fric", r"thunes?",
        r"budgets?(?: previsionnels?)?", r"fonds(?: (?:mobilisables?|disponibles?))?", r"aides? (?:financieres?|publiques?|mobilisables?|disponibles?)", r"quelles? aides?", r"qui (?:paie|paye|paient|finance|financent|met les sous)", r"moyens? financiers?", r"enveloppes?(?: financieres?)?", r"mecenat", r"bourses?",
        r"credits?", r"fund(?:s|ing|ed|ers?)?", r"money", r"grants?", r"toucher (?:quelque chose|une aide|des sous|de l argent|qqch|un truc)", r"subsid(?:y|ies)", r"pays? for", r"financing", r"cofinanc\w+", r"quelles? sources? de financements?", r"financial support", r"appels? a projets?",
    ),
    S.CALENDRIER: _any(
        r"(?:grandes |principales )?etapes", r"annee par annee", r"phasage", r"calendriers?", r"echeanc(?:es?|iers?)", r"plannings?(?! to\b)", r"(?<!sous quel )(?<!en quel )(?<!dans quel )(?<!sous quels )delais?", r"(?:jusqu a|a partir de|depuis|pour) quand", r"c est quand", r"quand (?:est ce|commence|demarre|debute|finit|termine|a lieu|ont lieu|aura|auront|sera|se|s|doit|doivent|va|vont|ca|cela|la|les|le|faut)\w*", r"(?:de|a|vers) quelles? (?:dates?|periodes?|echeances?)",
        r"quelles? (?:est la |sont les )?(?:dates?|periodes?|durees?|echeances?)", r"(?<!\ben )(?<!\bsous )(?<!\bdans )combien de temps", r"timelines?", r"deadlines?", r"schedules?", r"timetables?", r"time ?frames?", r"how long", r"^(?:and |so |hi |hello )?when(?! (?:you|we|i|they)\b)", r"when (?:does|do|is|are|will|can|should)", r"until when", r"due dates?", r"ca (?:commence|demarre|finit|dure|se termine) quand", r"dates? (?:de debut(?: et de fin)?|de fin|limites?|prevues?|de mise en oeuvre)", r"dates", r"duree", r"temporalite", r"^(?:et |mais |bonjour |alors )?quand(?! (?:on|je|tu|vous|nous|meme|il|elle|ils|elles|un|une)\b)", r"quand$", r"on (?:\w+ ){1,3}quand",
    ),
    S.LIENS: _any(
        r"liens? (?:avec (?:les |d |quelles )?|vers (?:les |d )?|entre |aux? )?(?:autres? )?(?:fiches?|enjeux?|orientations?)(?: fiches?)?(?: orientations operationnelles)?", r"(?:quels|les|des) liens?(?: (?:avec|entre|vers))?(?! (?:soci|interg|famil|parent))", r"(?:autres |quelles )?fiches? (?:y )?(?:sont |est elle |est |qui sont )?(?:liees?|associees?|connexes?|en lien|rattachees?|mentionnees?|citees?|reliees?|complementaires?)(?: a| avec)?", r"autres fiches?(?: liees?| en lien)?",
        r"related (?:fiches?|sheets?|to)", r"linked(?: to)?", r"links?", r"(?:est|sont) (?:elles? )?(?:liee|reliee|rattachee|connectee)s?(?: a| avec)?(?: d autres| quelles?)?(?: fiches?)?", r"renvoie(?:nt)?(?: t elle)? (?:a|vers)(?: quelles? (?:autres )?fiches?)?", r"renvois?", r"a quelles? (?:autres )?fiches? (?:renvoie|est)(?: t elle| elle)?(?: liee)?", r"quelles (?:autres )?fiches (?:cite|mentionne)(?: t elle)?", r"lie(?:e|s|es)? (?:a|avec|aux)",
    ),
}  # fmt: skip

#: Words that name a section only where none of the above does.
WEAK_SECTION_WORDS: dict[S, re.Pattern[str]] = {
    S.INDICATEURS_REALISATION: _any(
        r"indicateurs?", r"(?:on |va t on |vont ils |sera |peut on )?(?:mesur|evalu)(?:e|er|ons|ent|era|eront)(?: t on)?(?: (?:le succes|la reussite|l efficacite|l impact|les effets|les resultats|l avancement))?", r"evaluations?", r"criteres? (?:d evaluation|de reussite|de succes|de suivi)", r"kpis?", r"indicators?", r"measur(?:e|ed|es|ing)(?: success)?", r"metrics?", r"(?:comment )?(?:sait|saura|savoir)(?: t)? ?on si (?:ca|cela|c) \w+", r"comment (?:savoir|verifier) (?:si|que)(?: ca| cela)?(?: marche| fonctionne)?", r"success",
    ),
    S.CONTEXTE: _any(r"pourquoi", r"why", r"context", r"rationale"),
    S.PUBLIC: _any(r"pour qui", r"who is (?:it|this) for", r"pr qui", r"a qui"),
    S.REALISATIONS: _any(r"quelles actions?", r"what actions?", r"actions?(?= (?:de|d|dans) (?:la|cette) fiche)", r"on fait quoi", r"que fait on", r"que faut il (?:faire|realiser)", r"activities"),
    S.EFFETS: _any(r"impacts?", r"changements?", r"qu est ce (?:que )?(?:ca|cela) (?:change|apporte)"),
    S.ANIMATEUR: _any(r"qui contacter", r"qui (?:est )?(?:responsable|contact)", r"qui (?:(?:le|la|les|l) )?(?:porte|gere|mene|coordonne|conduit|dirige)(?:nt)?", r"qui s (?:en )?occupe", r"contacts?", r"interlocuteurs?", r"coordonne", r"gere t (?:elle|il)"),
    S.PARTENAIRES: _any(r"acteurs?", r"qui (?:d autre|peut aider|aide)"),
    S.ECHELLE: _any(r"where", r"quels? (?:quartiers?|lieux|territoires?)", r"territoires?"),
    S.FINANCEMENTS: _any(r"(?:combien )?(?:ca |cela )?coute(?:nt|r|ra|rait)?", r"couts?", r"costs?", r"aides?(?= (?:pour|peut|peuvent|existe|sont|y a))", r"combien (?:ca|cela)", r"payer", r"paye", r"paie", r"montants?"),
    S.LIENS: _any(r"liens?(?= avec)"),
    S.OBJECTIFS: _any(r"vise(?:nt)?", r"objet", r"veut on", r"intentions?", r"dynamiques?"),
}  # fmt: skip

# Kinds of questions.
GREETING = re.compile(
    r"(?:(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|good morning|merci|merci beaucoup|thanks|thank you|super|parfait|genial|ok|d accord|au revoir|bonne journee|bonne soiree|a bientot|"
    r"bravo|bye|ca va|comment (?:ca va|vas tu|allez vous|tu vas)|tu vas bien|vous allez bien|top|cool|nickel|bien recu|tres bien|c est (?:note|parfait|super|gentil)|je te remercie|je vous remercie|"
    r"(?:pour )?(?:ton|votre) aide|how are you|enchante|a tous|tout le monde|les amis|beaucoup|infiniment|mille fois|madame|monsieur|cher ami|pour tout|toi|et|a toi|a vous|de rien|l equipe) ?)+"
)
ABOUT_US = _any(
    r"(?:qui|que) (?:es tu|etes vous)", r"(?:qui|quoi) (?:t es|tu es)", r"tu es qui", r"vous etes qui", r"comment (?:tu t appelles|t appelles tu|vous appelez vous)", r"es tu (?:un|une|chat|vivant)", r"who are you", r"que (?:sais tu|savez vous) faire",
    r"a quoi (?:tu sers|sers tu|servez vous)", r"what can you do", r"raconte\w* (?:moi )?une (?:blague|histoire)", r"tell me a joke", r"quel age as tu", r"tu peux faire quoi", r"comment (?:ca marche|tu marches|fonctionnes tu)",
)  # fmt: skip
ENUMERATION = _any(
    r"(?:quelles?|which|what|lesquelles des|toutes? les|les|des|liste (?:moi )?(?:des|les|toutes les)|donne (?:moi )?(?:les|la liste des)|combien de|how many|d autres|aucune des|une|quelle autre) (?:sont les |sont |autres? |est la |d |ces )?(?:fiches?|sheets?)", r"dans quelles? fiches?", r"nombre (?:total )?de fiches?",
    r"liste (?:complete )?des fiches?", r"fiches (?:qui|parlent|mentionnent|mobilisent|concernent|traitent|evoquent|citent|portent|about|that)", r"une (?:autre )?fiche", r"pour quelles? fiches?", r"a quelles? fiches?", r"sur quelles? fiches?", r"de quelles? fiches?",
)  # fmt: skip
COUNT = _any(r"combien", r"how many", r"nombre (?:total )?de", r"nb de", r"cb de")
SUMMARY = _any(
    r"resum\w+", r"synthese", r"synthetise\w*", r"de quoi (?:parle|traite|s agit il|il s agit|ca parle|elle parle|il est question)(?: t elle)?", r"(?:que|qu est ce que) (?:dit|contient|raconte|prevoit|propose)(?: t elle)?", r"(?:ca|elle) (?:parle|raconte|dit) (?:de )?quoi", r"presente(?:r|z)?(?: moi)?", r"presentation", r"en bref",
    r"summar\w+", r"overview", r"(?:ca|elle) (?:dit|parle de) quoi", r"dis (?:moi )?tout", r"(?:tout|quoi) (?:savoir|sur)", r"c est quoi (?:la |cette )?fiche", r"qu est ce (?:que |qu il y a dans )(?:la |cette )?fiche", r"contenu", r"(?:what|tell me) (?:is|about|does)", r"parle (?:moi )?de", r"l essentiel", r"explique\w*(?: moi)?", r"que (?:contient|trouve t on)", r"y a quoi(?: dans)?", r"(?:il )?y a (?:t il )?quoi",
)  # fmt: skip
COMPARE = _any(
    r"differen\w+",
    r"compar\w+",
    r"points? communs?",
    r"en commun",
    r"(?:est|sont) (?:t )?(?:il|elle|ils|elles|ce)? ?(?:le|la|les) memes?",
    r"(?:le|la|les) memes? \w+ (?:que|pour)",
    r"couvrent (?:t )?(?:elles|ils)? ?les memes",
    r"ressembl\w+",
    r"versus",
    r"vs",
    r"distingu\w+",
    r"par rapport a la",
    r"difference entre",
    r"chang\w+ (?:entre|depuis)",
    r"evolu\w+ entre",
)
TITLE = _any(
    r"(?<!au )(?<!a )(?<!en )titres?",
    r"intitules?",
    r"s appelle(?: t elle)?",
    r"nom (?:exact |complet )?de (?:la|cette) fiche",
    r"comment (?:s appelle|se nomme)",
    r"title",
    r"called",
    r"nom de la",
)
PILIER = _any(
    r"(?:quel|de quel|a quel|dans quel) piliers?", r"(?:which|what) pillar", r"piliers? (?:de rattachement|de la fiche)", r"piliers?(?! \d)"
)
AXE = _any(r"(?:quel|de quel|a quel|dans quel) axes?", r"axes? (?:de rattachement|de la fiche)", r"axes?(?= de la fiche)", r"axes?(?! \d)")
VERSION = _any(
    r"(?:quelle|en quelle|de quelle) (?:est la |est l )?(?:version|annee)",
    r"versions?(?! \d)",
    r"de quand (?:date|est)(?: t elle)?",
    r"date de (?:la )?(?:version|redaction|mise a jour)",
    r"mise a jour",
    r"what version",
    r"which version",
)
ABSENT = _any(
    r"(?:laisse\w* )?en blanc",
    r"blanc(?:he)?s?",
    r"(?:n ont|n a|ne (?:comporte|precise|mentionne|prevoi\w+|contien\w+|donne|renseigne|dit)\w*)(?: nt)? ?(?:pas|aucun\w*)?",
    r"sans",
    r"(?:rubriques? )?vides?",
    r"non (?:renseigne|rempli)e?s?",
    r"manqu\w+",
    r"pas (?:de|d|renseigne\w*|rempli\w*)",
    r"without",
    r"empty",
    r"incompletes?",
)
CITING = _any(
    r"(?:qui|quoi) (?:renvoie|cite|pointe|mentionne|fait (?:reference|lien))(?: vers| a| sur)?(?: la| le| l)?(?= fiche)",
    r"fiches? (?:qui )?(?:font|fait|ont|a) (?:un |des )?(?:liens?|renvois?|reference) (?:avec|vers|a)",
    r"fiches (?:qui )?(?:y |la |l )?(?:citent|mentionnent|renvoient|font reference|parlent|pointent|evoquent|refer|mention|cite)",
    r"(?:quelle (?:autre )?fiche (?:qui )?|(?:la|une) (?:autre )?fiche qui )(?:cite|mentionne|renvoie|fait reference|parle|pointe|evoque)",
    r"(?:citee?|mentionnee?|evoquee?|referencee?) (?:dans|par) (?:les )?(?:liens |renvois )?(?:de |d )?(?:quelles|d) (?:autres )?fiches",
    r"(?:dans|par) (?:les )?(?:liens |renvois )?(?:de |d )?quelles (?:autres )?fiches (?:est|trouve|figure|apparait|retrouve|parle|cite)\w*",
)
#: « quelles fiches renvoient à la fiche sur l’emploi ? »: which fiches cite the one that is named.
CITING_NAMED = re.compile(
    r"\bfiches? (?:qui )?(?:renvoi\w+|cite(?:nt)?|mentionne(?:nt)?|pointe(?:nt)?|font (?:reference|un lien)|evoquent|refer|mention|cite)(?: a| vers| sur| to)?(?= (?:la|cette|the) (?:fiche|sheet))"
)
CITED_BY = _any(
    r"(?:qui |fiches? (?:qui )?)?(?:cite|citent|mentionne|mentionnent|renvoie(?:nt)? (?:a|vers)|fait reference a|font reference a|parlent? de|pointent? vers|evoquent?|refer(?:s|ence)? to|mention)(?: la fiche| la)?",
    r"(?:est|sont) (?:elle )?citee?s?(?: par| dans)?",
    r"cited",
)
DEFINITION = _any(
    r"c est quoi",
    r"qu est ce que(?: c est(?: que)?)?",
    r"qu est ce qu (?:un|une|on appelle)",
    r"que (?:signifie|veut dire)",
    r"(?:ca )?(?:veut dire|signifie)(?: quoi)?",
    r"definition(?: de)?",
    r"defini\w*",
    r"what (?:is|are|does)(?! (?:done|planned|expected|being|the|there|it|offered|provided|available|proposed|foreseen|in place|this|that)\b)",
    r"signification(?: de)?",
    r"sigle",
    r"acronyme",
    r"stand for",
    r"mean",
)
#: « pour les aides, on s’adresse à qui ? »: whom to ask as much as for whom it is.
WE_ASK = _any(r"on (?:s adresse|doit s adresser|peut s adresser) a qui", r"a qui (?:s adresse(?: t)? on|on s adresse|s adresser)")
#: « tous les financements de la fiche »: nothing of a section is left out.
WHOLE = _any(r"(?:tous|toutes) (?:les|ses)", r"l ensemble des", r"la liste (?:complete )?des", r"all (?:the|its)")
EVERYWHERE = _any(
    r"(?:toutes|l ensemble des|dans les|de toutes les) (?:les )?fiches(?: confondues)?",
    r"tout le contrat",
    r"across (?:all|the) (?:fiches|sheets)",
)
#: Read on the question as typed: what stands in parentheses, or on the other side of « ou ».
EITHER = re.compile(r"\([^)]*\)|\b(?:ou|or)\b", re.IGNORECASE)
#: « dans quelles fiches notre association est-elle nommée ? »: who asks is what is asked about.
FIRST_PERSON = re.compile(r"\b(?:nous|notre|nos|mon association|ma structure|our|we)\b")
#: What is asked of a year: what ends in it, what begins in it.
DEADLINE = _any(r"echeances?", r"deadlines?", r"dates? limites?")
ENDING = _any(
    r"(?:s )?(?:arret|termin|achev|expir)\w*",
    r"fin(?:it|issent|ira|iront)?",
    r"prend(?:nent)? fin",
    r"clos\w*",
    r"jusqu",
    r"ends?",
    r"expires?",
    r"until",
)
BEGINNING = _any(r"commenc\w*", r"demarr\w*", r"debut\w*", r"lanc\w*", r"starts?", r"begins?")
#: « où retrouve-t-on la Mission locale ? »: in which fiches.
WHERE_FOUND = _any(
    r"where (?:est ce qu il )?y a(?: t il)?",
    r"where (?:est ce (?:qu on|que l on) |l on |on )?(?:retrouve|trouve|voit|parle|mentionne|cite|apparait|figure|intervient)(?: t on| t elle| t il)?(?! (?:se|sa|son)\b)",
)
YES_NO = re.compile(
    r"^(?:et )?(?:est ce que|est ce|y a t il|existe t il|is there|are there|does|do|is|are|can|(?:la|le|les|l) (?:\w+ ){1,4}?(?:est|sont|a|ont|peut|peuvent|finance|participe|prevoit) ?(?:t )?(?:elle|il|elles|ils|t on)\b|peut on|faut il|doit on|la fiche \S+ (?:prevoit|mentionne|parle|a) )"
)
AMOUNT = _any(
    r"combien(?! de (?:fiches?|temps|jours|mois|reunions|partenaires|indicateurs|objectifs|actions|realisations|effets|quartiers|pages|dispositifs|personnes|habitants))",
    r"montants?",
    r"how much",
    r"costs?",
    r"quel(?:le)? (?:est le |est la )?(?:somme|cout|taux|pourcentage|part|plafond)",
    r"(?:a )?quelle? hauteur",
    r"plafond\w*",
    r"chiffre\w*",
    r"euros?",
    r"(?<!nous )sommes?",
    r"cb",
)
PRICE = re.compile(
    r"(?<!\bles )(?<!\ben a )(?<!\ba t il )\bcombien\b(?! (?:de|d|des|sont|seront|y en|en (?:a|existe|compte|faut))\b)|\bc est combien\b|\bhow much\b|\b(?:est|sont)(?: ce| t il| t elle| il| elle| ils| elles)? (?:payant|gratuit)e?s?\b"
)
#: « combien » is an amount where money is given, met or paid, and a number elsewhere.
PAYS = _any(
    r"(?:vers|donn|accord|touch|financ|rapport|pai|pay|mett|rec[eo][iu]|aid|attribu|alloue|plafonn|abond|subventionn|cout|vau|dispos|demand|esper|pret|verse)\w*",
    r"met",
    r"c est combien",
    r"how much",
    r"(?:qui|pour) la combien",
    r"europe",
    r"caf",
    r"tarif\w*",
    r"prix",
    r"place",
    r"fonds",
    r"aide\w*",
    r"bourse\w*",
    r"loyer\w*",
    r"gratuit\w*",
    r"revient",
)
NUMBER = re.compile(
    r"\b(?:il )?y en a (?:t il )?combien\b|\bcombien (?:y )?en (?:a|existe|compte|faut)\b|\bcombien (?:sont|seront)\b|\b(?:combien|nombre) (?:des|de|d) (?!fiches?\b|temps\b|sous\b|euros?\b|argent\b|money\b)|\bhow many (?!fiches?\b|sheets?\b)"
)
NUMBER_TEXT = re.compile(
    r"\d|\b(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cent|mille)\b",
    re.IGNORECASE,
)

#: What a question may ask for that only a matching text answers: an asked phone number is no answer without digits.
PATTERNED: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "téléphone": (_any(r"(?:quel(?:le)?|le|son|leur|un) (?:est (?:le|son|leur) )?(?:telephones?|tel|portable|numero(?! de (?:la |l )?(?:fiche|action)\b))", r"telephone d\w+", r"numeros? de (?:tel\w*|portable)", r"phone(?: number)?", r"(?<!au )tel(?:ephone)? ?$"), re.compile(r"\b0\d(?:[ .-]?\d\d){4}\b|\+33")),
    "adresse électronique": (_any(r"e ?mails?", r"mails?", r"courriels?", r"adresses? (?:electroniques?|mails?|e mail)"), re.compile(r"\S+@\S+\.\w+")),
    "adresse": (_any(r"(?<!\bde son )(?<!\bde leur )(?<!\bd une )(?<!\bs )adresses?(?: postales?)?", r"address"), re.compile(r"\b\d{1,4}(?: ?bis)?,? (?:rue|avenue|boulevard|place|allée|chemin|quai|impasse|cours|route|square|esplanade|passage|montée|faubourg|mail|résidence|promenade|traverse)\b|\S+@\S+", re.IGNORECASE)),
    "site internet": (_any(r"sites? (?:internet|web)", r"site", r"url", r"website"), re.compile(r"https?://|www\.", re.IGNORECASE)),
    "horaire": (_any(r"a quelles? heures?", r"(?:a |sur |de )?quels? (?:sont les )?horaires?", r"horaires? d ouverture", r"(?<!jusqu a )(?<!avant )(?<!partir de )(?<!depuis )(?<!a )quels? (?:sont les )?jours?(?! (?:debut|commenc|se termin|fini|s arret|a lieu|aura lieu|tombe|signe))", r"heures? d ouverture", r"what time", r"opening (?:hours|times?)", r"(?:what|which) days?"), re.compile(r"\b\d{1,2} ?h(?:eures?)?(?: ?\d\d)?\b|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|matin|matinée|midi|après-midi|soir|soirée|nuit|week-end|jour|journée)s?\b", re.IGNORECASE)),
    "date": (
        _any(r"(?:jusqu a|avant|a partir de|depuis|pour|a) quel jour", r"quels? jours?(?= (?:debut|commenc|se termin|fini|s arret|a lieu|aura lieu|tombe|signe))", r"quel mois", r"(?:en )?quelle annee(?! scolaire)", r"(?:what|which) (?:year|month|date)"),
        re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}\b|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b", re.IGNORECASE),
    ),
    "délai": (
        _any(r"(?:en|sous|dans) (?:combien de temps|quels? delais?)", r"(?:au bout|pendant|pour) (?:de )?combien de (?:temps|jours|mois|semaines|annees|ans|heures)", r"how (?:fast|quickly)", r"within how"),
        re.compile(r"\b(?:\d+|une?|deux|trois|quatre|cinq|six|huit|dix|douze|quinze|vingt|trente|quarante)(?:-\w+)? (?:minutes?|heures?|h\b|jours?|semaines?|mois|ans?|années?|trimestres?|semestres?)", re.IGNORECASE),
    ),
    "fréquence": (_any(r"tous les combien", r"(?:ca|il|elle|on)? ?(?:ouvre|ouvert\w*|vient|passe|a lieu|se reuni\w*|reunit)(?:nt)? (?:t (?:il|elle) )?souvent", r"a quelle frequence", r"quelle (?:est la )?frequence", r"combien de fois", r"how often"), re.compile(r"\bpar (?:jour|semaine|mois|trimestre|semestre|an)\b|\b(?:quotidien|hebdomadaire|mensuel|bimestriel|trimestriel|semestriel|annuel|biannuel)\w*|\bfois\b|\bchaque\b|\btou(?:s|tes) les\b", re.IGNORECASE)),
    "lieu": (_any(r"where", r"a quel endroit", r"dans quel(?:le)?s? (?:salles?|lieux?|locaux|local|rues?|batiments?)", r"quel (?:est le )?lieu", r"emplacements?"), re.compile(r"(?<=[\w,;:)’'-] )[A-ZÀ-Ý][\w’'-]{2,}|\b(?:rue|place|avenue|quartiers?|qpv|salles?|maisons?|centres?|mairies?|écoles?|collèges?|lycées?|locaux|local|gymnases?|halls?|parcs?|squares?|pied|pôles?|marchés?|agglomération|intercommunal\w*|communes?|villes?|territoires?|département\w*|stades?|terrains?|médiathèques?|bibliothèques?)\b")),
    "taux": (_any(r"taux", r"pourcentages?", r"quelle (?:est la )?(?:part|proportion)", r"percentage", r"what share", r"proportion"), re.compile(r"\d\s*%|\bune? \w+ sur \w+|\b(?:moitié|tiers|quarts?|\d+ sur \d+)\b", re.IGNORECASE)),
    "nom": (_any(r"comment (?:s appelle|se nomme)(?: t (?:elle|il))?", r"quel est (?:le|son) (?:nom|prenom)(?: et (?:le |son )?prenom)?", r"what is the name", r"(?:his|her) name"), re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ’-]+ [A-ZÀ-Ý][\w’'-]+")),
    "coordonnées": (_any(r"coordonnees", r"(?:comment|ou) (?:\w+ ){0,3}?(?:joindre|contacter|appeler)", r"how (?:do i|can i|can we|to) (?:contact|reach|call)", r"contact (?:details|information)"), re.compile(r"\b0\d(?:[ .-]?\d\d){4}\b|\S+@\S+")),
}  # fmt: skip
AMOUNT_TEXT = re.compile(
    r"\b(?:montants?|sommes?|crédits|participation|à)\b[^.;]{0,40}?\bà (?:préciser|définir|confirmer|déterminer)|\d[\d\s\u202f\xa0.,]*\s*(?:%|€|euros?|k€|M€|millions?|milliers?|mille)|\bgratuit",
    re.IGNORECASE,
)

#: Follow-ups: a question that leans on the one before.
FOLLOW_UP_START = re.compile(r"(?:et|and|puis|ok et|d accord et|sinon|meme question|idem|pareil|same|what about|how about|ah et|mais|ou)\b")
ANAPHORA = _any(
    r"elles?",
    r"^(?:et |mais |alors )?ils?(?! (?:y a|faut|existe|fera|fait|est (?:possible|question)|s agit))",
    r"^(?:et |mais )?qui (?:le|la|les|l) (?!fiche)(?:\w+e|\w+ent)$",
    r"celle ci",
    r"celle la",
    r"celui ci",
    r"cette (?:fiche|action|orientation)(?: la)?",
    r"(?:la|cette) meme(?: fiche)?",
    r"ce projet",
    r"ses",
    r"son",
    r"sa",
    r"leurs?",
    r"lesquels?",
    r"lesquelles?",
    r"ceux ci",
    r"ceux la",
    r"parmi (?:eux|elles)",
    r"its?",
    r"their",
    r"them",
    r"these",
    r"those",
    r"this (?:fiche|one|sheet)",
    r"en (?:question|detail)",
    r"la dedans",
    r"dedans",
    r"laquelle",
    r"celle",
    r"y (?:participe|a t il|trouve)",
    r"chacune?s?",
    r"^(?:et |mais |alors )?(?:est ce que )?c est (?!quoi|qui|ou|where|quand|combien|comment|pourquoi|pour|dans|les?\b|la\b|une?\b|au)\w{3,}",
)

#: « et la deuxième ? »: one more of what was spoken of, no subject.
ORDINAL = re.compile(
    r"premieres?|premiers?|seconde?s?|(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix)iemes?|derniere?s?|prochaine?s?|suivante?s?"
)
#: Manners of speaking of several words, none of which is a subject.
LOCUTIONS = _any(
    r"du coup", r"au fait", r"en fait", r"tout a fait", r"en gros", r"au juste", r"par hasard", r"d abord", r"par contre", r"en revanche", r"d ailleurs", r"au fond", r"a peu pres",
    r"en meme temps", r"tout de suite", r"en ce moment", r"pour le moment", r"en tout cas", r"dans tous les cas", r"du tout", r"d habitude", r"en general", r"en particulier", r"a nouveau",
    r"de nouveau", r"bien sur", r"a l avance", r"au total", r"quelque part", r"a cause d(?:e|u|es)?", r"a (?:cote|propos) d(?:e|u|es)?", r"au (?:lieu|sujet) d(?:e|u|es)?", r"en train d(?:e)?", r"tout le monde",
    r"un peu", r"a force", r"en effet", r"au moins", r"au plus", r"au mieux", r"au pire", r"par exemple", r"du moins", r"de toute facon", r"tout court", r"a chaque fois", r"d un coup", r"de fait",
)  # fmt: skip
ENGLISH = frozenset(
    "the is are who what which when where how many much does do about for of in there with sheet sheets this that and to it can any tell me long our".split()
)

#: SMS spelling and short forms.
SHORT_FORMS = {
    "ki": "qui", "kel": "quel", "kels": "quels", "kelle": "quelle", "kelles": "quelles", "koi": "quoi", "pr": "pour", "ds": "dans", "kand": "quand", "qd": "quand", "cb": "combien", "ya": "y a",
    "tt": "tout", "ts": "tous", "bcp": "beaucoup", "svp": "", "stp": "", "slt": "salut", "bjr": "bonjour", "cc": "coucou", "mrc": "merci", "mci": "merci", "assos": "associations", "agglo": "agglomeration", "vien": "vient", "kan": "quand", "jusqua": "jusqu a", "soccupe": "s occupe", "sadresse": "s adresse", "asso": "association", "fich": "fiche",
    "ke": "que", "kes": "qu est", "c": "c", "aap": "appel a projets", "obj": "objectifs", "objs": "objectifs", "fi": "fiche", "pb": "probleme", "ac": "avec", "qques": "quelques", "dispo": "dispositif", "dispos": "dispositifs", "rdv": "rendez vous", "info": "information", "infos": "informations", "sub": "subvention", "subs": "subventions", "subv": "subvention", "keski": "qu est ce qui", "kiki": "qui qui", "kestion": "question", "financmt": "financement", "financemt": "financement", "partenair": "partenaire", "partenairs": "partenaires",
}  # fmt: skip

#: Words of questions that are no topic: question verbs, words of the trade that stand in every fiche.
GENERIC = frozenset(
    """
    fiche fiches contrat contrats rubrique rubriques section sections partie document documents texte passage orientation operationnelle operationnelles orientations
    dire dit disent parle parlent parler mentionne mentionnent mentionner mentionnee mentionnees evoque evoquent traite traitent traiter concerne concernent concernant concerner concernes concernees concernee
    indique indiquent indiquer precise precisent preciser ecrit ecrite prevoit prevoient prevoir prevu prevue prevus prevues propose proposent proposer contient contiennent comporte comportent figure figurent cite citent citer citee citees cites
    existe existent exister faut falloir doit doivent devoir peut peuvent pouvoir veut vouloir veux voulez sais savoir sait connaitre connait connaissez donne donner donnez lister liste listes
    trouve trouver trouvent obtenir obtient demander demande cherche chercher voir montre montrer montrez moi explique expliquer affiche afficher aide aider aidez faire fait faites mettre mise mis mises place oeuvre
    attendu attendue attendus attendues attend attendre vise visee vises visees mobiliser mobilise mobilisent mobilisable mobilisables mobilises mobilisees mobilisee utiliser utilise utilisent solliciter sollicite sollicites associe associer associes associees impliquer implique impliques impliquees
    participe participent participer intervient interviennent sert servir permet permettre lance lancer mene mener menees conduire conduit realiser realise assure assurer
    question questions reponse information informations info infos detail details exactement precisement concretement exacte exact precis precise principal principale principaux principales ensemble total complet complete general
    cadre terme termes matiere niveau sujet sujets theme themes thematique thematiques cas sorte type types genre chose choses truc trucs propos lien rapport titre
    quels quelle besoin besoins possible possibles disponible disponibles different differents differentes nouveau nouvelle actuel actuelle actuellement aujourd maintenant
    combien renseigne renseignee renseignes renseignees rempli remplie remplis remplies vide vides repondre repond depart
    should would could will shall between take takes taking place get got need needs want
    fera feront ferait aurait auraient peuvent rapporte verse versent accorde accordent apporte apportent touche recoit recoivent
    monte monter montent montons veulent voulaient veux quelques
    exemple exemples
    comite technique reunion bilan rapport copil presentation discours elus retroplanning synthese telephone hi intern here one they
    prepare preparer inscrit inscrite inscrits inscrites dedans niveau cote
    gens gars juste fais dep pk tant annee annees dossier dossiers invitation ok merci adjoint adjointe autre elu elue tout toutes confondues dessus activer mettra met mettent remet remettent laisse laissee grace effet histoire histoires
    represente representent prendre prend prennent rely relies people among work works working new total
    ligne lignes mot mots bref phrase phrases maximum minimum max min date dates apparait apparaissent correspond correspondent compte comptent
    provide provides until before after during given put per year each some their give gives does did made make being
    ete
    peux pouvez pourriez pourrez puis devez dois savez veuillez aimerions deux trois quatre cinq six
    svp merci bonjour stp please thanks hello salut plait
    the is are who what which when where how many much does do about for of in there with sheet sheets this that and to it can any tell me long you your my we us our a an be has have on at by from or
    expected planned available main mentioned mention mentions available list give show find exist
    entre autre part point points ya via pourrait pourraient pourrais pourrions aimerais voudrais souhaite souhaites souhaitons aimerions avons sommes etes suis
    compte tenu notamment ainsi egalement vraiment bien mal plutot quoi quelqu quelque personne quelles
    sein travers ouvre ouverte ouvert appelle nomme appelee porte porter porteur porteurs soient soit etait sera seront aura auront
    chacun chacune arrive arriver commence commencent demarre demarrent debute debutent finit finissent termine terminent dure durent passe passer passent deroule lieu lieux tient tenir compose comprend comprennent retrouve recense recensees recensent
    interesse interessent rentre entrer entrent relatif relative relatives relatifs lies liee liees lie consacre consacree consacrees dedie dediee dediees porte portant portent autour aborde abordent touche touchent
    """.split()
)

#: Words of the field: a question that holds one is about the fiches' world, even where they do not answer it.
DOMAIN = frozenset(
    """
    maire elus elu quartier quartiers qpv habitant habitants association associations subvention subventions financement financements partenaire partenaires contrat pilier axe enjeu fiche fiches dispositif dispositifs
    prefecture prefet caf cpam ars drac ddcs ddets deets departement region metropole agglomeration mairie commune communes collectivite collectivites bailleur bailleurs centre centres social sociaux sociale sociales
    insertion emploi logement sante education jeunesse jeunes citoyennete laicite discrimination discriminations egalite mixite mediation prevention participation urbain renouvellement cohesion
    appel projet projets programme convention circulaire credit credits etat ministere anct cget anru acse indicateur indicateurs objectif objectifs calendrier animateur pilote budget evaluation
    sport culture loisirs parentalite reussite educative numerique securite tranquillite emplois formation entreprise entreprises economique services publics
    neighbourhood neighborhood residents funding youth housing employment health
    """.split()
)

#: Small sourced thesaurus: what someone asks -> what a fiche may write. Everyday words and their broader term, from the
#: usage of contrats de ville; English words of the field with their French equivalents. Each value is one or more French words.
BROADER: dict[str, str] = {
    "foot": "sport", "football": "sport", "basket": "sport", "judo": "sport", "boxe": "sport", "natation": "sport", "gymnastique": "sport", "rugby": "sport", "sportive": "sport", "sportif": "sport", "sports": "sport", "danse": "culture", "athletisme": "sport", "gym": "sport",
    "theatre": "culture", "musique": "culture", "cinema": "culture", "musee": "culture", "concert": "culture", "artistique": "culture", "art": "culture", "arts": "culture", "spectacle": "culture", "bibliotheque": "culture", "lecture": "culture", "museum": "culture",
    "ado": "adolescents jeunes", "ados": "adolescents jeunes", "adolescent": "jeunes", "adolescents": "jeunes", "gamins": "enfants", "gosses": "enfants", "mineurs": "jeunes", "jeune": "jeunesse", "jeunes": "jeunesse", "jeunesse": "jeunes",
    "boulot": "emploi", "travail": "emploi", "chomage": "emploi", "chomeurs": "chômage demandeurs emploi", "job": "emploi", "jobs": "emploi", "embauche": "emploi recrutement", "toubib": "medecin sante", "medecin": "sante", "medecins": "sante", "soin": "sante", "soins": "sante", "hopital": "sante", "psy": "psychologue sante",
    "ecole": "scolaires scolaire education", "ecoles": "scolaires scolaire education", "college": "scolaires scolaire", "lycee": "scolaires scolaire", "profs": "enseignants scolaire", "internet": "numerique", "informatique": "numerique", "ordinateur": "numerique", "ordinateurs": "numerique",
    "mixite": "mixtes mixte mixité", "mixte": "mixité", "mixtes": "mixité", "melange": "mixité mêlant mêlés mixtes", "melangent": "mixité mêlant mêlés mixtes", "melangeant": "mixité mêlant mêlés mixtes", "melanger": "mêlant mêler mixité", "brassage": "croisements mixité", "sexisme": "égalité femmes hommes", "parite": "égalité femmes hommes", "racisme": "discriminations", "vieux": "seniors âgées", "seniors": "âgées", "personnes agees": "seniors", "retraites": "seniors", "transport": "mobilité", "transports": "mobilité", "deplacement": "mobilité", "deplacements": "mobilité", "bus": "mobilité", "velo": "mobilité", "hlm": "logement bailleurs", "logements": "logement", "habitat": "logement", "appartement": "logement",
    "policier": "police", "policiers": "police", "delinquance": "prévention sécurité", "parents": "parentalité parental", "parent": "parentalité parental", "poubelles": "déchets", "ordures": "déchets", "nature": "environnement", "ecologie": "environnement", "jardins": "jardin", "vacances": "loisirs séjours", "concertation": "participation", "illettrisme": "langue française", "francais": "langue", "garde": "accueil", "creche": "petite enfance", "creches": "petite enfance", "bebe": "petite enfance", "entrepreneur": "entreprise création", "entrepreneurs": "entreprise création", "boite": "entreprise",
    "departement": "départemental département", "departemental": "département", "region": "régional région", "regional": "région", "prefecture": "préfecture préfet", "papis": "âgées seniors", "mamies": "âgées seniors", "papi": "âgées seniors", "mamie": "âgées seniors", "proprios": "propriétaires", "apart": "logement", "appart": "logement", "promos": "sessions promotion", "homes": "logements", "households": "ménages", "rehoused": "relogement", "truck": "camion", "europe": "européen européenne FSE FEDER LEADER", "europeen": "FSE FEDER LEADER", "europeens": "européen FSE FEDER LEADER", "europeenne": "européen FSE FEDER LEADER", "europeennes": "européen FSE FEDER LEADER", "european": "européen FSE FEDER", "nounou": "garde accueil crèche", "voiture": "véhicule véhicules mobilité", "bosser": "emploi travail", "papas": "pères parents parentalité", "mamans": "mères parents parentalité", "impot": "taxe TFPB", "tenants": "locataires", "towers": "tours", "vehicle": "véhicule véhicules", "hire": "location", "boites": "entreprises",
    "etablissements": "établissements", "fondation": "fondations", "commune": "ville", "communes": "villes", "mairie": "ville", "mairies": "villes", "municipalite": "ville", "etat": "État",
    "economy": "économie", "actors": "acteurs", "local": "local locale locaux", "projects": "projets", "actions": "actions", "audiences": "publics", "audience": "public", "fonciere": "TFPB", "taxe": "TFPB", "ordi": "ordinateur numérique", "ordis": "ordinateurs numérique", "youth": "jeunes jeunesse", "young": "jeunes", "teenagers": "adolescents jeunes", "children": "enfants", "women": "femmes", "woman": "femmes", "men": "hommes", "gender": "femmes hommes", "equality": "égalité", "housing": "logement", "employment": "emploi", "jobs market": "emploi", "work": "emploi", "health": "santé", "care": "santé", "sporting": "sport", "leisure": "loisirs", "education": "éducation scolaire", "school": "scolaire", "schools": "scolaires", "digital": "numérique", "disability": "handicap", "disabled": "handicap",
    "neighbourhood": "quartier", "neighbourhoods": "quartiers", "neighborhood": "quartier", "neighborhoods": "quartiers", "residents": "habitants", "inhabitants": "habitants", "citizens": "habitants citoyens", "citizenship": "citoyenneté", "diversity": "mixité diversité", "discrimination": "discriminations", "secularism": "laïcité", "town": "ville", "towns": "villes", "city": "ville", "cities": "villes", "council": "conseil", "association": "associations", "parenting": "parentalité", "mixing": "mixité mixtes", "mixed": "mixtes mixité", "social": "social", "cultural": "culture culturels", "mobility": "mobilité", "access": "accès", "elderly": "seniors âgées", "seniors’": "seniors", "safety": "sécurité tranquillité", "security": "sécurité", "environment": "environnement", "language": "langue", "training": "formation", "companies": "entreprises", "business": "entreprise", "businesses": "entreprises", "community": "social", "centres": "centres", "centers": "centres", "center": "centre", "coordination": "coordination coordinations", "services": "services", "image": "image", "meetings": "réunions", "foundations": "fondations", "rights": "droits", "law": "droit", "energy": "énergie", "waste": "déchets", "shops": "commerces", "shop": "commerce", "poverty": "précarité pauvreté", "food": "alimentation alimentaire", "police": "police", "school dropouts": "décrochage",
}  # fmt: skip

#: Words so common in the fiches that they narrow nothing where another word stands beside them.
SOFT = frozenset(
    "association associations structure structures organisme organismes local lutter favoriser developper renforcer soutenir promouvoir accompagner ameliorer encourager faciliter prevenir garantir agir ville villes politique quartier quartiers contrat territoire agglomeration action actions projet projets public publics".split()
)
#: « fiche sur la parentalité »: one fiche, named by its subject.
NAMED_FICHE = _any(r"(?<!quelle )(?<!quelles )(?<!which )(?<!what )(?:fiche|sheet)(?! (?:qui|s) (?:est|sont)\b)")
#: Section words as people misspell them.
TRIGGERS = tuple(
    """
    financement financements financer finance subvention subventions budget credits partenaire partenaires partenariat animateur animatrice anime pilote porteur
    objectif objectifs contexte calendrier echeance echeancier indicateur indicateurs realisation realisations effet effets resultat resultats echelle
    territoriale dispositif dispositifs enjeu enjeux public beneficiaire beneficiaires liens fiche fiches combien attendus attendues mobilisables mobiliser
    objectives indicators partners funding schedule deadline beneficiaries responsable difference
    """.split()
)

#: Short forms of the trade that name no body, fund or scheme: those stand in ingest/names.toml.
ACRONYMS = {
    "at": "axe transversal",
    "aap": "appel à projets",
    "dsi": "direction des systèmes d'information",
    "gup": "gestion urbaine de proximité",
}
