"""French words; see ``en``."""

FUNCTION = """le la les l un une des du de d au aux ce cet cette ces ça cela ceci il elle ils elles on nous vous je j me m te t se s lui leur leurs
son sa ses notre nos votre vos mon ma mes y en qui que qu quoi dont où et ou mais donc or ni car si comme dans par pour sur sous
avec sans chez vers entre pendant depuis dès avant après contre est sont était étaient être été soit serait seront sera suis sommes a ont
avait avaient avoir aura auront eu ait ne n pas plus moins très trop aussi même encore déjà tout tous toute toutes autre autres
dit disait déclaré déclare affirmé affirme ajouté ajoute expliqué estime selon souligné souligne rappelé répété annoncé alors ainsi
lorsque quand afin parce puisque bien fait faire font peut peuvent pourrait doit doivent devrait va vont c qu' là ici ses"""

IDLE = "le la les l un une des du que qu aussi encore bien"
REPORTING = "dit disait déclaré déclare affirmé affirme ajouté ajoute souligné souligne rappelé répété annoncé a"
REPORTERS = "il elle"

TAGS = {
    "not": "ne n pas jamais aucun aucune rien personne ni sans nul nulle",
    "certain": "va vont sera seront certain* définitivement garanti* promet* promis* promes* engag* assur*",
    "possible": "pourrait pourraient peut-être possible* possibilité éventuel* probable* envisag* examin* étudi* susceptible* improbable",
    "must": "doit doivent devons faut nécess* oblig* impérati* indispensable* essentiel* besoin crucial* exige* exig*",
    "should": "devrait devraient devrions recommand* propos* suggér* appel* exhort* conseil* demand* invit*",
    "wish": "veut veulent voulons voudrait souhait* espèr* espér* prévoi* prévu* compte comptent entend vise* objectif* ambition*",
    "if": "si condition* pourvu moins_que dépend* serait seraient tant_que",
    "all": "tout tous toute toutes chaque entier* entière* intégral* ensemble complet* complèt* totalité toujours unanim* totale* deux_deux",
    "most": "plupart majorité majoritaire* principalement généralement essentiel_des",
    "some": "quelques certains certaines plusieurs partie partiel* parfois nombreux nombreuses divers",
    "few": "peu rarement minorité poignée guère",
    "only": "seul* seulement uniquement exclusiv* que_de",
    "floor": "moins_de_minimum au_moins minimum plus_de dépass* au-dessus supérieur*",
    "cap": "au_plus maximum pas_plus_de jusqu moins_de au-dessous inférieur* plafond*",
    "about": "environ près presque quelque autour approximativ* quasi*",
    "first": "premier* première* d'abord",
    "last": "dernier* dernière* final* enfin",
    "up": "augment* relev* hauss* croît croiss* croît accroît* accroiss* renforc* fort plus élev* doubl* tripl* élarg* amélior* accélér* prolong* étend* agrandi* "
    "montée grimp* progress*",
    "down": "diminu* réduc* rédui* baiss* abaiss* moins recul* chut* faibl* affaibl* ralenti* divis* raccourci* rétréci* allég* coup* supprim*",
    "for": "soutien* soutenir soutenu* appui* appuy* favorable* approuv* accept* accord* salu* aid* approbation adhér* favor* félicit*",
    "against": "oppos* rejet* refus* contre veto condamn* nie nié nier désapprouv* critiqu* exclu* écart* démen* contest* défavorable* récus*",
    "begin": "commenc* début* ouvr* ouvert* lanc* repren* repris* rejoin* adhésion entr* introdui* instaur* cré* envoi* envoy* livr* déploi* déploy* continu* rest* "
    "maint* poursui* conserv* garde* bâti* constru* embauch* rouvr*",
    "end": "arrêt* cess* fin finir termin* ferm* suspen* quitt* retir* retrait annul* aboli* abandon* interrom* pause dénonc* gel geler gèle gelé* licenci* achèv* sort* mettre_fin",
    "win": "gagn* réussi* succès victoire* triomph* emport* vaincr* attein*",
    "lose": "perd* perdu* échou* échec* défaite* manqu* perte*",
    "allow": "permet* permis* autoris* légal* légalis* laiss* droit_de",
    "forbid": "interdi* prohib* bloqu* illégal* empêch* restrei* restrict* proscri*",
    "good": "bon bonne bons bonnes meilleur* mieux sûr* sécurité bénéf* positi* sain* stable* efficace* fiable* prêt* facile*",
    "bad": "mauvais* pire* danger* nuisib* négati* risqu* menac* instable* inefficace* coûteu* crise* dommage* difficile*",
    "before": "avant précéd* auparavant préalable* jusqu'à",
    "after": "après suite ensuite ultérieur* depuis dès",
    "past": "hier passé passée était étaient avait derni*",
    "future": "demain prochain* prochaine* bientôt futur* avenir",
    "now": "aujourd'hui maintenant actuel* cette_année cette_semaine",
    "same": "même mêmes inchang* identique* égal* stable*",
    "publicly": "public* étatique* nationalis*",
    "privately": "privé* privat*",
    "passive": "par",
}

NUMBERS = {
    "zéro": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "soixante-dix": 70, "quatre-vingts": 80, "quatre-vingt": 80, "quatre-vingt-dix": 90,
    "douzaine": 12, "dizaine": 10, "vingtaine": 20, "moitié": 0.5, "demi": 0.5, "demie": 0.5, "quart": 0.25, "quarts": 0.25, "tiers": 1 / 3, "cinquième": 0.2, "cinquièmes": 0.2, "double": 2, "doubler": 2, "triple": 3,
}  # fmt: skip
SCALES = {
    "cent": 1e2, "cents": 1e2, "centaine": 1e2, "centaines": 1e2, "mille": 1e3, "millier": 1e3, "milliers": 1e3, "million": 1e6, "millions": 1e6,
    "milliard": 1e9, "milliards": 1e9, "md": 1e9, "mds": 1e9, "billion": 1e12, "billions": 1e12,
}  # fmt: skip
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
UNITS = {
    "percent": "pour_cent pourcent* pourcentage", "year": "an ans année années annuel*", "decade": "décennie*", "month": "mois mensuel*", "week": "semaine semaines hebdomadaire*",
    "day": "jour jours journée quotidien*", "hour": "heure heures", "minute": "minute minutes", "euro": "euro euros eur", "dollar": "dollar dollars",
    "pound": "livre livres", "km": "kilomètre* km", "mile": "mille_marin", "tonne": "tonne tonnes", "degree": "degré degrés", "hryvnia": "hryvnia*",
    "rouble": "rouble*", "zloty": "zloty zlotys", "megawatt": "mégawatt* mw", "gigawatt": "gigawatt* gw", "point": "point points",
}  # fmt: skip
