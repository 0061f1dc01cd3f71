"""Words about the waiting line of a briefing: "jag vill lämna kön", "take me off the waiting list".

What is asked to be left there is a place in line, never a mailing list, whatever "ta bort mig från …listan"
sounds like. Who only asks, or says no to leaving, says nothing here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from mailservice.understanding.acts import Act
from mailservice.understanding.said import Said
from mailservice.understanding.scene import Scene

_QUEUE = re.compile(
    r"\b(?:kön?|kölistan?|vänte?listan?|reservlistan?|som reserv"
    r"|queue|wait(?:ing)? ?list|(?:the|in|waiting) line)\b"
)
_LEAVE = re.compile(
    r"\b(?:lämnar?|hoppar? (?:av|ur)|kliv(?:a|er)? (?:av|ur)|går? (?:ur|ut ur)|dra(?:r)? mig ur"
    r"|(?:tar?|plockar?|stryk(?:a|er)?) (?:bort |ut )?mig|avanmäl(?:a|er)? mig|avsluta min plats"
    r"|ge(?:r)? (?:bort |upp |vidare )?min plats"
    r"|leave|quit|step out|(?:take|get) me (?:off|out)|remove me|drop me|delete me|give up my place)\b"
)
_STAY = re.compile(r"\b(?:stå|står|vara|vänta|väntar|ligga|finnas|stay|be|remain|stand|wait)\b")
_WAITS_NO_MORE = re.compile(
    r"(?:hej )?jag(?: vill| orkar| tänker| kan)? inte (?:längre )?vänta(?: längre| mer)?(?: tack)?"
    r"|(?:hello |hi )?i (?:no longer|don't|do not) want to wait(?: any (?:longer|more)| anymore)?(?: please)?"
)
_LINES = r"(?:kön?|kölistan?|vänte?listan?|reservlistan?|queue|wait(?:ing)? ?list)"
_OTHERS = re.compile(
    r"\b(?:någon|nån|nästa|dem|andra|next|someone|somebody|anyone|others?|those)"
    rf"(?: annan| else| person| som står| som är)* (?:i|på|in|on)(?: the)? {_LINES}\b"
)  # whoever waits there, it is not the writer: "låt någon i kön få min plats"
_OUT_OF_IT = re.compile(
    rf"\b(?:från|ur|off|from|lämnar?|leave|quit|plats(?:en)? i)(?: \S+){{0,3}} {_LINES}\b"
)
_NOT = re.compile(r"\b(?:inte|ej|aldrig|not|never|no longer|don't|won't)\b")
_NO_ORDER = re.compile(
    r"\b(?:hur|när|varför|vad|vilken|vilket|(?:kan|får|ska) jag|om|ifall|kanske|funderar"
    r"|how|when|why|what|which|(?:can|may) i|if|whether|maybe|might|thinking)\b"
)
_ALSO = re.compile(
    r"\b(?:anmäl(?:er)? mig till|sätt upp|skriv upp|boka|prenumer\w+|i stället|istället"
    r"|sign me up|register|subscribe|add me|instead)\b"
)  # a sentence that wishes something else as well is the judge's


def hear_queue(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """What the judge heard, with sentences about the waiting line taken for what they are."""
    heard: list[Said] = []
    for number, sentence in enumerate(scene.sentences):
        own = [each for each in said if each.sentence == number]
        if leaves_queue(scene, number):
            leaving = Said(Act.CANCEL, 1.0, number, sentence.first, sentence.last)
            own = [leaving, *(each for each in own if each.act not in _MISHEARD)]
        elif _QUEUE.search(_text(scene, number)):
            own = [replace(each, act=Act.VAGUE) if each.act is Act.UNSUBSCRIBE else each for each in own]
        heard += own
    return heard


_MISHEARD = frozenset({Act.CANCEL, Act.UNSUBSCRIBE, Act.VAGUE, Act.KEEP, Act.DECLINE, Act.MAYBE, Act.PAST})


def leaves_queue(scene: Scene, number: int) -> bool:
    """Whether a sentence asks that its writer no longer waits for a seat."""
    text = _text(scene, number)
    if _NO_ORDER.search(text) or _ALSO.search(text):
        return False
    if _WAITS_NO_MORE.fullmatch(text):
        return True
    if not _QUEUE.search(text) or (_OTHERS.search(text) and not _OUT_OF_IT.search(text)):
        return False
    if _NOT.search(text):
        return _STAY.search(text) is not None and _LEAVE.search(text) is None
    return _LEAVE.search(text) is not None


def _text(scene: Scene, number: int) -> str:
    sentence = scene.sentences[number]
    return " ".join(word.low for word in scene.words[sentence.first : sentence.last + 1])
