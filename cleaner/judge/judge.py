"""The judge: facts of each block, the model's scores, what stays, the headline, and a name for every cut."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise

from cleaner.document import Block, Document
from cleaner.judge.facts import LABEL, Hits, Rows
from cleaner.judge.genre import find_error, genre
from cleaner.judge.headline import find_headline, keep_standfirst, several_stories
from cleaner.judge.lines import measure_all, read_lines
from cleaner.judge.model import REPEATING, SCALE, Model, choose, cite, repeated_parts, weigh
from cleaner.judge.naming import name_cuts
from cleaner.judge.said_twice import cut_contents, cut_pull_quotes
from cleaner.judge.verdict import Case, Ruling, Verdict
from cleaner.recognise.forms import FORMS, forms_of
from cleaner.recognise.lexicon import lexicon
from cleaner.rules import Match, RuleBook
from cleaner.rules.site import Site
from cleaner.text.code import code_runs
from cleaner.text.pieces import Spelling, spell_in

_SENTENCE = 5
_LENIENT = 80
"""Words of the shortest sentence of a text that needs more against it where neither rule nor form knows it, and how much: a lost sentence
is worse than a line of furniture. On texts of 68 publishers that nobody looked at it costs 0.0001 to 0.0007 of word F1 and brings
0.0001 to 0.006 of recall."""
_TABLE = 11
"""Rows with as many cells, from above which on they are a text's table and stay: the model of text alone loses long ones. It changes nothing
on texts of 68 publishers."""
_ELSEWHERE = frozenset(LABEL[label] for label in ("advertisement", "player", "related", "social"))
_LINES_BETWEEN = 2
"""Labels of lines that interrupt an article, and how many of them may."""
_BETWEEN, _NEARLY = 3, 3 * SCALE // 4
"""Blocks of a page that stay between two that stay, and how much more the model may speak against them than against the least that stays:
neighbours say more of them than the trees know. On sites that the model had not seen word F1 rises by 0.0021 on either half (967 and 966
pages), most on listings (0.012), collections (0.011) and services (0.005), not on articles. By a factor of e it rises as much, with a
third more links of teasers."""
_LAST_WORDS = 3
_OPEN_ENDS = re.compile("[!?！？؟…]|[.][.]")
"""Words of the longest line that a story may end in, and what calls and labels have in place of a full stop. Of texts of sites that the model had
not seen it changes 68, of 27 sites: word F1 rises on 17 and falls on 10, by 0.0006 in the mean."""
_UNSURE = 0.6
_ASKED = ("article", "product")
_WITNESS = SCALE
"""Expected word F1 below which a page of these genres is put to another extractor, and what its word adds or takes: a factor of e.
On sites that the model had not seen 24 of 1,928 pages are asked about: word F1 rises on 14 and falls on 9, by 0.063 in the mean. The 48 of
which 0.6 to 0.75 is expected lose 0.022. Limit and settings were chosen on these pages, so the gain is not proven: what is, is that 68 publishers'
pages that nobody looked at score the same. Collections, listings, services and forum threads lose 0.008 to 0.054 by it."""
_UNNAMED = Ruling("other", "", 0.5, "")
"""What cuts a block before its cut is named."""
_CANNOT_OPEN = (",", ";", ")", "]", "’s ", "'s ")
"""What no paragraph begins with: the block goes on with the one above it."""
_GOES_ON = 3
"""Words of the least that goes on; a bracket by itself closes a line of code, or of a table."""
_LEARNED = ("model.page", "model.text")
"""The learned judges. What a page keeps is judged again as text: without one of them is without all."""


def judge(
    document: Document,
    book: RuleBook,
    language: str | None,
    host: str | None = None,
    witness: Callable[[], None] | None = None,
    site: Site | None = None,
    caution: int = 0,
) -> Verdict:
    """Labels every block of a document.

    Args:
        language: BCP 47 code, or None where it cannot be told: then the rules of all languages apply.
        host: host name of the document's URL, for rules that hold for one site.
        witness: for HTML: asks another extractor about the blocks (`cleaner.read.witness`); called where the judge is
            unsure.
        site: what other pages of its site have, if that was learned.
        caution: what is taken from the scores: above 0 less stays, below 0 more.
    """
    rows = document_rows(document, book, language, host, site)
    verdict = Verdict(document, language, [None] * len(document.blocks))
    case = Case(verdict, rows, measure_all(rows.pieces), lexicon(language))
    keep, told = _choose(case, witness, site, caution)
    kept = [index for index, stays in enumerate(keep) if stays]
    if prose := [index for index in kept if case.measures[index].prose] or kept:
        case.first, case.last = prose[0], prose[-1]
    if document.kind == "text":
        _keep_sentences(case, keep)
    else:
        _keep_between(case.scores, keep)
    for table in _tables(case):
        _keep_whole(keep, table, _TABLE if document.kind == "text" else len(keep))
    _keep_last_words(case, keep)
    _keep_code(case, keep)
    for index, form in enumerate(rows.forms):
        # Notes that lead back to their mark are the author's, although gold texts often leave them out.
        if not keep[index] and (FORMS[form] != "note" or rows.hits[index]):
            verdict.rulings[index] = _UNNAMED
    find_headline(case)
    keep_standfirst(case)
    name_cuts(case)
    cut_contents(case)
    if told != "forum":  # posts quote each other
        cut_pull_quotes(case)
    cite(case)
    _overrule(case)
    several_stories(case)
    _join_broken(case)
    verdict.genre = told = genre(case, told)
    find_error(case, book, host)
    if book.has_wishes:
        _spare(case, book, host, told)
    return verdict


def _choose(case: Case, witness: Callable[[], None] | None, site: Site | None, caution: int) -> tuple[list[bool], str]:
    """Which blocks stay: as the model says, the other pages of the site and, where these leave doubt, another extractor.

    Returns:
        Of each block whether it stays; and the genre.
    """
    document, words = case.verdict.document, [measure.words for measure in case.measures]
    scores, told = Model.load().score(document, case.rows)
    case.scores = [score - caution for score in scores] if caution else scores
    known = [index in case.rows.whole for index in range(len(words))]
    if site is not None and told not in REPEATING:
        case.scores, case.repeats = weigh(document, site, case.scores, case.measures, known)
    keep, expected = choose(case.scores, words, document.kind, known)
    if witness is not None and expected < _UNSURE and told in _ASKED:
        witness()
        case.scores = [score + _says_witness(block) for score, block in zip(case.scores, document.blocks)]
        keep, _ = choose(case.scores, words, document.kind, known)
    return keep, told


def _says_witness(block: Block) -> int:
    says = block.evidence.witness if block.evidence else None
    return 0 if says is None else _WITNESS if says else -_WITNESS


def _keep_whole(keep: list[bool], group: Sequence[int], many: int) -> None:
    """Keeps all blocks of a group if at least half of them stay, or if they are more than `many`.

    On sites that the model had not seen. Rows of tables in pages: 129 (16 sites) are kept rightly and 39 (15 sites) wrongly; in texts 209 (29)
    and 138 (26). Word F1 rises by 0.012 on the 36 pages (31 sites) that it changes, by 0.002 on 91 texts (51 sites). Code in pages: 176
    blocks (18 sites) rightly, 28 (10) wrongly; word F1 rises on 26 pages and falls on 9.
    """
    if len(group) > many or 2 * sum([keep[index] for index in group]) >= len(group):
        for index in group:
            keep[index] = True


def _tables(case: Case) -> list[list[int]]:
    """The rows of each table: of a page's tables of data, in a text lines below each other with as many cells."""
    document = case.verdict.document
    if document.kind == "html":
        tables: dict[int, list[int]] = {}
        for index, block in enumerate(document.blocks):
            if block.evidence and block.evidence.tag == "tr":
                tables.setdefault(block.evidence.container, []).append(index)
        return list(tables.values())
    cells = [text.count("\t") for text in case.rows.texts]
    return [list(run) for some, run in groupby(range(len(cells)), cells.__getitem__) if some]


def _keep_code(case: Case, keep: list[bool]) -> None:
    """Keeps all program code if half of it stays; else, in a text, each run of code of which a line stays.

    Otherwise single lines of code are cut (a bracket, a name with an @, a word of menus): on 42 of 75 sites that show code in an article.
    """
    blocks = case.verdict.document.blocks
    if case.verdict.document.kind == "html":
        runs = [
            range(i, i + 1) for i, block in enumerate(blocks) if block.evidence and "code" in block.evidence.regions
        ]
    else:
        runs = code_runs(case.texts, [block.breaks for block in blocks], [block.indent for block in blocks])
    _keep_whole(keep, [index for run in runs for index in run], len(blocks))
    case.code = {index for run in runs if any(keep[run.start : run.stop]) for index in run}
    for index in case.code:
        keep[index] = True


def _keep_sentences(case: Case, keep: list[bool]) -> None:
    """Keeps doubtful sentences of a text, and a sentence that follows a paragraph after a line or two that lead elsewhere ("Read more: ...")."""
    rows = case.rows
    # Whether the last line but those that lead elsewhere is a paragraph that stays; how many these are.
    above, since = False, 0
    for index, measure in enumerate(case.measures):
        known = rows.hits[index] or rows.edge_hits[index]
        if measure.stop and not known and not rows.forms[index]:
            doubted = measure.words >= _SENTENCE and case.scores[index] > -_LENIENT
            keep[index] = keep[index] or doubted or above and 1 <= since <= _LINES_BETWEEN
        since = since + 1 if known in _ELSEWHERE else 0
        above = above if since else keep[index] and measure.prose


def _keep_between(scores: Sequence[int], keep: list[bool]) -> None:
    """Keeps the few blocks of a page between two that stay, if all of them nearly would."""
    kept = [index for index, stays in enumerate(keep) if stays]
    least = min([scores[index] for index in kept], default=0) - _NEARLY
    for above, below in pairwise(kept):
        if 1 < below - above <= _BETWEEN + 1 and min(scores[above:below]) >= least:
            keep[above:below] = [True] * (below - above)


def _keep_last_words(case: Case, keep: list[bool]) -> None:
    """Keeps a line of few words with a full stop right below a sentence that stays: a story may end in "Yes.", and buttons have no stop.

    A line that a rule knows anywhere in a document, or that has a form, is not kept by this.
    """
    rows, blocks, measures = case.rows, case.verdict.document.blocks, case.measures
    for index in [index for index, measure in enumerate(measures) if measure.stop and measure.words <= _LAST_WORDS]:
        if not index or not keep[index - 1] or not measures[index - 1].stop:
            continue
        above, here, text = blocks[index - 1].evidence, blocks[index].evidence, case.texts[index]
        known = rows.hits[index] or rows.forms[index] or rows.boxes[index]
        beside = here is None or above is None or (above.tag, above.container) == (here.tag, here.container)
        if beside and not known and not _OPEN_ENDS.search(text) and any(map(str.isalpha, text)):
            keep[index] = True


def document_rows(
    document: Document, book: RuleBook, language: str | None, host: str | None = None, site: Site | None = None
) -> Rows:
    """What rules, names and forms say of a document's blocks; the arguments are those of `judge`."""
    texts = [block.text for block in document.blocks]
    hits, edge_hits = [0] * len(texts), [0] * len(texts)
    whole: Hits = {}
    inline: Hits = {}
    for index, match in book.match_lines(texts, language, host):
        if match.rule.inline:
            inline.setdefault(index, []).append(match)
        else:
            whole.setdefault(index, []).append(match)
            (hits if match.rule.zone == "any" else edge_hits)[index] = LABEL[match.rule.label]
    for matches in inline.values():
        matches.sort(key=lambda match: match.start)
    if site is not None and document.kind == "text":
        for index, parts in repeated_parts(site, texts).items():
            if index not in whole:
                inline.setdefault(index, parts)
    left = [_without(text, inline[index]) if index in inline else text for index, text in enumerate(texts)]
    pieces = read_lines(left)
    forms = forms_of(left, [words for piece in pieces for words in piece.words.tolist()], language)
    named = book.name_rules(language, host).match_all([block.evidence for block in document.blocks])
    boxes = [LABEL[match.rule.label] if match else 0 for match in named]
    breaks = [block.breaks for block in document.blocks]
    return Rows(left, breaks, hits, edge_hits, boxes, forms, pieces, whole, inline, named)


def _without(text: str, matches: Iterable[Match]) -> str:
    """The part of a line that is judged: what inline rules leave of it, or all of it where they leave nothing."""
    kept, done = [], 0
    for match in matches:
        kept.append(text[done : match.start])
        done = max(done, match.end)
    return "".join([*kept, text[done:]]).strip() or text


def _overrule(case: Case) -> None:
    """What rules decide themselves: parts of blocks that stay, and whatever a rule of the user's or of a site says.

    Rules that ship cut no part of a line of code.
    """
    document = case.verdict.document
    for index, matches in case.rows.whole.items():
        for match in matches:
            if match.rule.decides and case.free(index):
                case.verdict.rulings[index] = Ruling.by(match)
    for index, matches in case.rows.inline.items():
        block = document.blocks[index]
        # The offsets of a match hold in the text of its block, of which repairs may have changed some.
        spelling: Spelling | None = None
        for match in matches:
            if case.free(index) and (index not in case.code or match.rule.decides):
                spelling = spelling or spell_in(document, (block.start, block.end))
                case.verdict.cut_inline(index, *spelling.span(match.start, match.end), Ruling.by(match))


def _join_broken(case: Case) -> None:
    """Joins a kept block that begins with a comma or a closing mark to the kept block right above it.

    A stock ticker, a link or an inline widget stood between the two halves and was taken out with its line.
    """
    for index, text in enumerate(case.texts):
        if not text.startswith(_CANNOT_OPEN) or not index or case.measures[index].words < _GOES_ON:
            continue
        if case.free(index) and case.free(index - 1):
            case.verdict.goes_on.add(index)


def _spare(case: Case, book: RuleBook, host: str | None, told: str) -> None:
    """Takes back the cuts of lines that the user's packs keep, and those of rules and labels that the user switched off.

    All other cuts stay as they are. The genre is `told` where the document turns out to be no error page."""
    verdict = case.verdict
    kept = book.kept_lines(case.texts, verdict.language, host)

    def stays(index: int, ruling: Ruling) -> bool:
        rules = _LEARNED if ruling.rule in _LEARNED else (ruling.rule,)
        return index in kept or any(book.stays(ruling.label, rule, host) for rule in rules)

    for index, ruling in enumerate(verdict.rulings):
        if ruling is not None and stays(index, ruling):
            verdict.rulings[index], verdict.spared[index] = None, ruling
    starts = [block.start for block in verdict.document.blocks]
    verdict.inline = [cut for cut in verdict.inline if not stays(bisect_right(starts, cut[0]) - 1, cut[2])]
    if verdict.because is not None and book.stays("error", verdict.because[0], host):
        verdict.because, verdict.genre = None, told
    verdict.goes_on -= kept | {index + 1 for index in kept}
