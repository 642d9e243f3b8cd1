"""Words by which furniture gives itself away, as regular expressions, a phrase a line. Data, not code.

Only phrases that any outlet of the language might print; no name of an outlet.
"""

LABELS = r"""
advertisement
advertising
anzeige
werbung
publicité
publicidade
publicidad
реклама
comments?
kommentare?
tags?
share
teilen
related(?: (?:articles|stories|topics|content))?
read more
more on this
don['’]t miss
see also
most read
summary
topics?
loading\W*
sponsored
photos?
image
video
listen
print
save
follow
subscribe
sign up
newsletter
"""
"""Whole lines that are none of the text."""

POINTERS = r"""
read (?:more|also|next|the full)
see (?:also|more)
related
don['’]t miss
watch
listen
more(?: on this)?
also read
lesen sie (?:auch|mehr)
mehr zum thema
auch interessant
lire aussi
à lire(?: aussi)?
voir aussi
lea también
leia (?:também|mais)
leggi anche
читайте также
читайте також
читать также
czytaj (?:też|także)
läs (?:också|mer)
les også
lees ook
"""
"""What opens a pointer to another article, before a colon or a dash."""

REQUESTS = r"""
sign(?:ing)? up (?:for|to|here|now)
subscribe (?:to|now|here|today)
newsletters?\b
follow (?:us|him|her|me|them|\w+ on (?:twitter|x|facebook))
click here (?:to|for)
delivered (?:straight )?to your inbox
right in your inbox
get the (?:latest|day['’]s|best)
join (?:our|us|the conversation)
download (?:the|our) app
like us on
have a (?:news )?tip\?
email (?:us|him|her)\b
may be reached at
thanks for signing up
comment policy
sign in now
create an account
log in to
support our journalism
become a (?:member|subscriber)
donate (?:now|today)
melden sie sich
abonnieren sie
folgen sie uns
abonnez-vous
inscrivez-vous
suivez-nous
suscríbete
síguenos
assine
inscreva-se
iscriviti
подписывайтесь
підписуйтесь
подпишитесь
subskrybuj
zapisz się
"""
"""What a line asks for that is no part of an article, where nobody is quoted in it."""
