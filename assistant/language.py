"""Whether Steady can read the message at all. It reads English; it says so instead of misreading anything else."""

from __future__ import annotations

import re

_ENGLISH = frozenset(
    """
    i i'm im i've ive the a and to is it he she they him them her his my me you we of in on for with this that not
    but so do did does don't dont was were be been have has had what how why when where who should can could will
    would if just still about after before because from at ex am are no yes ok day days week weeks back love miss
    texted text he's hes she's shes it's its u ur pls please now want need
    """.split()
)
_FOREIGN = (
    frozenset(
        """
        que de la el los las un una por para con mi te se lo pero como si ya esta estoy muy porque quiero novio novia
        je tu il elle nous vous le les des du une est et pas mon ma mes avec pour dans sur qui suis moi ai m'a quitte
        ich du er sie wir ihr der die das und ist nicht ein eine mit mein meine mich dir mir zu auf auch hat habe
        eu voce você ele ela nao não meu minha com uma mais quero muito sinto ainda foi
        io lui lei non gli mio mia ma sono ho mi ha che perche di
        ik jij hij zij het een niet van met maar mijn wil heeft ben
        ve bir bu sen o beni seni ama ile icin
        ja ty ona nie ale jest moj moja bardzo
        """.split()
    )
    - _ENGLISH
)


def is_foreign(text: str) -> bool:
    """Whether normalised ``text`` is plainly in another language; a short or mixed message is not."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= 6 and sum(char > "\u024f" for char in letters) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)
    foreign = sum(word in _FOREIGN for word in words)
    english = sum(word in _ENGLISH for word in words)
    return len(words) >= 3 and foreign >= 2 and foreign > english * 1.5


def has_words(text: str) -> bool:
    """Whether there is anything to read: at least one letter or digit."""
    return any(char.isalnum() for char in text)
