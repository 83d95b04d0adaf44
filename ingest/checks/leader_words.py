"""How a sentence says who leads: « porté par le CCAS », « que pilote la régie », « dont s’occupe la Mission locale »."""

import re

LEADS = (
    r"(?:(?:port|pilot|anim|g[èe]r|coordonn|dirig|m[eè]n|encadr|ti[eè]n|assur|organis|exploit)(?:e|ent|era|eront|t|nent|nt)|met(?:tent|tra|tront)?\s+en\s+(?:œuvre|oeuvre|place)"
    r"|(?:fait|font|fera|feront)\s+(?:vivre|tourner|fonctionner)|opèrent?|condui(?:t|sent)|pren(?:d|nent)\s+en\s+charge|(?:a|ont)\s+(?:repris|pris\s+en\s+charge|en\s+charge)"
    r"|s['’](?:est|étaient|était)\s+vue?\s+confier)"
)
ALSO = r"(?:\s+(?:aussi|également|déjà|désormais|aujourd['’]hui|seule?|directement|par\s+ailleurs|au\s+quotidien|sur\s+place|toujours|depuis\s+(?:\w+\s+)?\d{4}))?"
ARTICLE = r"(?:la\s|le\s|les\s|l['’]\s?)?"
OF = r"d(?:u|es|e|['’])\s?"
WORK = r"(?P<work>service|équipe(?:\s+mobile)?|dispositif|action|antenne)"  # « les juristes du Point-justice, un service de l’association »
ROLE = r"(?:ma[iî]tr(?:e|ise)\s+d['’](?:ouvrage|œuvre|oeuvre)|(?:structure|association)\s+)?(?:porteu(?:r|se)|pilote|animat(?:eur|rice)|gestionnaire|chef\s+de\s+file|opérateur)"
# What may stand between « piloté » and « par »: « piloté depuis 2019 par », « géré au quotidien par ».
MEANWHILE = r"(?:,\s+[^,;:.()]{3,40},|\s+(?:en\s+(?:régie|direct|propre)|conjointement|directement|désormais|aujourd['’]hui|localement|(?:depuis|dès|en)\s+(?:\w+\s+)?\d{4}|au\s+quotidien|sur\s+place|avec\s+\w+|\w+ment|chaque\s+\w+))?"
LED_BY = re.compile(
    r"\b(?:(?:co[- ]?)?(?:portée?s?|pilotée?s?|animée?s?|gérée?s?|coordonnée?s?|dirigée?s?|menée?s?|encadrée?s?|tenue?s?|assurée?s?|conduite?s?|organisée?s?|exploitée?s?|opérée?s?|reprise?s?|prise?s?\s+en\s+charge"
    rf"|mise?s?\s+en\s+(?:œuvre|oeuvre|place)){MEANWHILE}\s+par|(?:a|ont|aura)\s+pour\s+{ROLE}|confiée?s?\s+(?:à|aux?)|(?:revient|reviennent|reviendra|incombe|échoit)\s+(?:à|aux?)|(?:entre\s+les|aux)\s+mains\s+{OF}"
    rf"|sous\s+(?:la\s+(?:responsabilité|conduite|direction|houlette)|le\s+pilotage|l['’]égide)\s+{OF}|à\s+l['’]initiative\s+{OF}"
    rf"|(?:(?:est|sera)\s+(?:une?\s+)?|,\s*(?:une?\s+|l['’])?|(?<=\()(?:une?\s+)?){WORK}\s+{OF}"
    rf"|(?:{ROLE}|resp(?:onsable)?\.?|animation|pilotage|portage|coordination|gestion)\s*:|(?:la\s+structure\s+porteuse|l['’]opérateur|le\s+porteur|le\s+gestionnaire)\s+(?:en\s+)?(?:est|sera)\b)"
    rf"\s*{ARTICLE}",
    re.IGNORECASE,
)  # fmt: skip
THAT_LEADS = re.compile(rf"\bqu(?:e\s|['’])(?P<verb>{LEADS})\b\s*(?:la\s|le\s|les\s|l['’])?", re.IGNORECASE)
OF_WHICH = re.compile(
    r"\bdont\s+(?:s['’]occupent?|se\s+chargent?|a\s+la\s+charge)\s+(?:la\s|le\s|les\s|l['’])?(?P<after>[^,;:.()]{2,80})|\bdont\s+(?:la\s|le\s|les\s|l['’])?(?P<leader>[^,;:.()]{2,80}?)\s+(?:assure(?:nt)?\s+(?:l['’]animation|la\s+(?:gestion|coordination|conduite|direction|responsabilité)|le\s+(?:pilotage|portage))"
    r"|(?:a|ont)\s+la\s+(?:charge|responsabilité|gestion)|est\s+(?:le\s+|la\s+)?(?:porteur|porteuse|pilote|animateur|animatrice|chef\s+de\s+file|gestionnaire|responsable)|s['’]occupe(?:nt)?\b|se\s+charge(?:nt)?\b)",
    re.IGNORECASE,
)
# « le Grand Relais, que la MJC organise », « que la régie met en œuvre »
THAT_ONE_LEADS = re.compile(
    rf"\bqu(?:e\s|['’])(?P<leader>(?:la\s|le\s|les\s|l['’]|[A-ZÀ-Ý])[^,;:.()]{{2,80}}?)\s+(?P<verb>{LEADS})\b", re.IGNORECASE
)
# « le centre social, qui en assure la gestion », « l’association en a la charge »
OF_IT = re.compile(
    r"\ben\s+(?:assure(?:nt|ra)?\s+(?:aussi\s+)?(?:l['’]animation|la\s+(?:gestion|coordination|conduite|direction|responsabilité)|le\s+(?:pilotage|portage))"
    r"|(?:a|ont|aura)\s+la\s+(?:charge|responsabilité|gestion)|est\s+(?:le\s+|la\s+|l['’])?(?:porteur|porteuse|pilote|animateur|animatrice|chef\s+de\s+file|gestionnaire|responsable))\b",
    re.IGNORECASE,
)
LEADING = re.compile(rf"(?:\s|^)(?P<verb>{LEADS}){ALSO}\s+(?:l['’]\s?|(?:la|les|le|son|sa|ses)\s)", re.IGNORECASE)
# « la Mission locale est chargée du Point conseil », « a la charge du », « est le porteur de ».
IN_CHARGE = re.compile(
    rf"\s(?:(?:est|sera)\s+(?:chargée?s?|responsable|(?:le\s+|la\s+|l['’])?{ROLE}|à\s+la\s+tête|aux\s+commandes)|(?:a|ont|aura)\s+la\s+(?:charge|responsabilité|gestion|main\s+sur)|(?:a|ont)\s+hérité|s['’]occupe(?:nt|ra)?{ALSO}|se\s+charge(?:nt|ra)?{ALSO})\s+{OF}\s*{ARTICLE}",
    re.IGNORECASE,
)
# « Ville (direction de la culture), pilote de la cité éducative »
# « Le pilote du Projet éducatif est la Ville »
ROLE_FIRST = re.compile(
    rf"\b(?:le|la|l['’])\s*{ROLE}\s+{OF}\s*{ARTICLE}(?P<after>[^,;:.()]{{2,80}}?)\s+(?:est|sera|reste)\s+{ARTICLE}", re.IGNORECASE
)
# « a confié à Emmaüs la gestion de la ressourcerie »
ENTRUSTED = re.compile(
    rf"\bconfi(?:é|e|ent|era)\s+(?:à|aux?)\s+{ARTICLE}(?P<leader>[^,;:.()]{{2,60}}?)\s+(?:l['’]animation|la\s+(?:gestion|coordination|conduite|direction)|le\s+(?:pilotage|portage))\s+{OF}\s*{ARTICLE}",
    re.IGNORECASE,
)
LEADER_OF = re.compile(
    rf"(?:,|\s[-–—])\s*(?:(?:le|la)\s+|l['’])?(?:{ROLE}|responsable|chargée?|en\s+charge)s?\s+{OF}\s*{ARTICLE}", re.IGNORECASE
)
# « Café Le Comptoir (Mission locale, porteur) »
ROLE_LAST = re.compile(rf"\(\s*{ARTICLE}(?P<leader>[^(),:;]{{2,60}}?)\s*,?\s+{ROLE}\s*\)", re.IGNORECASE)
ANY = re.compile(
    r"\b(?:port|pilot|anim|g[èée]r|coordonn|dirig|men[ée]|encadr|tenue?s?\b|tient|assur|condui|organis|confi|responsab|charg|initiative|gestion|porteu"
    r"|mise?s?\s+en|sous\s+l|services?\s+d|[ée]quipe|dispositif|antenne|action\s|\bmet(?:tent|tra|tront)?\b|exploit|op[éeè]r|chef\s+de|\bma[iî]tr|\bresp\b|\bfont?\b|\bfait\b|occupe|\brepris|\bprend|\bprise?\s+en|vue?\s+confier|revien|incombe|mains\s+d|t[êe]te\s+d|commandes\s+d|h[ée]rit)",
    re.IGNORECASE,
)
NOT_LEADING = re.compile(r"\b(?:que|dont|ne|n['’])\s*\Z")
WHO = re.compile(r",?\s*\bqui\s*\Z")
