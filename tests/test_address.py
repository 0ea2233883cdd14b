"""Addresses of every kind: none raises, wherever one stands."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cleaner
from cleaner.text import address

BROKEN = ["http://[::1/x", "http://[tarn]/", "http://tarn℀holm.example/", "https://[", "//[x", "http://]/"]
PAGE = "<html><head><link rel=canonical href='{0}'><base href='{0}'></head><body><p>The ferry sails at six.</p><img src='{0}'>"


def test_examples() -> None:
    assert doctest.testmod(address).failed == 0


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from([*"[]:/@#?%.℀", "http:", "//", "a.b"])).map("".join)))
@example("http://[::1/x")
def test_none_raises(text: str) -> None:
    address.host(text)
    assert address.join(text, text) == address.join(text, text)
    assert address.join("https://tarnholm.example/a/", text) is not None


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_address_costs_no_document(broken: str) -> None:
    text = cleaner.clean("The ferry sails at six.", kind="text", url=broken)
    assert (text.text, text.url) == ("The ferry sails at six.", broken)
    page = cleaner.clean(PAGE.format(broken), kind="html", url="https://tarnholm.example/a")
    assert page.text == "The ferry sails at six."
    assert cleaner.clean(PAGE.format("b.jpg"), kind="html", url=broken).text == "The ferry sails at six."


def test_addresses_are_made_whole_by_the_page_s_own() -> None:
    assert address.join("https://tarnholm.example/a/b.html", "../k.jpg") == "https://tarnholm.example/k.jpg"
    assert address.join("https://tarnholm.example/", "http://[::1/x") == "http://[::1/x"
    assert address.join("https://tarnholm.example/", "k" * 20_000) == "k" * 20_000
