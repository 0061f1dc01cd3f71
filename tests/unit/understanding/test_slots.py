"""Which lists, briefings, days and addresses an act is about, where it is known what is said."""

from datetime import date

import pytest

from mailservice.domain.lists import DeliveryMode
from mailservice.domain.wishes import (
    AskStatus,
    Cancel,
    Erase,
    Move,
    Pause,
    Register,
    Resume,
    SetDelivery,
    Subscribe,
    Unsubscribe,
    Wish,
)
from mailservice.understanding.acts import Act
from mailservice.understanding.scene import Letter
from mailservice.understanding.settle import pause_told, settle
from tests.unit.understanding.scenes import said, seen

TJ, PO, NK = "tjanstemannaforum", "politikerforum", "natverk-kompetens"
MONDAY, WEDNESDAY, AUTUMN = "2027-05-24", "2027-05-26", "2027-09-13"
MAY = (MONDAY, WEDNESDAY)
NEWS, BOTH = Letter("news", (PO,)), Letter("news", (TJ, PO))
REMINDER, INVITATION = Letter("reminder", (), (MONDAY,)), Letter("invitation", (), (MONDAY,))

NONE = Letter()
AT_AUTUMN = Letter("reminder", (), (AUTUMN,))
ANY = Letter("reminder", (), (MONDAY, WEDNESDAY))
THREE = Letter("", (), (MONDAY, WEDNESDAY, AUTUMN))

# What is said, the mail with the words that say it in « » (all of it where there are none), what is meant.
ROWS: list[tuple[Act, str, Wish | str, Letter]] = [
    (Act.REGISTER, "Anmäl mig till den 24 maj", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Jag kommer den 24 och 26 maj", Register((MONDAY, WEDNESDAY)), NONE),
    (Act.REGISTER, "Den 24 går inte men den 26 maj kommer jag", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Måndagen är jag på kurs men onsdagen kommer jag", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "I will attend the Monday one but Wednesday is hard", Register((MONDAY,)), ANY),
    (Act.REGISTER, "Jag kommer den 24 maj men jag kommer även den 26 maj", "which-briefing", NONE),
    (Act.REGISTER, "Jag är på kurs men kommer den 24 maj", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Då kan jag inte. «Jag tar det två dagar senare»", Register((WEDNESDAY,)), INVITATION),
    (Act.REGISTER, "Då kan jag inte. «Jag tar det dagen senare»", "no-such-day", INVITATION),
    (Act.REGISTER, "Då kan jag inte. «Jag tar det några dagar senare»", "which-briefing", INVITATION),
    (Act.REGISTER, "Då kan jag inte. «Jag tar ett senare»", Register((MONDAY,)), INVITATION),
    (Act.REGISTER, "Inte den 24 utan den 26 maj", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Inte mötet den 24 maj utan det den 26 maj «vill jag till»", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Ni har möten den 24 och 26 maj. «Anmäl mig»", "which-briefing", NONE),
    (Act.REGISTER, "Jag såg mötet den 24 maj. «Anmäl mig»", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Den 3 maj läste jag om den 24 maj. «Anmäl mig»", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Onsdag den 24 maj läste jag om. «Anmäl mig»", "date-and-weekday-differ", NONE),
    (Act.REGISTER, "Den 25 maj låter bra. «Anmäl mig»", "no-such-day", NONE),
    (Act.REGISTER, "Anmäl mig", "which-briefing", NONE),
    (Act.REGISTER, "På en onsdag alltså den 24 maj vill jag komma", "date-and-weekday-differ", NONE),
    (Act.REGISTER, "Klockan tio tar jag mötet den 24 maj", "date-and-time-differ", NONE),
    (Act.REGISTER, "Politikerforum den 24 maj", "date-and-topic-differ", NONE),
    (Act.REGISTER, "«Måndagen ska jag på». Onsdagen funkar inte", Register((MONDAY,)), ANY),
    (Act.REGISTER, "Onsdagen den 26 maj går inte. «Måndagen ska jag på»", Register((MONDAY,)), NONE),
    (Act.REGISTER, "En plats den 24 maj och på det två dagar senare", Register((MONDAY, WEDNESDAY)), NONE),
    (Act.REGISTER, "Ni har ett den 24 maj. «Jag tar det två dagar därefter»", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig till mötet två dagar efter tjänstemännens", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Sign me up for the one two days before politikerforum", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Jag tar onsdagen efter Tjänstemannaforum", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Jag tar mötet dagen efter Tjänstemannaforum", "no-such-day", NONE),
    (Act.REGISTER, "Jag tar mötet en vecka efter kompetensnätverkets", "which-briefing", NONE),
    (Act.REGISTER, "Anmäl mig efter tips från Tjänstemannaforum den 24 maj", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig till de två första genomgångarna", Register(MAY), NONE),
    (Act.REGISTER, "Sign me up for the first two briefings", Register(MAY), NONE),
    (Act.REGISTER, "Jag tar den andra", Register((WEDNESDAY,)), THREE),
    (Act.REGISTER, "Jag tar nummer ett och tre", Register((MONDAY, AUTUMN)), THREE),
    (Act.REGISTER, "Ettan och trean vill jag på", Register((MONDAY, AUTUMN)), THREE),
    (Act.REGISTER, "Jag vill gå på den sista", Register((AUTUMN,)), THREE),
    (Act.REGISTER, "Put me down for the last two", Register((WEDNESDAY, AUTUMN)), THREE),
    (Act.REGISTER, "Jag tar den tredje", "which-briefing", ANY),
    (Act.REGISTER, "Jag tar den tredje", Register((AUTUMN,)), THREE),
    (Act.REGISTER, "Jag tar den tredje juni", "no-such-day", THREE),
    (Act.REGISTER, "Jag kan för första gången", "which-briefing", THREE),
    (Act.CANCEL, "Avboka den första", Cancel((MONDAY,)), THREE),
    (Act.REGISTER, "Anmäl mig till den 24 maj och till mötet i juni", "no-such-briefing", NONE),
    (Act.REGISTER, "I want the one in September and the meeting in October", "no-such-briefing", NONE),
    (Act.REGISTER, "Jag missade mötet i april men kommer den 24 maj", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Jag börjar i juni men kommer den 24 maj", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig till den 24 maj och mötet i september", Register((MONDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Sätt upp mig på båda i maj och på den i september", Register((*MAY, AUTUMN)), NONE),
    (Act.REGISTER, "Jag vill på träffen både i maj och i september", "no-such-briefing", NONE),
    (Act.REGISTER, "I can come both in May and in September", "no-such-briefing", NONE),
    (Act.REGISTER, "Jag tar politikernas i maj och den i september", Register((WEDNESDAY, AUTUMN)), NONE),
    (Act.CANCEL, "Avboka mig från alla träffar i vår såväl som i höst", Cancel(("*",)), NONE),
    (Act.CANCEL, "Avboka alla träffar, i vår kommun är det val", Cancel(("*",)), NONE),
    (Act.CANCEL, "Alla träffar, vår som höst, får ni ta bort mig från", Cancel(("*",)), NONE),
    (Act.CANCEL, "Stryk mig från samtliga träffar, både före och efter sommaren", Cancel(("*",)), NONE),
    (Act.CANCEL, "Stryk mig från samtliga träffar efter sommaren", Cancel((AUTUMN,)), NONE),
    (Act.CANCEL, "Stryk mig från alla träffar innan, men efter sommaren", Cancel((AUTUMN,)), NONE),
    (Act.CANCEL, "Avboka allt, jag slutar på måndag", Cancel(("*",)), NONE),
    (Act.CANCEL, "Avboka mig från alla måndagar", Cancel((MONDAY, AUTUMN)), NONE),
    (Act.CANCEL, "Cancel every Monday briefing", Cancel((MONDAY, AUTUMN)), NONE),
    (Act.CANCEL, "Avboka den här och alla andra", Cancel(("*",)), REMINDER),
    (Act.CANCEL, "Cancel this and everything else", Cancel(("*",)), REMINDER),
    (Act.CANCEL, "Allt har kört ihop sig, avboka mig", Cancel((MONDAY,)), REMINDER),
    (Act.CANCEL, "Avboka den här, alla andra går jag på", Cancel((MONDAY,)), REMINDER),
    (Act.CANCEL, "Allt annat får vänta men den här måste jag avboka", Cancel((MONDAY,)), REMINDER),
    (Act.CANCEL, "Avboka alla möten utom det den 26 maj", Cancel((MONDAY, AUTUMN)), NONE),
    (Act.CANCEL, "Cancel every May briefing except the 24th", Cancel((WEDNESDAY,)), NONE),
    (Act.CANCEL, "Avboka alla utom de jag behöver", "which-briefing", NONE),
    (Act.CANCEL, "Avboka allt utom breven", "which-briefing", NONE),
    (Act.CANCEL, "Utom mig kommer alla, stryk mig den 24 maj", Cancel((MONDAY,)), NONE),
    (Act.CANCEL, "Ingen utom jag har anmält sig den 24 maj, avboka", Cancel((MONDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig till alla möten utom politikernas", Register((MONDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Den första krockar, den andra passar. «Skriv upp mig»", "which-briefing", THREE),
    (Act.REGISTER, "I can't make the Monday, so put me down for 26 May", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig till mötet i slutet av maj", "several-briefings", NONE),
    (Act.REGISTER, "Anmäl mig till mötet i höst", Register((AUTUMN,)), NONE),
    (Act.CANCEL, "Avboka mötet i maj", "which-briefing", NONE),
    (Act.REGISTER, "Anmäl mig till båda", "which-briefing", NONE),
    (Act.REGISTER, "Anmäl mig till den 24 maj eller den 26 maj", "which-briefing", NONE),
    (Act.CANCEL, "Jag kan inte den 24 maj eller den 26 maj", Cancel(MAY), NONE),
    (Act.CANCEL, "Stryk mig från höstens träff, men behåll platserna i maj", Cancel((AUTUMN,)), NONE),
    (Act.CANCEL, "Cancel both my bookings in May, September stands", Cancel(MAY), NONE),
    (Act.CANCEL, "Behåll platsen den 24 maj", Cancel((MONDAY,)), NONE),  # judged so, for all that
    (Act.CANCEL, "Jag är borta från och med den 17:e så stryk mig den 24 maj", Cancel((MONDAY,)), NONE),
    (Act.REGISTER, "Jag är ny sedan den 3 maj och vill till mötet den 26 maj", Register((WEDNESDAY,)), NONE),
    (Act.CANCEL, "Avboka mig från den 17 maj och den 24 maj", "no-such-day", NONE),
    (Act.CANCEL, "Jag har plats i september. «Den 13:e kan jag inte»", Cancel((AUTUMN,)), NONE),
    (Act.CANCEL, "Jag var borta i mars. «Den 13:e kan jag inte»", "no-such-day", NONE),
    (Act.REGISTER, "I stället för den 24 maj tar jag den 26 maj", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Sign me up for 26 May instead of the 24th", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "I stället den 26 maj, tack", Register((WEDNESDAY,)), NONE),
    (Act.CANCEL, "Jag har den 24 och 26 maj. «Den senare måste jag avboka»", Cancel((WEDNESDAY,)), NONE),
    (Act.CANCEL, "I have 24 May and 13 September. «Cancel the former»", Cancel((MONDAY,)), NONE),
    (Act.REGISTER, "Jag kan bara den första timmen", "which-briefing", THREE),
    (Act.REGISTER, "Skriv in mig på måndagarna", Register((MONDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Jag kan några dagar i maj", "several-briefings", NONE),
    (Act.REGISTER, "Jag tar den på en halvtimme", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, f"Jag tar den på {'1' * 5000} minuter", "which-briefing", NONE),
    (Act.REGISTER, "Put me down for the half hour", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Jag tar den i maj som är 45 minuter", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Jag kan vara med en halvtimme den 24 maj", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Jag vill vara med i tre dagar", "which-briefing", NONE),
    (Act.CANCEL, "Jag har den 24 maj och 13 september. «Den första går bort»", Cancel((MONDAY,)), NONE),
    (Act.REGISTER, "Jag kommer den 26 maj klockan 14 finsk tid", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "I will be there on 24 May at 8 am UK time", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Jag kommer den 26 maj klockan 14", "date-and-time-differ", NONE),
    (Act.REGISTER, "«Jag kommer den 26 maj klockan 14». Finsk tid", "date-and-time-differ", NONE),
    (Act.REGISTER, "En plats den 24 maj och på det några dagar senare", "which-briefing", NONE),
    (Act.REGISTER, "Båda den 24 maj", "which-briefing", NONE),
    (Act.REGISTER, "I maj går det som inte är på måndagen. «Anmäl mig»", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig", Register((MONDAY,)), INVITATION),
    (Act.REGISTER, "Anmäl mig till båda mötena i maj", Register((MONDAY, WEDNESDAY)), NONE),
    (Act.REGISTER, "Jag vill till genomgångarna 24 och 26 maj", Register((MONDAY, WEDNESDAY)), NONE),
    (Act.REGISTER, "26:an passar mig", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Den 13 blir det", Register((AUTUMN,)), Letter("invitation", (), (AUTUMN,))),
    (Act.REGISTER, "Den 13 blir det", "no-such-day", INVITATION),
    (Act.REGISTER, "Sätt mig på septemberträffen i stället, den 13:e", Register((AUTUMN,)), INVITATION),
    (Act.REGISTER, "Sätt mig på septemberträffen i stället, den 14:e", "no-such-day", INVITATION),
    (Act.REGISTER, "Back on 1 September. «A seat on the 13th of that month»", Register((AUTUMN,)), NONE),
    (Act.REGISTER, "The September one instead, Monday the 13th, please", Register((AUTUMN,)), NONE),
    (Act.REGISTER, "Sign me up for the 13th, and in September I start a new job", "no-such-day", NONE),
    (Act.CANCEL, "Avboka mig från mötet måndag den 13", "no-such-day", NONE),
    (Act.CANCEL, "Efter september har jag ny tjänst, men avboka mig den 13:e", "no-such-day", NONE),
    (Act.REGISTER, "Finns en stol den 26 maj? «I så fall tar jag den»", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "The one in the fall please", Register((AUTUMN,)), NONE),
    (Act.REGISTER, "May I come on 13 September", Register((AUTUMN,)), NONE),
    (Act.REGISTER, "Both May ones the Monday one and the Wednesday one", Register((MONDAY, WEDNESDAY)), NONE),
    (Act.REGISTER, "Både måndagsmötet i maj och det i september", Register((MONDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Både onsdagen och höstens möte", Register((WEDNESDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Anmäl mig till den 26 maj och till höstens möte", Register((WEDNESDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Jag kommer den 26 maj och i september", Register((WEDNESDAY, AUTUMN)), NONE),
    (Act.REGISTER, "Både i juli och i september", "no-such-briefing", NONE),
    (Act.REGISTER, "Anmäl mig till alla tre, de båda i maj och den i höst", Register((*MAY, AUTUMN)), NONE),
    (Act.REGISTER, "Anmäl mig till alla, både i juli och i september", "no-such-briefing", NONE),
    (Act.REGISTER, "Politikerforum på måndagen i maj", "no-such-briefing", NONE),
    (Act.REGISTER, "Boka den 13 september för i maj gifter jag mig", Register((AUTUMN,)), NONE),
    (Act.REGISTER, "Nästa genomgång för politiker", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Nästa genomgång för oss politiker", Register((WEDNESDAY,)), NONE),
    (Act.REGISTER, "Måndagens genomgång", Register((MONDAY,)), NONE),
    (Act.REGISTER, "Den andra måndagen kommer jag", "which-briefing", NONE),
    (Act.REGISTER, "Sätt upp mig på måndagen före Politikerforums möte", Register((MONDAY,)), NONE),
    (Act.CANCEL, "Ta bort mig från måndagens möte", Cancel((MONDAY,)), REMINDER),
    (Act.CANCEL, "«Lämnar återbud allt» är avlyst", Cancel((MONDAY,)), REMINDER),
    (Act.CANCEL, "Låt min plats den 24 maj falla", Cancel((MONDAY,)), NONE),
    (Act.CANCEL, "Stryk mig från alla möten", Cancel(("*",)), NONE),
    (Act.CANCEL, "Ta bort mig från mötena jag står på", Cancel(("*",)), NONE),
    (Act.CANCEL, "Avboka alla träffar både i maj och i september", Cancel(("*",)), NONE),
    (Act.CANCEL, "Avboka alla träffar i maj", Cancel(MAY), NONE),
    (Act.CANCEL, "Från och med idag är jag borta, stryk alla mina platser", Cancel(("*",)), NONE),
    (Act.CANCEL, "Stryk mig från alla möten och särskilt den 24 maj", Cancel((MONDAY,)), NONE),
    (Act.REGISTER, "Vecka 21 är er. «Räkna med mig både måndag och onsdag»", Register(MAY), NONE),
    (Act.REGISTER, "Vecka 20 är er. «Räkna med mig både måndag och onsdag»", "no-such-briefing", NONE),
    (Act.REGISTER, "Hej. «Räkna med mig både måndag och onsdag»", "no-such-briefing", NONE),
    (Act.REGISTER, "Ni har ett möte i maj, både dag och ämne är glömda. «Anmäl mig»", "which-briefing", NONE),
    (Act.REGISTER, "Båda mötena i maj låter bra. «Anmäl mig»", Register(MAY), NONE),
    (Act.UNSUBSCRIBE, "Ta bort mig från den där, tack", "which-object", NONE),
    (Act.UNSUBSCRIBE, "Förutom Politikerforum vill jag lämna alla listor", Unsubscribe((TJ,)), NONE),
    (Act.UNSUBSCRIBE, "Förutom allt annat alla listor", Unsubscribe(("*",)), NONE),
    (Act.UNSUBSCRIBE, "Både Tjänstemannaforum och förutom det Politikerforum", Unsubscribe((TJ, PO)), NONE),
    (Act.UNSUBSCRIBE, "Alla listor utom Politikerforum, den också", Unsubscribe((PO,)), NONE),
    (Act.UNSUBSCRIBE, "Bara Politikerforum ska bort, resten kan ni inte sluta med", Unsubscribe((PO,)), NONE),
    (Act.REGISTER, "Jag kommer hellre den 24 maj än den 26 maj", Register((MAY[0],)), NONE),
    (Act.REGISTER, "I'd rather come on 26 May than 24 May", Register((MAY[1],)), NONE),
    (Act.REGISTER, "Alla utom den 26 maj. «Anmäl mig»", "which-briefing", NONE),
    (Act.SUBSCRIBE, "Hellre Tjänstemannaforum än Politikerforum", Subscribe((TJ,)), NONE),
    (Act.SUBSCRIBE, "Info från båda forumen vore bra hit till mig på Politikerforum", Subscribe((PO,)), NONE),
    (Act.UNSUBSCRIBE, "Please take me off that one", "which-object", NONE),
    (Act.UNSUBSCRIBE, "Sluta skicka till den här adressen", Unsubscribe(("*",)), NONE),
    (Act.UNSUBSCRIBE, "Bara Tjänstemannaforum rör mig, sluta med Politikerforum", Unsubscribe((PO,)), NONE),
    (Act.UNSUBSCRIBE, "Sluta med Politikerforum, jag läser bara Tjänstemannaforum", Unsubscribe((PO,)), NONE),
    (Act.UNSUBSCRIBE, "Sluta skicka Politikerforum och Tjänstemannaforum", Unsubscribe((TJ, PO)), NONE),
    (Act.PAUSE, "«Pausa till måndagen efter midsommar». Rör inte den 24 maj", Pause(date(2027, 6, 28)), NONE),
    (Act.PAUSE, "«Skicka inget på ett tag». Platsen den 24 maj rör ni inte", "until-when", NONE),
    (Act.REGISTER, "Den 13 drar ni igång hösten. «Dit kommer jag»", "which-briefing", INVITATION),
    (Act.REGISTER, "Den 24 har ni möte. «Dit kommer jag»", Register((MONDAY,)), INVITATION),
    (Act.REGISTER, "Ni har möte. «Dit kommer jag»", Register((MONDAY,)), INVITATION),
    (Act.CANCEL, "«Avboka mig så försöker jag nästa gång»", Cancel((AUTUMN,)), AT_AUTUMN),
    (Act.CANCEL, "Stryk mig från nästa möte", Cancel((MONDAY,)), NONE),
    (Act.REGISTER, "Anmäl mig till höstens andra träff", "no-such-briefing", NONE),
    (Act.REGISTER, "Anmäl mig till höstens första träff", Register((AUTUMN,)), NONE),
    (Act.CANCEL, "I can't make it after all", Cancel((MONDAY,)), REMINDER),
    (Act.CANCEL, "Jag kan inte den 26 maj", Cancel((WEDNESDAY,)), NONE),
    (Act.SUBSCRIBE, "Jag vill ha breven", Subscribe((TJ, PO)), NONE),
    (Act.SUBSCRIBE, "Jag vill ha båda breven", Subscribe((TJ, PO)), NONE),
    (
        Act.SUBSCRIBE,
        "Vi gör mer om kompetens och jag vill ha både Tjänstemannaforum och Politikerforum",
        Subscribe((TJ, PO)),
        NONE,
    ),
    (
        Act.UNSUBSCRIBE,
        "Båda breven kommer men bara Tjänstemannaforum rör mig, sluta med Politikerforum",
        Unsubscribe((PO,)),
        NONE,
    ),
    (Act.SUBSCRIBE, "Jag vill ha breven om Politikerforum", Subscribe((PO,)), NONE),
    (Act.SUBSCRIBE, "Jag läste om Politikerforum. «Skicka breven»", Subscribe((PO,)), NONE),
    (Act.SUBSCRIBE, "Jag läste om kompetensnätverket. «Skriv in mig»", Subscribe((NK,)), NONE),
    (Act.SUBSCRIBE, "Jag arbetar med kompetensfrågor. «Skicka breven»", Subscribe((TJ, PO)), NONE),
    (Act.SUBSCRIBE, "Skicka dem till mig också", Subscribe((PO,)), NEWS),
    (Act.UNSUBSCRIBE, "Sluta skicka brev", Unsubscribe((PO,)), NEWS),
    (Act.UNSUBSCRIBE, "Sluta skicka brev", Unsubscribe(("*",)), BOTH),
    (Act.UNSUBSCRIBE, "Sluta skicka båda", Unsubscribe(("*",)), BOTH),
    (Act.UNSUBSCRIBE, "Ta bort mig från varenda lista", Unsubscribe(("*",)), NEWS),
    (Act.UNSUBSCRIBE, "Ta bort mig", "which-object", REMINDER),
    (Act.UNSUBSCRIBE, "Jag läser det för tjänstemän. «Det andra kan ni sluta med»", Unsubscribe((PO,)), NONE),
    (Act.UNSUBSCRIBE, "«Det andra kan ni sluta med»", Unsubscribe((TJ,)), NEWS),
    (Act.UNSUBSCRIBE, "«Det andra kan ni sluta med»", "which-object", NONE),
    (Act.UNSUBSCRIBE, "Inga utskick, varken det ena eller det andra", Unsubscribe((PO,)), NEWS),
    (Act.UNSUBSCRIBE, "Sluta skicka hit, på den andra sidan läses inget", Unsubscribe((PO,)), NEWS),
    (Act.UNSUBSCRIBE, "Ta bort mig från listan", Unsubscribe(("*",)), REMINDER),
    (Act.PAUSE, "Pausa breven till den 9 augusti", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "Pausa till den 23 augusti, nej, den 9 augusti", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "Pausa till söndag 9 augusti, nej, måndag 9 augusti", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "Until 9 August no mail please, I leave on 20 May", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "«Pausa breven» t.o.m. den 9 augusti", Pause(date(2027, 8, 10)), NONE),
    (Act.PAUSE, "Fra og med mandag den 9 august kan dere sende igjen", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "«Pausa breven» till och med vecka 31", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "«Pausa breven» till vecka 33", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "«Pausa breven» hela juli", Pause(date(2027, 8, 1)), NONE),
    (Act.PAUSE, "«Pausa breven» juli ut", Pause(date(2027, 8, 1)), NONE),
    (Act.PAUSE, "«Pausa breven» till augusti", Pause(date(2027, 8, 1)), NONE),
    (Act.PAUSE, "«Pausa breven» till sista augusti", Pause(date(2027, 9, 1)), NONE),
    (Act.PAUSE, "«Pausa breven» till nyår", Pause(date(2028, 1, 1)), NONE),
    (Act.PAUSE, "Pausa breven i tre veckor från den 1 juli", Pause(date(2027, 7, 22)), NONE),
    (Act.PAUSE, "«Pausa breven», jag är åter den 16 augusti", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "«Pausa breven». Från och med den 19 juli får de komma igen", Pause(date(2027, 7, 19)), NONE),
    (Act.PAUSE, "Pausa breven från den 1 juni", "until-when", NONE),
    (Act.PAUSE, "«Pausa breven» i två månader", Pause(date(2027, 7, 10)), NONE),
    (Act.PAUSE, "«Pausa breven» i 3 veckor", Pause(date(2027, 5, 31)), NONE),
    (Act.PAUSE, "«Pausa breven» en vecka", Pause(date(2027, 5, 17)), NONE),
    (Act.PAUSE, "Pausa breven om två veckor", Pause(date(2027, 5, 24)), NONE),
    (Act.PAUSE, "Pausa breven om exakt två veckor", Pause(date(2027, 5, 24)), NONE),
    (Act.PAUSE, "«Pausa breven», sista dagen är söndag 15 augusti", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Pausa breven till i höst", "until-when", NONE),
    (Act.PAUSE, "Pausa breven till måndagen den 20 augusti", "until-when", NONE),
    (Act.PAUSE, "Pausa breven till fredagen den 20 augusti", Pause(date(2027, 8, 20)), NONE),
    (Act.PAUSE, "Pausa breven i 2 omgångar", "until-when", NONE),
    (Act.PAUSE, "«Inga brev» t.o.m. den 8 augusti, från den 9:e igen", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "«Inget före den 1 juli, från och med den dagen läser jag»", Pause(date(2027, 7, 1)), NONE),
    (Act.PAUSE, "I hamn den 13 juni. «Inget till och med den dagen»", Pause(date(2027, 6, 14)), NONE),
    (Act.PAUSE, "Den 16 augusti sitter jag här igen, inget tills dess", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Den 1 juni åker jag, den 16 augusti är jag åter, pausa", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Först trodde jag åter 9 augusti men det blir 2 augusti", Pause(date(2027, 8, 2)), NONE),
    (Act.PAUSE, "Jag trodde ni hade slutat men pausa till den 2 augusti", Pause(date(2027, 8, 2)), NONE),
    (Act.PAUSE, "Off until 15 August. «Nothing until Monday the 16th»", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Pausa från den 20 juli till den 3:e", Pause(date(2027, 8, 3)), NONE),
    (Act.PAUSE, "Möte den 13 september. «Pausa till den 20»", Pause(date(2027, 5, 20)), NONE),
    (Act.PAUSE, "Pausa till den 1 februari nästa år", Pause(date(2028, 2, 1)), NONE),
    (Act.PAUSE, "Pausa till den 20 maj nästa vecka", Pause(date(2027, 5, 20)), NONE),
    (Act.PAUSE, "No mail until the end of August", Pause(date(2027, 9, 1)), NONE),
    (Act.PAUSE, "Pausa till slutet av vecka 32", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Pausa till mitten av augusti", "until-when", NONE),
    (Act.PAUSE, "Inget förrän efter den 15 augusti", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Sista semesterdagen är 1 augusti, sedan pausa inte mer", Pause(date(2027, 8, 2)), NONE),
    (Act.PAUSE, "Sista arbetsdagen är 14 maj, pausa till 1 juni", Pause(date(2027, 6, 1)), NONE),
    (Act.PAUSE, "Sista dagen innan är 2 juli och första efter är 2 augusti", Pause(date(2027, 8, 2)), NONE),
    (Act.PAUSE, "Sista dagen före ledigheten är 2 juli, pausa", "until-when", NONE),
    (Act.PAUSE, "«Inget» 5-25 juli", Pause(date(2027, 7, 26)), NONE),
    (Act.PAUSE, "«Inga brev» 1/7–15/8", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Pausa till 9 augusti men mötet den 13 september står", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "Pausa till den 13 september", Pause(date(2027, 9, 13)), NONE),
    (Act.PAUSE, "Pausa till någon gång i augusti", "until-when", NONE),
    (Act.PAUSE, "«Borta» v. 28-31", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "Borta veckorna 28 till 31", Pause(date(2027, 8, 9)), NONE),
    (Act.PAUSE, "Borta till vecka 28, 3 augusti ses vi", Pause(date(2027, 8, 3)), NONE),
    (Act.PAUSE, "«Borta» 1 juli – 15 augusti", Pause(date(2027, 8, 16)), NONE),
    (Act.PAUSE, "Borta 1 juli, 15 augusti åter", Pause(date(2027, 8, 15)), NONE),
    (Act.PAUSE, "«Pausa» – 15 augusti är jag åter", Pause(date(2027, 8, 15)), NONE),
    (Act.SUBSCRIBE, "Skriv upp mig på båda", "which-object", REMINDER),
    (Act.SUBSCRIBE, "Skicka båda breven till mig", Subscribe((TJ, PO)), REMINDER),
    (Act.MOVE, "«Byt min adress till» ny@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "Från och med nu x@b.example, «byt till den»", Move("x@b.example"), NONE),
    (Act.MOVE, "From now on x@b.example, «switch to it»", Move("x@b.example"), NONE),
    (Act.MOVE, "«From today please use» x@b.example", Move("x@b.example"), NONE),
    (Act.MOVE, "«Från i dag gäller» x@b.example", Move("x@b.example"), NONE),
    (Act.MOVE, "«Från 1 juni byter jag till» x@b.example", Move("x@b.example"), NONE),
    (Act.MOVE, "«From Monday use» x@b.example", Move("x@b.example"), NONE),
    (Act.MOVE, "«Please move me from this address» x@b.example", "which-address", NONE),
    (Act.MOVE, "«Byt adress från den från 2019» x@b.example", "which-address", NONE),
    (Act.MOVE, "Från den gamla x@b.example, «byt adress»", "which-address", NONE),
    (Act.MOVE, "«Byt från» gammal@b.example till Ny@b.example", Move("Ny@b.example"), NONE),
    (Act.MOVE, "Jag heter x@b.example och y@b.example. «Byt adress»", "which-address", NONE),
    (Act.MOVE, "x@b.example eller y@b.example, till ny@c.example. «Byt adress»", Move("ny@c.example"), NONE),
    (Act.MOVE, "Byt adress", "which-address", NONE),
    (Act.MOVE, "Ta bort bo@b.example och lägg till mig i stället", "which-address", NONE),
    (Act.MOVE, "Ta bort bo@b.example och lägg till ny@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«Skicka till» x@b.example nu. Nej förresten, ta ny@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«Use» x@b.example - sorry, force of habit - ny@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«Ny adress» ny@b.example. Förresten, kollega bo@c.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«Send to» ny@b.example. Sorry for this, colleague bo@c.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«Skicka till» ny@b.example. Nej, jag har inte kvar x@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«I'm moving»: take x@b.example off your list", "which-address", NONE),
    (Act.MOVE, "«Byt adress». Ta inte x@b.example längre", "which-address", NONE),
    (Act.MOVE, "«Byt adress». Ta ny@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "«Replace» the address I write from by ny@b.example", Move("ny@b.example"), NONE),
    (Act.MOVE, "Sluta skicka brev till ny@b.example", "which-address", NONE),
    (Act.RESUME, "Börja skicka igen måndag vecka 33", Pause(date(2027, 8, 16)), NONE),
    (Act.RESUME, "Häv pausen jag bad om i april", Resume(), NONE),
    (Act.RESUME, "Börja skicka igen före mötet den 24 maj", Resume(), NONE),
    (Act.REGISTER, "Den första ni har efter sommaren", Register((AUTUMN,)), NONE),
    (Act.REGISTER, "I maj måndag Tjänstemannaforum och onsdag Politikerforum", Register(MAY), NONE),
    (Act.REGISTER, "I maj på måndagen och på onsdagen om Politikerforum", "no-such-briefing", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("act", "text", "wanted", "letter"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_one_act(act: Act, text: str, wanted: Wish | str, letter: Letter) -> None:
    words = text.partition("«")[2].partition("»")[0] or text
    scene = seen(text.replace("«", "").replace("»", ""), letter=letter)
    [meant] = settle(scene, [said(scene, act, words)])
    assert (meant.wish or meant.fault) == wanted


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        (
            "Slå ihop det till ett mejl i månaden",
            "Nej förresten, ett per vecka",
            [SetDelivery(DeliveryMode.WEEKLY)],
        ),
        ("Ett mejl i månaden", "Äsch då, ett per vecka", [SetDelivery(DeliveryMode.WEEKLY)]),
        (
            "Ett mejl i månaden",
            "Ett per vecka",
            [SetDelivery(DeliveryMode.MONTHLY), SetDelivery(DeliveryMode.WEEKLY)],
        ),
        (
            "Nej inget var dag, ett mejl i månaden",
            "Ett i månaden, nej inte fler",
            [SetDelivery(DeliveryMode.MONTHLY)] * 2,
        ),
    ],
)
def test_what_can_be_but_one_is_what_was_said_last_where_it_corrects(
    one: str, other: str, stands: list[Wish]
) -> None:
    scene = seen(f"{one}. {other}")
    second = Act.MONTHLY if "månaden" in other else Act.WEEKLY
    meant = settle(
        scene, [said(scene, Act.MONTHLY, one.replace(",", "")), said(scene, second, other.replace(",", ""))]
    )
    assert [m.wish for m in meant] == stands


def test_what_somebody_still_wants_beside_what_they_leave_is_not_begun() -> None:
    scene = seen("Stop the mails about Tjänstemannaforum. I would still like those about Politikerforum")
    heard = [
        said(scene, Act.UNSUBSCRIBE, "Stop the mails about Tjänstemannaforum"),
        said(scene, Act.SUBSCRIBE, "I would still like those about Politikerforum"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Unsubscribe((TJ,))]
    assert [m.wish for m in settle(scene, heard[1:])] == [Subscribe((PO,))]


@pytest.mark.parametrize(
    ("tells", "stands"),
    [
        ("Jag får breven från Politikerforum och Tjänstemannaforum", [Unsubscribe((PO,))]),
        ("Det dimper ner brev om Politikerforum och Tjänstemannaforum", [Unsubscribe((PO,))]),
        ("Politikerforum räcker", [Unsubscribe((PO,))]),
        ("Jag vill få Politikerforum och Tjänstemannaforum", [Subscribe((TJ, PO)), Unsubscribe((PO,))]),
        ("Prenumerera mig på Politikerforum", [Subscribe((PO,)), Unsubscribe((PO,))]),
        ("Jag får Tjänstemannaforum", [Subscribe((TJ,)), Unsubscribe((PO,))]),
        ("Får jag Politikerforum?", [Subscribe((PO,)), Unsubscribe((PO,))]),
    ],
)
def test_what_somebody_tells_of_what_comes_is_no_wish_beside_what_they_leave(
    tells: str, stands: list[Wish]
) -> None:
    scene = seen(f"{tells}. Sluta skicka Politikerforum")
    heard = [
        said(scene, Act.SUBSCRIBE, tells.replace("?", "")),
        said(scene, Act.UNSUBSCRIBE, "Sluta skicka Politikerforum"),
    ]
    assert [m.wish for m in settle(scene, heard)] == stands


def test_who_is_erased_leaves_every_list_with_that() -> None:
    scene = seen("Radera allt om mig. Stryk mig från listorna")
    heard = [
        said(scene, Act.ERASE, "Radera allt om mig"),
        said(scene, Act.UNSUBSCRIBE, "Stryk mig från listorna"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Erase()]


@pytest.mark.parametrize(("likely", "wishes"), [(1.0, [Register((AUTUMN,))]), (0.9, [])])
def test_a_briefing_clearly_asked_for_behind_a_no_is_not_among_what_is_declined(
    likely: float, wishes: list[Wish]
) -> None:
    scene = seen("I maj är jag borta så det får bli till hösten. Skriv upp mig den 13 september")
    heard = [
        said(scene, Act.DECLINE, "I maj är jag borta så det får bli till hösten"),
        said(scene, Act.REGISTER, "Skriv upp mig den 13 september", likely),
    ]
    assert [m.wish for m in settle(scene, heard)] == wishes


def test_a_wish_whose_words_name_nothing_is_told_by_the_one_that_is_filled() -> None:
    scene = seen("Jag är inte intresserad längre. Stryk mig från alla listor", letter=REMINDER)
    heard = [
        said(scene, Act.UNSUBSCRIBE, "Jag är inte intresserad längre", 0.9),
        said(scene, Act.UNSUBSCRIBE, "Stryk mig från alla listor"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Unsubscribe(("*",))]


def test_what_a_subject_asks_is_told_by_the_wish_below_it() -> None:
    scene = seen("Sluta skicka Politikerforum", subject="Vilka brev jag behöver")
    heard = [
        said(scene, Act.STATUS, "Vilka brev jag behöver"),
        said(scene, Act.UNSUBSCRIBE, "Sluta skicka Politikerforum"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Unsubscribe((PO,))]
    assert [m.wish for m in settle(scene, heard[:1])] == [AskStatus()]


def test_a_subject_names_both() -> None:
    scene = seen("Skicka dem", subject="Båda breven")
    [meant] = settle(scene, [said(scene, Act.SUBSCRIBE, "Skicka dem")])
    assert meant.wish == Subscribe((TJ, PO))


def test_a_no_to_that_day_sets_the_answered_briefing_aside() -> None:
    scene = seen("Den 24 maj kan jag inte. Anmäl mig till den i höst", letter=INVITATION)
    heard = [
        said(scene, Act.DECLINE, "Den 24 maj kan jag inte"),
        said(scene, Act.REGISTER, "Anmäl mig till den i höst"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Register((AUTUMN,))]


@pytest.mark.parametrize(
    ("text", "give", "take"),
    [
        ("Flytta mig från den 24 till den 26 maj", MONDAY, WEDNESDAY),
        ("Ge mig den 24 maj i stället för den 26 maj", WEDNESDAY, MONDAY),
    ],
)
def test_one_briefing_for_another(text: str, give: str, take: str) -> None:
    scene = seen(text)
    heard = [said(scene, Act.CANCEL, text), said(scene, Act.REGISTER, text)]
    assert [m.wish for m in settle(scene, heard)] == [Cancel((give,)), Register((take,))]


def test_an_exchange_is_heard_in_one_act() -> None:
    scene = seen("Flytta mig från den 24 till den 26 maj")
    [first, second] = settle(scene, [said(scene, Act.CANCEL, "Flytta mig från den 24 till den 26 maj")])
    assert (first.wish, second.wish) == (Cancel((MONDAY,)), Register((WEDNESDAY,)))


def test_one_list_for_another() -> None:
    text = "Byt ut Tjänstemannaforum mot Politikerforum"
    scene = seen(text)
    [first, second] = settle(scene, [said(scene, Act.UNSUBSCRIBE, text), said(scene, Act.SUBSCRIBE, text)])
    assert (first.wish, second.wish) == (Unsubscribe((TJ,)), Subscribe((PO,)))


@pytest.mark.parametrize(
    ("before", "text", "letter", "old", "new"),
    [
        ("Hej", "Ersätt Tjänstemannaforum med Politikerforum", NONE, TJ, PO),
        ("Mindre om tjänstemän", "Byt ut det mot Politikerforum", NONE, TJ, PO),
        ("Hej", "Byt ut den mot Tjänstemannaforum", NEWS, PO, TJ),
        ("Hej", "Byt ut den mot Politikerforum", NONE, PO, PO),  # which contradicts itself
    ],
)
def test_a_list_named_before_is_exchanged(before: str, text: str, letter: Letter, old: str, new: str) -> None:
    scene = seen(f"{before}. {text}", letter=letter)
    meant = settle(scene, [said(scene, Act.UNSUBSCRIBE, text), said(scene, Act.SUBSCRIBE, text)])
    assert [m.wish for m in meant] == [Unsubscribe((old,)), Subscribe((new,))]


@pytest.mark.parametrize(
    ("admits", "wishes"),
    [("Kan ni släppa in mig", 1), ("Kan ni släppa in mig på mötet", 2), ("Kan ni släppa in mig den 30", 2)],
)
def test_to_be_let_into_the_network_is_no_briefing(admits: str, wishes: int) -> None:
    scene = seen(f"Kompetensnätverket vill jag vara med i. {admits}")
    heard = [
        said(scene, Act.SUBSCRIBE, "Kompetensnätverket vill jag vara med i"),
        said(scene, Act.REGISTER, admits),
    ]
    assert len(settle(scene, heard)) == wishes


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("Byt ut det mot Politikerforum", [Unsubscribe((TJ,)), Subscribe((PO,))]),
        ("Flytta Politikerforum till soporna", [Unsubscribe((PO,))]),
    ],
)
def test_an_exchange_of_lists_is_heard_in_one_act(text: str, wishes: list[Wish]) -> None:
    scene = seen(f"Mindre om tjänstemän. {text}")
    meant = settle(scene, [said(scene, Act.UNSUBSCRIBE, text)])
    assert [m.wish for m in meant] == wishes


def test_what_is_joined_in_place_of_another_is_exchanged() -> None:
    text = "Jag ska ha Tjänstemannaforum i stället för Politikerforum"
    scene = seen(text)
    meant = settle(scene, [said(scene, Act.SUBSCRIBE, text)])
    assert [m.wish for m in meant] == [Unsubscribe((PO,)), Subscribe((TJ,))]


def test_no_exchange_of_one_thing() -> None:
    text = "Byt till den 26 maj"
    scene = seen(text)
    meant = settle(scene, [said(scene, Act.CANCEL, text), said(scene, Act.REGISTER, text)])
    assert {m.wish for m in meant} == {Cancel((WEDNESDAY,)), Register((WEDNESDAY,))}


@pytest.mark.parametrize(
    ("before", "text", "letter", "wishes"),
    [
        ("", "Byt min plats mot den i september", REMINDER, [Cancel((MONDAY,)), Register((AUTUMN,))]),
        (
            "Jag står på den 24 maj",
            "Byt det till den 26 maj",
            NONE,
            [Cancel((MONDAY,)), Register((WEDNESDAY,))],
        ),
        ("", "Swap my seat for one at the September briefing", NONE, [None]),
        ("", "Nämnden har bytt dag till den 26 maj så jag lämnar återbud", REMINDER, [Cancel((WEDNESDAY,))]),
        ("", "Ändra inte min plats den 26 maj", NONE, [Cancel((WEDNESDAY,))]),
    ],
)
def test_a_seat_is_exchanged_for_the_one_briefing_that_is_named(
    before: str, text: str, letter: Letter, wishes: list[Wish | None]
) -> None:
    scene = seen(f"{before}. {text}" if before else text, letter=letter)
    assert [m.wish for m in settle(scene, [said(scene, Act.CANCEL, text)])] == wishes


@pytest.mark.parametrize(
    ("leave", "keep", "wanted"),
    [
        ("Sluta skicka breven", "Politikerforum vill jag ha kvar", Unsubscribe((TJ,))),
        ("Ta bort mig från Politikerforum", "Politikerforum vill jag ha kvar", None),
        ("Ta bort mig från Tjänstemannaforum", "men jag stannar", Unsubscribe((TJ,))),
    ],
)
def test_what_is_kept_is_not_left(leave: str, keep: str, wanted: Wish | None) -> None:
    scene = seen(f"{leave}. {keep}")
    meant = settle(scene, [said(scene, Act.UNSUBSCRIBE, leave), said(scene, Act.KEEP, keep)])
    assert [m.wish for m in meant] == [wanted]


def test_what_is_taken_back_is_not_done() -> None:
    scene = seen("Nej förresten. Anmäl mig till den 24 maj. Nej, glöm det. Anmäl mig till den 26 maj")
    heard = [
        said(scene, Act.CORRECT, "Nej förresten"),
        said(scene, Act.REGISTER, "Anmäl mig till den 24 maj"),
        said(scene, Act.CORRECT, "Nej glöm det"),
        said(scene, Act.REGISTER, "Anmäl mig till den 26 maj"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Register((WEDNESDAY,))]


def test_a_wish_told_twice_is_one() -> None:
    scene = seen("Prenumerera. Jag vill ha Politikerforums brev")
    heard = [
        said(scene, Act.SUBSCRIBE, "Prenumerera"),
        said(scene, Act.SUBSCRIBE, "Jag vill ha Politikerforums brev"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Subscribe((PO,))]


def test_what_was_hardly_heard_beside_a_clear_wish_is_none() -> None:
    scene = seen("Jag vill ha Politikerforums brev. Det vore roligt")
    heard = [
        said(scene, Act.SUBSCRIBE, "Jag vill ha Politikerforums brev"),
        said(scene, Act.REGISTER, "Det vore roligt", 0.6),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Subscribe((PO,))]


def test_nobody_is_signed_up_for_a_day_that_they_decline() -> None:
    scene = seen("Den 24 och 26 maj ser bra ut. Den 24 maj kan jag inte")
    heard = [
        said(scene, Act.REGISTER, "Den 24 och 26 maj ser bra ut"),
        said(scene, Act.DECLINE, "Den 24 maj kan jag inte"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Register((WEDNESDAY,))]
    heard = [
        said(scene, Act.REGISTER, "Den 24 maj kan jag inte"),
        said(scene, Act.DECLINE, "Den 24 maj kan jag inte"),
    ]
    assert settle(scene, heard) == []


@pytest.mark.parametrize(
    ("cancel", "wanted"),
    [("Stryk mig den 24 och 26 maj", Cancel((WEDNESDAY,))), ("Stryk mig den 24 maj", None)],
)
def test_a_seat_that_is_kept_is_not_given_up(cancel: str, wanted: Wish | None) -> None:
    scene = seen(f"{cancel}. Den 24 maj kommer jag")
    heard = [said(scene, Act.CANCEL, cancel), said(scene, Act.KEEP, "Den 24 maj kommer jag")]
    assert [m.wish for m in settle(scene, heard)] == [wanted]


def test_a_list_named_with_another_act_is_not_meant() -> None:
    text = "Jag vill bara ha Politikerforums brev, ta bort mig från Tjänstemannaforum"
    scene = seen(text)
    [meant] = settle(scene, [said(scene, Act.UNSUBSCRIBE, text.replace(",", ""))])
    assert meant.wish == Unsubscribe((TJ,))


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Politikerforums brev läser jag men det till tjänstemännen kan ni sluta skicka mig", (TJ,)),
        ("Ta bort mig från Politikerforum och Tjänstemannaforum men bara till jul", (TJ, PO)),
        ("Ta bort mig från Politikerforum, men även från Tjänstemannaforum", (TJ, PO)),
    ],
)
def test_of_two_lists_what_stands_behind_but_is_left(text: str, lists: tuple[str, ...]) -> None:
    scene = seen(text)
    [meant] = settle(scene, [said(scene, Act.UNSUBSCRIBE, text)])
    assert meant.wish == Unsubscribe(lists)


def test_a_day_told_from_another_and_instead_takes_its_place() -> None:
    scene = seen("Skriv upp mig den 26 maj. Ta den två dagar tidigare i stället")
    heard = [
        said(scene, Act.REGISTER, "Skriv upp mig den 26 maj"),
        said(scene, Act.REGISTER, "Ta den två dagar tidigare i stället"),
    ]
    assert [m.wish for m in settle(scene, heard)] == [Register((MONDAY,))]


def test_news_again_beside_a_briefing_is_now() -> None:
    text = "Skicka igen och anmäl mig till den 13 september"
    scene = seen(text)
    heard = [said(scene, Act.RESUME, text), said(scene, Act.REGISTER, text)]
    assert [m.wish for m in settle(scene, heard)] == [Resume(), Register((AUTUMN,))]


def test_a_wish_told_twice_is_as_sure_as_the_surest() -> None:
    scene = seen("Det går att få breven om Politikerforum. Dem vill jag gärna ha")
    heard = [
        said(scene, Act.SUBSCRIBE, "Det går att få breven om Politikerforum", 0.7),
        said(scene, Act.SUBSCRIBE, "Dem vill jag gärna ha", 0.98),
    ]
    [meant] = settle(scene, heard)
    assert (meant.wish, meant.said.likely) == (Subscribe((PO,)), 0.98)


def test_the_end_of_a_pause_is_told_though_no_sentence_wishes_one() -> None:
    scene = seen("Jag är åter måndagen efter midsommar. Innan dess behöver det inte komma något.")
    assert pause_told(scene) == Pause(date(2027, 6, 28))
    assert pause_told(seen("Pausa breven till och med vecka 53.")) == Pause(date(2028, 1, 10))
    for none in (
        "Innan dess behöver det inte komma något.",
        "Jag går på semester den 5 juli.",
        "Pausa breven till måndag den 10 augusti. Semestern börjar den 5 juli.",
        "Skicka inget ett tag. Men jag kommer till den 24 maj.",
        "Gäller till och med 9999-12-31.",
    ):
        assert pause_told(seen(none)) is None, none
    assert pause_told(seen("")) is None
