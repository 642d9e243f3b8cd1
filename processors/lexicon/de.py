"""German words; see ``en``."""

FUNCTION = """der die das den dem des ein eine einen einem einer eines dies diese dieser dieses diesem diesen jene jener es er ihn ihm sie ihr
ihre ihren ihrem ihrer seine sein seinen seinem seiner wir uns unser unsere unseren unserem unserer ich mich mir mein meine du euch
man wer was welche welcher welches und oder aber denn dass ob als wie so dann von vom in im ins an am auf aus bei beim bis
durch für gegen mit nach ohne seit über um unter vor zu zum zur zwischen während wegen ist sind war waren sei seien wäre wären bin
gewesen hat haben habe hatte hatten hätte hätten werden wird wurde wurden würde würden worden kann können könnte könnten soll sollen
sollte muss müssen müsse müsste will wollen wolle darf dürfen dürfe mag möchte auch noch schon nur sehr mehr viel viele
nicht kein keine keinen keinem keiner nie sagte sagt sagen erklärte erklärt betonte betont so zufolge laut teilte fügte hinzu erneut
wieder sich da dort hier jetzt nun doch ja etwa wenn weil damit dazu dabei davon darüber daran darauf etwas alle alles allen
selbst eben mal dafür dagegen lassen lässt macht machen gibt geben gehen geht ab auf hin her weg"""

IDLE = "der die das den dem des ein eine einen einem einer eines dass auch noch wieder erneut ja"
REPORTING = "sagte sagt betonte erklärte fügte hinzu ergänzte unterstrich wiederholte"
REPORTERS = "er sie"

TAGS = {
    "not": "nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden nichts weder ohne nirgends kaum keineswegs keinesfalls",
    "certain": "wird werden werde werdet sicher* definitiv garantier* versprech* verspricht versprach zusag* sagt_zu zugesagt* verpflicht* bestimmt",
    "possible": "könnte könnten könne möglich* vielleicht womöglich eventuell wahrscheinlich vermutlich erwäg* prüf* denkbar "
    "unwahrscheinlich dürfte dürften möglicherweise",
    "must": "muss müssen müsse müsste nötig notwendig* pflicht* verpflichtet zwingend erforderlich* brauch* benötig* unerlässlich unverzichtbar "
    "entscheidend",
    "should": "sollte sollten solle sollen empfehl* empfiehlt vorschlag* schlägt rat raten rief_auf forder* appell* drängt drängen mahn*",
    "wish": "will wollen wolle möchte möchten hoff* wünsch* plan* beabsichtig* strebt* anstreb* vorhaben ziel*",
    "if": "wenn falls sofern bedingung* vorausgesetzt ob würde würden abhäng* hängt solange",
    "all": "alle allen aller alles jede jeder jedes jeden sämtliche* ganz* gesamt* vollständig* komplett* völlig immer stets einstimmig* "
    "ausnahmslos beide beiden",
    "most": "meisten meiste mehrheit* überwiegend* größtenteils meist meistens großteil",
    "some": "einige einigen einiger manche manchen mehrere teil teils teilweise manchmal etliche zahlreiche einzelne*",
    "few": "wenige wenigen wenig kaum selten minderheit handvoll",
    "only": "nur ausschließlich allein* lediglich bloß einzig*",
    "floor": "mindestens wenigstens nicht_weniger_als mehr_als über übersteig* oberhalb minimum",
    "cap": "höchstens maximal nicht_mehr_als bis_zu weniger_als unter unterhalb obergrenze maximum",
    "about": "etwa rund ungefähr circa ca knapp fast nahezu annähernd",
    "first": "erste ersten erster erstes erstmals zuerst",
    "last": "letzte letzten letzter letztes zuletzt schließlich",
    "up": "erhöh* steig* gestiegen stieg anheb* angehoben hebt_an wachs* wächst gewachsen zunehm* zugenommen nimmt_zu ausbau* ausgebaut verstärk* "
    "stärk* stärker* mehr höher* verdoppel* verdreifach* ausweit* verbesser* verlänger* vergrößer* beschleunig* größer* aufstock* aufgestockt wachstum anstieg",
    "down": "senk* gesenkt sink* sank gesunken fall* fällt fiel gefallen kürz* gekürzt reduzier* verringer* abnehm* abgenommen weniger niedriger* geringer* "
    "schrumpf* schwäch* halbier* verkürz* verkleiner* verlangsam* rückgang zurückgeh* zurückgegangen abbau* abgebaut drossel*",
    "for": "unterstütz* befürwort* billig* zustimm* stimmt_zu zugestimmt akzeptier* annehm* angenommen begrüß* dafür hilf* helfen hilft lob* beisteh* "
    "steht_zu steht_an_der_seite",
    "against": "ablehn* abgelehnt lehnt lehne lehnen gegen weiger* verweiger* widersetz* veto* verurteil* bestreit* bestritt kritisier* dagegen zurückweis* "
    "zurückgewiesen wies_zurück weist_zurück ausschließ* ausgeschlossen schließt_aus schloss_aus dementier* leugn* widersprech* widerspricht",
    "begin": "beginn* begann begonnen anfang* fängt start* eröffn* öffn* beitret* beigetreten tritt_bei trat_bei aufnehm* aufgenommen einführ* eingeführt gründ* schaff* "
    "entsend* schick* liefer* fortsetz* fortgesetzt bleib* blieb weiter* behalt* aufrechterhalt* festhalt* einstell_neu bau* wiedereröffn*",
    "end": "stopp* beend* ende endet schließ* geschlossen schließung* aussetz* ausgesetzt verlass* verließ verlässt austret* tritt_aus ausgetreten austritt* abzieh* abgezogen "
    "zieht_ab abzug* absag* abgesagt sagt_ab streich* gestrichen abschaff* abgeschafft schafft_ab aufgeb* einstell* eingestellt stellt_ein stellt pausier* "
    "kündig* gekündigt auslauf* einfrier* eingefroren entlass* rückzug* zurückzieh*",
    "win": "gewinn* gewann gewonnen sieg* erfolg* durchsetz* triumph* erreich*",
    "lose": "verlier* verlor verloren scheiter* gescheitert niederlage* verlust* misslungen verfehl*",
    "allow": "erlaub* genehmig* zulass* zugelassen lässt_zu gestatt* legal* freigeb* freigegeben dürfen darf berechtig*",
    "forbid": "verbiet* verbot* verboten untersag* blockier* illegal* verhinder* beschränk* einschränk* sperr* gesperrt rechtswidrig",
    "good": "gut gute guten besser beste* sicher* nützlich* positiv* gesund stabil* wirksam* zuverlässig* vorbereitet bereit günstig* einfach*",
    "bad": "schlecht* schlimm* gefährlich* gefahr* schädlich* schaden* negativ* risik* bedroh* instabil* unwirksam teuer* krise* unsicher* unzuverlässig schwer*",
    "before": "vor bevor zuvor vorher früher bis",
    "after": "nach nachdem danach später seit sobald",
    "past": "gestern vorjahr letztes_jahr vergangen* vorig* war waren wurde wurden hatte",
    "future": "morgen nächst* kommend* bald künftig* zukunft zukünftig*",
    "now": "heute jetzt derzeit gegenwärtig momentan dieses_jahr diese_woche heuer",
    "same": "gleich* unverändert* identisch* stabil konstant",
    "publicly": "öffentlich* staatlich* verstaatlich*",
    "privately": "privat*",
    "passive": "von durch",
}

NUMBERS = {
    "null": 0, "eins": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18,
    "neunzehn": 19, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
    "neunzig": 90, "dutzend": 12, "hälfte": 0.5, "halb": 0.5, "halbe": 0.5, "halben": 0.5, "viertel": 0.25, "drittel": 1 / 3, "fünftel": 0.2, "doppelt": 2, "doppelte": 2,
    "verdoppeln": 2, "verdoppelt": 2, "anderthalb": 1.5,
}  # fmt: skip
SCALES = {
    "hundert": 1e2, "hunderte": 1e2, "tausend": 1e3, "tausende": 1e3, "tsd": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6,
    "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "billion": 1e12, "billionen": 1e12,
}  # fmt: skip
MONTHS = (
    "januar jänner jan", "februar feb", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember",
)  # fmt: skip
WEEKDAYS = ("montag montags", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag")
UNITS = {
    "percent": "prozent prozentpunkt*", "year": "jahr jahre jahren jahres jährlich*", "decade": "jahrzehnt*", "month": "monat monate monaten monats monatlich*", "week": "woche wochen wöchentlich*",
    "day": "tag tage tagen tages täglich*", "hour": "stunde stunden", "minute": "minute minuten", "euro": "euro euros eur", "dollar": "dollar us-dollar",
    "pound": "pfund", "km": "kilometer* km", "mile": "meile meilen", "tonne": "tonne tonnen", "degree": "grad", "hryvnia": "hrywnja* griwna",
    "rouble": "rubel", "zloty": "zloty", "megawatt": "megawatt mw", "gigawatt": "gigawatt gw", "point": "punkt punkte punkten",
}  # fmt: skip
