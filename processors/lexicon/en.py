"""English words that carry polarity, commitment, extent, direction, time and number. ``*`` ends a stem, ``_`` parts words."""

FUNCTION = """a an the this that these those there here it its he him his she her they them their we us our you your i me my who
which what whose whom and or but so as than then of in on at by for from to into onto with about over under between through during
is are was were be been being am has have had having do does did doing s t re ve ll d m isn aren wasn weren don doesn didn hasn
haven hadn won wouldn couldn shouldn can will would shall should may might must could also just very too own same such other one
ones if when while because since until though although however therefore thus well now even still yet both each any some all
most more much many few less least not no nor never none said says say saying told tell tells added adds stressed stresses
noted notes according stated states underlined emphasised emphasized again reiterated repeated think believe know mean okay
really actually look going get got lot thing things way let make made makes making kind sort up out off down"""

IDLE = "a an the this these those that really actually also just again very well now then"
REPORTING = "said says say saying told tells added adds stressed stresses noted notes stated states underlined emphasised emphasized reiterated repeated according"
REPORTERS = "he she"

TAGS = {
    "not": "not no nor never none nobody nothing neither cannot can't won't don't doesn't didn't isn't aren't wasn't weren't "
    "hasn't haven't hadn't wouldn't couldn't shouldn't mustn't ain't without nowhere hardly barely no_longer",
    "certain": "will shall 'll going_to certain* definitely surely guarantee* pledg* promis* commit* vow* determined",
    "possible": "may might could perhaps maybe possib* conceivabl* potential* likely probabl* consider* weigh* mull* examin* "
    "unlikely explor*",
    "must": "must have_to has_to need need* oblig* duty require* imperative compel* necessar* essential crucial mandatory vital",
    "should": "should ought urg* recommend* suggest* propos* call_on calls_on called_on call_for calls_for called_for advis*",
    "wish": "want* hope* wish* would_like plan plans planned planning intend* aim aims aiming aspir* desire* seek* ambition*",
    "if": "if unless provided condition* whether would in_case as_long_as only_when only_after depend*",
    "all": "all every each everyone everybody everything entire* whole complet* full fully total* always unanimous* both "
    "across_the_board without_exception",
    "most": "most majority mostly mainly largely usually",
    "some": "some several certain_of part partly sometimes a_number_of many numerous individual selected partial*",
    "few": "few hardly_any handful rarely seldom minority little scarce*",
    "only": "only solely exclusive* alone merely nothing_but no_one_but nobody_but sole",
    "floor": "at_least minimum no_less_than not_less_than no_fewer_than or_more more_than over exceed* above upwards_of",
    "cap": "at_most maximum no_more_than not_more_than up_to less_than fewer_than under below cap ceiling or_less within",
    "about": "about around roughly approximately some_of nearly almost close_to an_estimated",
    "first": "first initial* earliest",
    "last": "last final* latest",
    "up": "increas* rais* rise rises rising rose grow* grew boost* expand* expansion more higher strengthen* strong* double* "
    "triple* doubling surge* climb* gain* improv* accelerat* widen* extend* growth stronger bigger larger faster hike* add adding "
    "up_by go_up goes_up lift lifting escalat* soar* jump*",
    "down": "decreas* cut cuts cutting reduc* lower* fall falls falling fell fallen drop drops dropped dropping shrink* shrank "
    "less fewer weak* halve* halving declin* slow* narrow* shorten* smaller slash* trim* down_by go_down goes_down scale_back "
    "scaled_back shed shedding slump* plung* ease eases easing",
    "for": "support* back backs backed backing favour* favor* approv* accept* agree* welcom* endors* embrac* applaud* prais* "
    "stand_with stand_by in_favour in_favor assist* help helps helped helping",
    "against": "oppos* reject* refus* against veto* condemn* deny denies denied denying disagree* criticis* criticiz* resist* "
    "rule_out rules_out ruled_out turn_down turned_down object* dismiss* decline_to declined_to withhold* rebuff*",
    "begin": "start* begin* began begun open opens opened opening launch* resum* join* enter* introduc* establish* creat* set_up "
    "reopen* kick_off deploy* send* sent deliver* keep* kept continu* remain* stay* maintain* adopt* build* hire* hiring",
    "end": "stop* end ends ended ending clos* shut* halt* suspend* leav* left withdraw* withdrew quit* cancel* scrap* abolish* "
    "abandon* terminat* paus* drop_out pull_out pulled_out expir* discontinu* phase_out repeal* dismantl* freez* frozen fire fired lay_off",
    "win": "win wins winning won succeed* success* prevail* victor* triumph* achiev* beat beats overcome",
    "lose": "lose loses losing lost fail* defeat* unsuccessful* miss_the missed",
    "allow": "allow* permit* legal* authoris* authoriz* let lets letting free_to entitle* licen* unblock* clear_the_way green_light",
    "forbid": "ban bans banned banning forbid* prohibit* block* illegal* outlaw* restrict* bar barred unlawful* prevent*",
    "good": "good better best safe* secure benefit* positive healthy stable effective reliable prepared ready cheap* easy easier",
    "bad": "bad worse worst danger* unsafe harm* negative risk* threat* unstable ineffective unreliable unprepared costly expensive "
    "crisis damag* difficult harder",
    "before": "before prior_to ahead_of earlier previously in_advance until",
    "after": "after following afterwards later subsequently once since",
    "past": "yesterday last_year last_month last_week ago previous past was were did had",
    "future": "tomorrow next_year next_month next_week soon upcoming coming future",
    "now": "today now currently at_present this_year this_week this_month",
    "same": "same unchanged equal* identical as_before stable steady",
    "publicly": "public* state-owned nationali*",
    "privately": "privat*",
    "passive": "by",
}

NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "dozen": 12, "half": 0.5, "quarter": 0.25, "third": 1 / 3, "thirds": 1 / 3, "fifth": 0.2, "fifths": 0.2, "quarters": 0.25, "twice": 2, "double": 2, "triple": 3,
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "thousand": 1e3, "thousands": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "m": 1e6, "mn": 1e6,
    "mln": 1e6, "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "trillions": 1e12, "tn": 1e12,
}  # fmt: skip
MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec",
)  # fmt: skip
WEEKDAYS = ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu", "friday fri", "saturday", "sunday")
UNITS = {
    "percent": "percent pct percentage", "year": "year years yr annual* yearly", "decade": "decade*", "month": "month months monthly",
    "week": "week weeks weekly", "day": "day days daily", "hour": "hour hours hourly", "minute": "minute minutes", "euro": "euro euros eur",
    "dollar": "dollar dollars usd bucks", "pound": "pound pounds gbp sterling", "km": "kilometre* kilometer* km", "mile": "mile miles",
    "tonne": "tonne tonnes ton tons", "degree": "degree degrees", "hryvnia": "hryvnia* uah", "rouble": "rouble* ruble* rub",
    "zloty": "zloty zlotys pln", "megawatt": "megawatt* mw", "gigawatt": "gigawatt* gw", "point": "point points",
}  # fmt: skip
