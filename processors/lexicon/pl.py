"""Polish words; see ``en``."""

FUNCTION = """i w we na z ze do o od za po u nie ani ale a albo lub że żeby aby jak tak to ten ta te tego tej temu tym tych tamten on ona ono oni one jego jej
jemu ich im nas nam my wy was wam ja mi mnie mój moja nasz nasza nasze nasi naszej naszego wasz swój swoja swoje swoich który która które których
którym której gdzie kiedy jeśli jeżeli by czy już jeszcze tylko także też był była było były być będzie będą jest są dla przy bez pod nad
między przez po przed się kto co czym sam sobie siebie powiedział powiedziała oświadczył stwierdził dodał podkreślił zaznaczył według
ponownie powtórzył teraz tam tu wszystko wszyscy bardzo bardziej mniej może mogą można trzeba należy został została zostały"""

IDLE = "że ten ta to też także jeszcze"
REPORTING = "powiedział powiedziała oświadczył oświadczyła stwierdził stwierdziła dodał dodała podkreślił podkreśliła zaznaczył powtórzył"
REPORTERS = "on ona"

TAGS = {
    "not": "nie ani nigdy nikt nikogo nic bez żaden żadna żadne żadnych żadnego niemożliwe",
    "certain": "będzie będą będę na_pewno gwarant* obiec* obietnic* zobowiąz* z_pewnością",
    "possible": "może mogą mógłby mogłaby możliw* prawdopodob* rozważ* być_może ewentual*",
    "must": "musi muszą musimy trzeba należy konieczn* obowiąz* potrzeb* niezbędn* wymaga*",
    "should": "powinien powinna powinno powinni zalec* propon* zapropon* wezwa* wzywa* apel*",
    "wish": "chce chcą chcemy chciał* ma_nadzieję nadziej* planuj* zamierza* dąży pragn* cel",
    "if": "jeśli jeżeli warun* pod_warunkiem zależy gdyby dopóki",
    "all": "wszystkie wszystkich wszyscy wszystko każdy każda każde każdego cały cała całe całkowic* pełn* zawsze jednogłośn* oba obie",
    "most": "większość większości przeważnie głównie",
    "some": "niektóre niektórych kilka kilku część częściow* czasami szereg wiele wielu",
    "few": "mało niewiele niewielu rzadko mniejszość garstka",
    "only": "tylko wyłącznie jedyn* jedynie",
    "floor": "co_najmniej przynajmniej minimum ponad więcej_niż powyżej",
    "cap": "co_najwyżej maksimum nie_więcej do mniej_niż poniżej",
    "about": "około prawie niemal mniej_więcej",
    "first": "pierwszy pierwsza pierwsze pierwszego po_raz_pierwszy",
    "last": "ostatni ostatnia ostatnie ostateczn*",
    "up": "zwiększ* podnie* podnoś* wzrost* wzrośnie rosn* rośnie rozszerz* wzmoc* siln* więcej wyż* podwo* popraw* przyspiesz* przedłuż*",
    "down": "zmniejsz* obniż* redu* ogranicz* spad* słab* osłab* mniej niż* spowoln* skróc* ciąć cięci*",
    "for": "popier* popar* poparci* wspier* wspar* wsparci* zatwierdz* akcept* zgod* zgadz* przyj* pomo* pomag*",
    "against": "przeciw* odrzuc* odmów* odmaw* potęp* zaprzecz* krytyk* weto wyklucz* sprzeciw*",
    "begin": "rozpocz* zacz* otwor* otwar* uruchom* wznow* dołącz* przystąp* wprowadz* utworz* wyśl* wysł* dostarcz* kontynu* pozosta* utrzym* budow*",
    "end": "zatrzym* zakończ* kończ* zamkn* zawies* opu* wycof* odwoł* anul* zlikwid* porzuc* zamroz* zwoln* koniec",
    "win": "wygra* zwycię* sukces* pokona* osiągn*",
    "lose": "przegra* strac* straci* poraż* klęsk* niepowodz*",
    "allow": "pozwol* zezwol* dopuszcz* legaln* legaliz*",
    "forbid": "zakaz* zabron* blok* nielegaln* uniemożliw*",
    "good": "dobr* lepsz* najlep* bezpiecz* korzyst* pozytyw* stabiln* skuteczn* gotow* tani*",
    "bad": "zł* gorsz* najgor* niebezpiecz* szkodliw* negatyw* ryzyk* zagroż* niestabiln* drog* kryzys*",
    "before": "przed wcześniej uprzednio",
    "after": "po później następnie",
    "past": "wczoraj zeszł* ubiegł* był była było były",
    "future": "jutro następn* wkrótce przyszł* najbliższ*",
    "now": "dzisiaj dziś teraz obecn*",
    "same": "ten_sam niezmien* jednakow* równ*",
    "publicly": "publiczn* państwow*",
    "privately": "prywat*",
    "passive": "przez",
}

NUMBERS = {
    "zero": 0, "jeden": 1, "jedna": 1, "jednego": 1, "dwa": 2, "dwie": 2, "dwóch": 2, "trzy": 3, "trzech": 3, "cztery": 4, "czterech": 4, "pięć": 5, "pięciu": 5,
    "sześć": 6, "sześciu": 6, "siedem": 7, "siedmiu": 7, "osiem": 8, "ośmiu": 8, "dziewięć": 9, "dziewięciu": 9, "dziesięć": 10, "dziesięciu": 10, "jedenaście": 11,
    "dwanaście": 12, "trzynaście": 13, "czternaście": 14, "piętnaście": 15, "szesnaście": 16, "siedemnaście": 17, "osiemnaście": 18, "dziewiętnaście": 19,
    "dwadzieścia": 20, "trzydzieści": 30, "czterdzieści": 40, "pięćdziesiąt": 50, "sześćdziesiąt": 60, "siedemdziesiąt": 70, "osiemdziesiąt": 80,
    "dziewięćdziesiąt": 90, "tuzin": 12, "połowa": 0.5, "połowę": 0.5, "połowy": 0.5, "ćwierć": 0.25, "podwoić": 2,
}  # fmt: skip
SCALES = {
    "sto": 1e2, "stu": 1e2, "dwieście": 2e2, "trzysta": 3e2, "czterysta": 4e2, "pięćset": 5e2, "tysiąc": 1e3, "tysiące": 1e3, "tysięcy": 1e3, "tys": 1e3,
    "milion": 1e6, "miliony": 1e6, "milionów": 1e6, "mln": 1e6, "miliard": 1e9, "miliardy": 1e9, "miliardów": 1e9, "mld": 1e9, "bilion": 1e12, "biliony": 1e12, "bilionów": 1e12,
}  # fmt: skip
MONTHS = (
    "styczeń stycznia styczniu", "luty lutego lutym", "marzec marca marcu", "kwiecień kwietnia kwietniu", "maj maja maju", "czerwiec czerwca czerwcu",
    "lipiec lipca lipcu", "sierpień sierpnia sierpniu", "wrzesień września wrześniu", "październik października październiku", "listopad listopada listopadzie",
    "grudzień grudnia grudniu",
)  # fmt: skip
WEEKDAYS = (
    "poniedziałek poniedziałku",
    "wtorek wtorku",
    "środa środę środy",
    "czwartek czwartku",
    "piątek piątku",
    "sobota sobotę soboty",
    "niedziela niedzielę niedzieli",
)
UNITS = {
    "percent": "procent procenta procentów proc", "year": "rok roku lat lata roczn*", "decade": "dekad* dziesięciolec*", "month": "miesiąc miesiąca miesiące miesięcy", "week": "tydzień tygodnia tygodnie tygodni",
    "day": "dzień dnia dni", "hour": "godzina godziny godzin", "minute": "minuta minuty minut", "euro": "euro", "dollar": "dolar dolara dolary dolarów",
    "pound": "funt*", "km": "kilometr* km", "mile": "mila mile mil", "tonne": "tona tony ton", "degree": "stopni* stopień", "hryvnia": "hrywn*", "rouble": "rubl*",
    "zloty": "złoty złote złotych zł pln", "megawatt": "megawat* mw", "gigawatt": "gigawat* gw", "point": "punkt*",
}  # fmt: skip
