"""Questions about how Chinese is read."""

from random import Random

from apis.hub.pinyin_reader import character_readings, characters, find_characters, read_pinyin, romanise_text
from eval.hubbench.drawing import Redraw, redrawn, worded
from eval.hubbench.facts import NumberFact, TextFact
from eval.hubbench.question import Maker, Question, Trap

PINYIN = "pinyin-reader/read-pinyin"
READINGS = "pinyin-reader/character-readings"
ROMANISE = "pinyin-reader/romanise-text"
ALIKE = "pinyin-reader/find-characters"
USED_UP = Trap("limited", "hanzi-converter/chinese-to-pinyin", PINYIN)
BROKEN = Trap("html", "hanzi-converter/pronounce-character", READINGS)
PHRASES = (
    "中国银行", "人民广场", "北京大学", "火车站", "图书馆", "电影院", "飞机场", "长江大桥", "天气预报", "新年快乐",
    "生日快乐", "绿茶", "面条", "出租汽车", "公共汽车", "电话号码", "办公室", "幼儿园", "体育馆", "博物馆", "邮政编码",
    "身份证", "信用卡", "自行车", "洗衣机", "电冰箱", "西红柿", "青海省", "云南省", "四川省", "黑龙江", "内蒙古",
    "颐和园", "紫禁城", "万里长城", "兵马俑", "唐诗三百首", "西游记", "红楼梦", "水浒传", "三国演义", "春节", "中秋节",
    "端午节", "元宵节", "清明节", "熊猫", "丝绸之路", "太极拳", "书法", "京剧", "围棋",
)  # fmt: skip
SYSTEMS = {
    "wade_giles": "Wade-Giles", "gwoyeu": "Gwoyeu Romatzyh", "bopomofo": "bopomofo (zhuyin)", "cyrillic": "Cyrillic",
}  # fmt: skip


@redrawn
def reading_of_a_phrase(rng: Random) -> Question:
    text = rng.choice(PHRASES)
    wordings = (
        'How is "{text}" written in pinyin with tone marks?',
        'What is the pinyin of "{text}", with tone marks?',
        'I saw the sign "{text}" in Shanghai. How is it pronounced, in pinyin with tones?',
        'Please give me the pinyin (with tone marks) for "{text}".',
        'Can you write "{text}" in pinyin with tone marks?',
    )
    fact = TextFact(value=read_pinyin(text).pinyin, aliases=(read_pinyin(text).pinyin.replace(" ", ""),))
    return Question(worded(rng, wordings, text=text), (PINYIN,), (fact,), (USED_UP,))


@redrawn
def tone_numbers(rng: Random) -> Question:
    text = "".join(rng.sample(PHRASES, 2))
    wordings = (
        'How is "{text}" written in pinyin with tone numbers?',
        'For a dictionary file I need "{text}" in pinyin with numbers for the tones.',
        'Please write "{text}" in pinyin, using tone numbers instead of marks.',
        'My keyboard has no tone marks: what is "{text}" in pinyin with tone numbers?',
        'Can you write "{text}" in pinyin with tone numbers?',
    )
    fact = TextFact(value=read_pinyin(text, "numbers").pinyin)
    return Question(worded(rng, wordings, text=text), (PINYIN,), (fact,), (USED_UP,))


@redrawn
def readings_of_a_character(rng: Random) -> Question:
    found = character_readings(rng.choice(rng.choice(PHRASES)))
    if len(found.readings) < 2:
        raise Redraw
    wordings = (
        "How many readings does the Chinese character {char} have, and what is its Unicode code point?",
        "The Chinese character {char} can be read in several ways. How many readings does it have, and what is its "
        "Unicode code point?",
        "I'm making flash cards. How many readings does the character {char} have, and what is its Unicode code point?",
        "Please count the pinyin readings of {char} and give me its Unicode code point.",
        "Can you tell me the number of readings and the Unicode code point of the Chinese character {char}?",
    )
    facts = (NumberFact(value=len(found.readings)), TextFact(value=found.code_point))
    text = f"{worded(rng, wordings, char=found.character)}"
    if not text[0].isascii():
        text = f"The character {text}"
    return Question(text, (READINGS,), facts, (BROKEN,))


@redrawn
def older_spelling(rng: Random) -> Question:
    text, system = rng.choice(PHRASES), rng.choice(("wade_giles", "gwoyeu", "bopomofo", "cyrillic"))
    found = romanise_text(text, system)  # type: ignore[arg-type]  # one of the systems
    if found.text == read_pinyin(text, "plain").pinyin:
        raise Redraw
    wordings = (
        'How is "{text}" transcribed in {system}?',
        'What is "{text}" in {system}?',
        'An old map uses {system}. How would it spell "{text}"?',
        'Please transcribe "{text}" in {system} rather than in pinyin.',
        'Can you transcribe "{text}" in {system}?',
    )
    fact = TextFact(value=found.text, aliases=(found.text.replace(" ", "-"), found.text.replace(" ", "")))
    return Question(worded(rng, wordings, text=text, system=SYSTEMS[system]), (ROMANISE,), (fact,))


@redrawn
def sound_alikes(rng: Random) -> Question:
    syllable = rng.choice([s for s, chars in characters().items() if 4 <= len(chars) <= 60])
    found = find_characters(syllable)
    wordings = (
        "How many Chinese characters are read {syllable}?",
        "Please count the Chinese characters that are pronounced {syllable}.",
        "I'm collecting homophones. How many Chinese characters have the reading {syllable}?",
        "Please find the Chinese characters that sound {syllable} and tell me how many there are.",
        "Can you tell me the number of Chinese characters with the pinyin {syllable}?",
    )
    fact = NumberFact(value=found.count)
    return Question(worded(rng, wordings, syllable=syllable), (ALIKE,), (fact,))


MAKERS: tuple[Maker, ...] = (
    reading_of_a_phrase,
    tone_numbers,
    readings_of_a_character,
    older_spelling,
    sound_alikes,
)
