"""Which sentences wish under a condition, and which are only polite."""

import pytest

from mailservice.understanding.conditions import hangs, put_off
from mailservice.understanding.words import read_words
from tests.unit.understanding.corpus import lexicon


def depends(text: str) -> bool:
    return hangs(read_words(text, lexicon().vocabularies["sv"].tags_of))


@pytest.mark.parametrize(
    "text",
    [
        "Säger chefen ja kommer jag den 24 maj.",
        "Är jag inte omvald efter torsdagens möte, så stryk mig från Politikerforum.",
        "Blir mitt tåg inställt, så avbokar jag.",
        "Gör det det kan ni stryka mig, för då ser jag det på kvällen.",
        "Låter min man sig övertalas vill jag ha paus till den 1 september.",
        "Får jag ledigt kommer jag den 24.",
        "I så fall vill jag ha breven från båda forumen.",
        "Annars kommer jag.",
        "Om inte, får ni avboka mig.",
        "Måste tyvärr avboka, ifall snickaren kommer då.",
        "Ja tack, om ni ersätter arbetsförtjänsten!",
        "Om det blir fler än fyra brev, ändra till en gång i månaden.",
        "Jag kommer den 24, om tåget går.",
        "Om rektorn bara släpper mig kommer jag den 24.",
        "Med reservation för resepolicyn anmäler jag mig.",
        "Såvida hon inte står där, sätt upp mig på den 13 september.",
        "Should my boss agree, put me down for the 24th.",
        "I will come on the 24th provided my boss agrees.",
        "In that case sign me up.",
        "Kan jeg få byttet min vagt den 26. maj, så vil jeg gerne have en plads.",
        "Får jag loss en vikarie, så kommer jag den 24 maj.",
        "Innan jag vet om jag ska anmäla mig den 24 maj vill jag höra om det är öppet för stiftelser.",
        "Before I sign up for the 24th I need to know whether it is recorded.",
        "Avboka mig den 24 maj så länge det är på distans.",
        "Anmäl mig till den 24 maj, men bara om det är gratis.",
        "Flyttar ni mötet till eftermiddagen så anmäler jag mig direkt.",
        "If it's about funding, count me in.",
        "Om det handlar om bredband, räkna med mig.",
    ],
)
def test_what_we_cannot_see_fulfilled(text: str) -> None:
    assert depends(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anmäler mig till den 24 maj.",
        "Anmäler mitt intresse för breven, en gammal räv som mig räcker.",
        "Vill gärna vara med den 24, om det går bra.",
        "Sätt upp mig om ni har plats kvar.",
        "Tacksam ifall ni antecknar mig.",
        "Kan jag få bli borttagen från listan, tack.",
        "Kan jag få en plats, så att jag hör vad som sägs?",
        "Kommer gärna den 24 maj, jag är på plats.",
        "Tar det som en inbjudan, så jag kommer.",
        "Lämnar nämnden i juni, så ta bort mig.",
        "Går det bra så kommer jag.",
        "Jag kommer även om tåget är sent.",
        "Kommer det fler, så anmäler jag mig?",
        "Berätta mer om",
        "Jag vill ha breven om landsbygd.",
        "Om två veckor är jag tillbaka.",
        "If possible, sign me up for the 24th.",
        "If it's possible, sign me up for the 24th.",
        "Jag hänger på!",
        "Jag blir glad om ni avslutar min prenumeration på Politikerforum.",
        "Det vore bra om ni avbokar mig den 24 maj.",
        "Jag ber om ni avregistrerar mig från Politikerforum.",
        "Snällt om ni slutar skicka breven.",
        "Är det fortfarande plats vill jag gärna vara med den 24 maj.",
        "Om anmälan fortfarande är öppen vill jag vara med den 24 maj.",
        "Förutsatt att det finns platser kvar vill jag vara med den 24 maj.",
        "Jag måste tyvärr avboka den 24 maj, beroende på sjukdom i familjen.",
        "Thanks for the information provided, please remove me from the list.",
        "Annars är allt bra, men ta bort mig från Politikerforum.",
        "If not already done, please unsubscribe me.",
        "Om inte annat så anmäl mig till den 24 maj.",
        "Unless I'm mistaken, I am not signed up, so please sign me up.",
        "Avboka mig den 24 maj ifall jag är anmäld.",
        "Får jag vara med den 24 maj blir jag glad.",
        "Får jag välja tar jag ett brev i månaden.",
        "Är det möjligt att bli borttagen från listan vill jag det.",
        "Should have done this long ago, but please remove me from the list.",
        "Anmäl mig till den 24 maj, säg till om ni behöver mer uppgifter.",
        "Ja tack",
        "Gör det för hand åt mig, är ni snälla.",
        "Jag skulle gärna vilja ha breven ifall det inte är till omak.",
    ],
)
def test_politeness_and_other_words_are_no_condition(text: str) -> None:
    assert not depends(text)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Från och med nyår räcker månadsbrev.", True),
        ("Efter bokslutet vill jag ha varje brev för sig.", True),
        ("Vid årsskiftet lämnar jag Politikerforums lista.", True),
        ("From 1 June I would like one letter a month.", True),
        ("Nästa år vill jag ha breven.", True),
        ("Hej, från och med nyår vill jag ha ett brev i månaden.", True),
        ("Jag vill ha ett brev i månaden från och med nyår.", True),
        ("Erase all my data after the election.", True),
        ("Avsluta min prenumeration från och med den 1 oktober, då lämnar jag nämnden.", True),
        ("Avsluta min prenumeration från och med den 1 oktober, så blir det bra.", False),
        ("Jag lämnar nämnden från och med den 1 oktober, då kan ni ta bort mig.", False),
        ("Avsluta prenumerationen, för jag lämnar nämnden från och med den 1 oktober.", False),
        ("Jag lämnar nämnden från och med den 1 oktober, ta bort mig.", False),
        ("Från och med nu räcker månadsbrev.", False),
        ("Efter valet lämnade jag politiken, så ta bort mig från Politikerforum.", False),
        ("Efter år av trogen läsning vill jag lämna Politikerforum.", False),
        ("Next month I retire, please unsubscribe me.", False),
        ("Jag går i pension efter sommaren, så ta bort mig från och med nu.", False),
        ("Efter tolv år på listan lämnar jag den.", False),
        ("Efter moget övervägande vill jag lämna listan.", False),
        ("Jag går i pension i juni, så ta bort mig.", False),
        ("I fortsättningen räcker månadsbrev.", False),
    ],
)
def test_what_is_wished_for_later(text: str, later: bool) -> None:
    assert put_off(read_words(text, lexicon().vocabularies["sv"].tags_of)) is later
