"""The recipes name only what exists."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.planning.plan import OPENED_BY
from assistant.planning.recipes import plans
from assistant.turn import Act, Headline
from assistant.writing.phrases import phrases
from knowledge.playbook import playbook

BOOK = playbook()
KNOWN = {p.id for p in BOOK} | {p.rule for p in BOOK if p.rule} | {p.section for p in BOOK}


def test_that_every_headline_has_a_recipe():
    assert set(get_args(Headline)) <= set(plans().recipes)


@pytest.mark.parametrize("name", plans().recipes)
def test_that_a_recipe_names_passages_and_phrases_that_exist(name):
    recipe = plans().recipes[name]
    assert set(recipe.draw) | set(recipe.otherwise) <= KNOWN
    assert {passage for passages in recipe.by.values() for passage in passages} <= KNOWN
    said = {*recipe.say, *recipe.after, recipe.unfound} | ({recipe.ask} - {"guard", None})
    assert said <= set(phrases())


def test_that_reserved_rules_exist():
    assert set(plans().reserved) <= KNOWN
    assert set(plans().care) <= set(plans().reserved)


def test_that_what_opens_a_step_can_be_said():
    needed = {guard for number in (5, 6) for guard in BOOK.step(number).needs}
    assert set(OPENED_BY) <= needed


def test_that_every_act_has_words():
    from assistant.planning.plan import _ACTS

    assert set(get_args(Act)) == set(_ACTS)
