"""One count of words, one end of a sentence and one definition of prose, in every script."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.judge.lines import HEAD, Lines, measure_all
from cleaner.languages.data import known_languages, load_language
from cleaner.recognise.dates import find_dates
from cleaner.recognise.lexicon import lexicon
from cleaner.text.fold import fold, fold_lines
from cleaner.text.scripts import SCRIPTS
from cleaner.text.words import content_words, count_words, ends_sentence, is_word_edge, words_of, words_of_lines

PARAGRAPHS = {
    "en": "The lock keeper opened the upper gate at dawn, and nine barges left the basin before the fog came back.",
    "tr": "Kapı bekçisi şafakta üst kapağı açtı ve sis geri dönmeden önce dokuz mavna havuzdan ayrıldı, diğerleri bekledi.",
    "ar": "فتح حارس الهويس البوابة العليا عند الفجر وغادرت تسعة قوارب الحوض قبل أن يعود الضباب إلى الميناء القديم.",
    "he": "שומר הסכר פתח את השער העליון עם שחר ותשע דוברות עזבו את האגן לפני שהערפל חזר אל הנמל הישן.",
    "hi": "पहरेदार ने भोर में ऊपरी फाटक खोला और कोहरा लौटने से पहले नौ नावें घाट से निकल गईं।",
    "ur": "چوکیدار نے صبح سویرے اوپر والا پھاٹک کھولا اور دھند لوٹنے سے پہلے نو کشتیاں گھاٹ سے نکل گئیں۔",
    "hy": "Պահակը լուսադեմին բացեց վերին դարպասը, և ինը նավակ լքեց ավազանը, նախքան մառախուղը կվերադառնար նավահանգիստ։",
    "am": "ጠባቂው ጎህ ሲቀድ የላይኛውን በር ከፈተ፣ ጭጋጉም ከመመለሱ በፊት ዘጠኝ ጀልባዎች ከወደቡ ወጡ፤ ሌሎቹ ግን ጠበቁ።",
    "zh": "守闸人在黎明时分打开了上游的闸门，在大雾再次笼罩河面之前，九艘驳船依次驶出了港池，其余的船留下来等待。",
    "ja": "水門の番人は夜明けに上流の門を開け、霧が戻ってくる前に九隻のはしけが船だまりを出て行ったと町の人は話している。",
    "ko": "수문지기는 새벽에 위쪽 문을 열었고 안개가 돌아오기 전에 아홉 척의 배가 선착장을 떠나 강을 따라 내려갔다.",
    "my": "ရေတံခါးစောင့်သည် အရုဏ်တက်ချိန်တွင် အထက်တံခါးကို ဖွင့်လိုက်ပြီး မြူမကျမီ လှေကိုးစင်း ထွက်ခွာသွားသည်။",
    "km": "អ្នកយាមទ្វារទឹកបានបើកទ្វារខាងលើនៅពេលព្រលឹម ហើយទូកប្រាំបួនបានចាកចេញពីអាងមុនពេលអ័ព្ទត្រឡប់មកវិញ។",
    "th": "คนเฝ้าประตูน้ำเปิดประตูบนตอนรุ่งสาง เรือเก้าลำออกจากท่าก่อนหมอกจะกลับมา ส่วนลำอื่นรออยู่ที่ท่าจนถึงเที่ยงวันเพราะคลื่นแรงและลมเปลี่ยนทิศ",
    "lo": "ຄົນເຝົ້າປະຕູນໍ້າໄດ້ເປີດປະຕູເທິງໃນຕອນເຊົ້າ ເຮືອເກົ້າລຳໄດ້ອອກຈາກທ່າກ່ອນໝອກຈະກັບມາ ສ່ວນລຳອື່ນໄດ້ລໍຖ້າຢູ່ທ່າຈົນເຖິງຕອນທ່ຽງຍ້ອນລົມແຮງ",
}  # fmt: skip


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_paragraph_is_prose_in_every_script(language: str) -> None:
    paragraph = PARAGRAPHS[language]
    (measure,) = measure_all([Lines([paragraph])])
    assert measure.prose
    assert 12 <= count_words(paragraph) <= 45
    assert not measure_all([Lines([paragraph[: len(paragraph) // 6]])])[0].prose


@given(st.text(st.sampled_from("ab Zéא가ก၁မမ ច。漢かナ々ー・9\n\u3000🙂𠀀٣ि"), max_size=HEAD - 1))
def test_one_count_of_words(text: str) -> None:
    assert Lines([text]).words.tolist() == [count_words(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  two\twords ", 2),
        ("港の門", 1),
        ("港の門が開く", 2),  # six signs
        ("AP通信は発表した", 3),  # seven signs, and a token that begins with none
        ("မြို့သစ်", 2),
        ("𠀀𠀁𠀂𠀃𠀄", 2),
        ("अब तक", 2),
    ],
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    "text",
    ["It ended.", "Ist es „aus?“", "« C'est fini. »", "« C'est fini.\u00a0»", "霧が晴れた。」", "（出发了！）", "ပြီးပြီ။", "ចប់ហើយ។", "ختم ہوا۔", "समाप्त।", "Վերջ։", "…so…"],
)  # fmt: skip
def test_ends_sentence(text: str) -> None:
    assert ends_sentence(text)
    (measure,) = measure_all([Lines([text])])
    assert (measure.stop, measure.sentences) == (True, 1)


@pytest.mark.parametrize(
    "text", ["", "A heading", "Listen:", "(a note)", "3.5", "「門」", "end.)x", "Read more... »", "Mer …›"]
)
def test_ends_no_sentence(text: str) -> None:
    assert not ends_sentence(text)
    assert not Lines([text]).stop[0]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("门开了。船走了。雾来了。", 3),
        ("「門が開いた。」と言った。", 2),
        ("တံခါးပွင့်သည်။လှေထွက်သည်။", 2),
        ("ประตูเปิดแล้ว เรือออกไป หมอกมา", 2),
        ("One. Two.", 2),
        ("v1.2 of it", 0),
        ("한 문장 그리고", 0),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    assert Lines([text]).sentences.tolist() == [sentences]


def test_every_month_of_every_language_is_found_in_print_and_in_capitals() -> None:
    for code in known_languages():
        words, data = lexicon(code), load_language(code)
        for number, names in enumerate(data.tables["months"] if data else (), 1):
            for name in names[:1]:
                for written in (name, name.capitalize(), name.upper()):
                    # Numbers are months in some languages: their dates have a form of their own.
                    found = find_dates(f"5 {written} 2021", words) if not name[0].isdigit() else []
                    assert name[0].isdigit() or [moment.iso() for moment in found] == [f"2021-{number:02}-05"], written


@pytest.mark.parametrize("text", ["5 Aralık 2021", "5 ARALIK 2021", "5 aralık 2021 Pazar"])
@pytest.mark.parametrize("code", ["tr", None])
def test_turkish_dates(text: str, code: str | None) -> None:
    assert [moment.iso() for moment in find_dates(text, lexicon(code))] == ["2021-12-05"]


def test_words_of_a_language_fold_to_themselves() -> None:
    for code in known_languages():
        data = load_language(code)
        assert data is not None
        for field in ("published", "byline", "function", "roles"):
            assert all(fold(phrase) == phrase for phrase in data.phrases[field])


def test_vowel_signs_are_parts_of_words() -> None:
    assert words_of("किताबें, बाज़ार!") == ("किताबें", "बाज़ार")
    assert words_of("Straße IN İzmir") == ("straße", "in", "izmir")
    assert content_words("बाज़ार में") == {"बाज़ार"[:5]}
    assert content_words("港の門") == {"港の", "の門"}
    assert not is_word_edge("बाज़ार", 2)


def test_scripts_do_not_overlap() -> None:
    letters = [code for script in SCRIPTS for first, last in script.letters for code in range(first, last + 1)]
    assert len(letters) == len(set(letters))


@given(st.lists(st.text(st.characters(max_codepoint=127), max_size=30), max_size=4))
def test_words_of_ascii_lines_are_those_of_any_line(lines: list[str]) -> None:
    assert [words_of(f"{line} é")[:-1] for line in lines] == [words_of(line) for line in lines]
    assert [tuple(line.split()) for line in words_of_lines(lines)] == list(map(words_of, lines))


@given(st.lists(st.text("aS'’.…– é\0", max_size=12), max_size=5))
def test_content_words_are_long_or_capitalised_and_pass_over_apostrophes_and_points(words: list[str]) -> None:
    text = " ".join(words)
    telling = [word for word in re.findall(r"\w+", re.sub("['’.]", "", text)) if len(word) > 3 or word[0].isupper()]
    assert content_words(text) == {fold(word)[:5].rstrip("s") for word in telling} - {""}


@given(st.lists(st.text("aB ’“é\0\xa0\xad", max_size=6), max_size=4))
def test_lines_fold_together_as_each_by_itself(lines: list[str]) -> None:
    assert fold_lines(lines) == list(map(fold, lines))
    assert [tuple(line.split()) for line in words_of_lines(lines)] == list(map(words_of, lines))
