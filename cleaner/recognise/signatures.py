"""Who signs a Chinese text: "作者：张三", "本报记者 李四 王五", "（记者 赵六）". Nothing parts the words, so the forms do."""

from __future__ import annotations

import re

# The family names of nine in ten people, and those of two signs (the census' hundreds; simplified and traditional).
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧肖蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣"
    "蔡贾賈丁魏薛叶葉阎閻闫余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬"
    "贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时時舒耿牟"
    "卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊辜吉"
    "饶饒刁瞿戚丘古米池滕晋晉苑邬鄔臧畅暢宫宮来嵺苟全褚廉简簡娄婁盖蓋符奚木穆党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計喻揭窦竇迟遲宇敖糜鄢冷卓花仇"
    "艾蓝藍都巩鞏稽井練练仲伊宫宮母邝鄺常和随敬桑慕容尚"
)
_NAME = r"[一-鿿]{2,4}|[一-鿿](?:\s|　)[一-鿿](?![一-鿿])|[一-鿿]{2,6}[·•][一-鿿]{1,6}"
_ENDS = r"(?=$|[\s()（）\[\]【】|｜/／,，。；;:：、＿_\-—]|发自|發自|报道|报导|報道|報導|摄|攝)"
_WRITER = r"(?:本报|本報|本刊|本网|本站|特约|特約|实习|實習|首席|见习|見習|通讯|通訊)*(?:记者|記者|撰稿人?|撰文|作者|实习生|實習生|通讯员|通訊員|执笔人?|執筆人?)"
_SIGNED = re.compile(
    rf"(?P<word>{_WRITER}|(?<![一-鿿])文(?=\s?[:：/／]))(?P<mark>\s*[:：/／]\s*|\s*)(?P<names>(?:(?:{_NAME}){_ENDS}[ 　、,，]{{0,3}}){{1,6}})"
)
_ONE = re.compile(rf"(?:{_NAME}){_ENDS}")
_AT_END = re.compile(rf"[(（]\s*(?P<names>(?:(?:{_NAME}){_ENDS}[ 　、]{{0,3}}){{1,6}})(?:报道|報道|報導)?\s*[)）]\s*$")
_ACCOUNT = re.compile(r"作者\s*[:：]\s*([A-Za-z][\w.]{2,20})(?![\w.@])")
_LONGEST = 400


def signed_names(text: str, end: bool = False) -> list[str]:
    """The people who sign a line as its writers.

    Args:
        end: whether the text ends here, where names in brackets are its writers' without a word.

    >>> signed_names("本报记者 李建国 王小明 上海报道"), signed_names("据记者了解，")
    (['李建国', '王小明'], [])
    """
    text = text[:_LONGEST] if not end else text[-_LONGEST:]
    for match in _SIGNED.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end("names") :][:1]
        # Behind a colon, or alone in brackets, stands a name, also a pen name; elsewhere its family name has to tell it.
        sure = any(mark in match["mark"] for mark in ":：") or (before in ("（", "(") and after in ("）", ")"))
        if names := _names(match["names"] + after, sure):
            return names
    account = _ACCOUNT.search(text)
    if account:
        return [account[1]]
    bracket = _AT_END.search(text[-60:]) if end else None
    return _names(bracket["names"], False) if bracket else []


def _names(text: str, sure: bool) -> list[str]:
    """The names that a stretch begins with, the first one whatever it is where it is `sure` to be one."""
    names: list[str] = []
    for match in _ONE.finditer(text):
        name = "".join(match.group().split())
        if name[0] not in _SURNAMES and not (sure and not names):
            break
        names.append(name)
    return list(dict.fromkeys(names))
