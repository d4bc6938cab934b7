"""Countries, languages, currencies and states of the US: the codes that every literate person can look up.

Knows the ISO codes beside the English names, and in which form a parameter asks for them is for others to say. Sources:
ISO 3166-1, ISO 639, ISO 4217, USPS. Everything is a constant; `~` marks an adjective, which names a country only
where a country is asked for.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Realm = Literal["country", "language", "currency", "state"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with codes."""

    realm: Realm
    name: str
    codes: tuple[str, ...]
    """Two letters, then three, where both exist; a currency has one of three."""
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()


_COUNTRIES = """
AD AND Andorra; AE ARE United Arab Emirates|UAE|Emirates|Emirati~; AF AFG Afghanistan;
AG ATG Antigua & Barbuda|Antigua and Barbuda; AI AIA Anguilla; AL ALB Albania; AM ARM Armenia; AO AGO Angola;
AQ ATA Antarctica; AR ARG Argentina|Argentine~|Argentinian~; AS ASM American Samoa; AT AUT Austria|Austrian~;
AU AUS Australia|Australian~; AW ABW Aruba; AZ AZE Azerbaijan; BA BIH Bosnia & Herzegovina|Bosnia and Herzegovina;
BB BRB Barbados; BD BGD Bangladesh|Bangladeshi~; BE BEL Belgium|Belgian~; BF BFA Burkina Faso;
BG BGR Bulgaria|Bulgarian~; BH BHR Bahrain; BI BDI Burundi; BJ BEN Benin; BM BMU Bermuda;
BN BRN Brunei|Brunei Darussalam; BO BOL Bolivia; BR BRA Brazil|Brazilian~; BS BHS Bahamas; BT BTN Bhutan;
BW BWA Botswana; BY BLR Belarus; BZ BLZ Belize; CA CAN Canada|Canadian~;
CD COD Congo-Kinshasa|DR Congo|Democratic Republic of the Congo; CF CAF Central African Republic;
CG COG Congo-Brazzaville|Republic of the Congo|Congo; CH CHE Switzerland|Swiss~;
CI CIV Côte d’Ivoire|Cote d'Ivoire|Ivory Coast; CK COK Cook Islands; CL CHL Chile|Chilean~; CM CMR Cameroon;
CN CHN China|People's Republic of China|Chinese~; CO COL Colombia|Colombian~; CR CRI Costa Rica;
CU CUB Cuba|Cuban~; CV CPV Cape Verde|Cabo Verde; CW CUW Curaçao|Curacao; CY CYP Cyprus;
CZ CZE Czechia|Czech Republic|Czech~; DE DEU Germany|German~; DJ DJI Djibouti; DK DNK Denmark|Danish~;
DM DMA Dominica; DO DOM Dominican Republic; DZ DZA Algeria; EC ECU Ecuador; EE EST Estonia|Estonian~;
EG EGY Egypt|Egyptian~; ER ERI Eritrea; ES ESP Spain|Spanish~; ET ETH Ethiopia|Ethiopian~;
FI FIN Finland|Finnish~; FJ FJI Fiji; FK FLK Falkland Islands; FM FSM Micronesia; FO FRO Faroe Islands;
FR FRA France|French~; GA GAB Gabon; GB GBR United Kingdom|Britain|Great Britain|UK|U.K.|British~; GD GRD Grenada;
GE GEO Georgia; GF GUF French Guiana; GG GGY Guernsey; GH GHA Ghana; GI GIB Gibraltar; GL GRL Greenland;
GM GMB Gambia; GN GIN Guinea; GP GLP Guadeloupe; GQ GNQ Equatorial Guinea; GR GRC Greece|Greek~; GT GTM Guatemala;
GU GUM Guam; GW GNB Guinea-Bissau; GY GUY Guyana; HK HKG Hong Kong; HN HND Honduras; HR HRV Croatia|Croatian~;
HT HTI Haiti; HU HUN Hungary|Hungarian~; ID IDN Indonesia|Indonesian~; IE IRL Ireland|Irish~;
IL ISR Israel|Israeli~; IM IMN Isle of Man; IN IND India|Indian~; IQ IRQ Iraq|Iraqi~; IR IRN Iran|Iranian~;
IS ISL Iceland|Icelandic~; IT ITA Italy|Italian~; JE JEY Jersey; JM JAM Jamaica; JO JOR Jordan;
JP JPN Japan|Japanese~; KE KEN Kenya|Kenyan~; KG KGZ Kyrgyzstan; KH KHM Cambodia; KI KIR Kiribati; KM COM Comoros;
KN KNA St. Kitts & Nevis|St. Kitts and Nevis|Saint Kitts and Nevis; KP PRK North Korea;
KR KOR South Korea|Republic of Korea|Korea|South Korean~|Korean~; KW KWT Kuwait; KY CYM Cayman Islands;
KZ KAZ Kazakhstan; LA LAO Laos|Lao; LB LBN Lebanon; LC LCA St. Lucia|Saint Lucia; LI LIE Liechtenstein;
LK LKA Sri Lanka|Sri Lankan~; LR LBR Liberia; LS LSO Lesotho; LT LTU Lithuania|Lithuanian~;
LU LUX Luxembourg|Luxembourgish~; LV LVA Latvia|Latvian~; LY LBY Libya; MA MAR Morocco|Moroccan~; MC MCO Monaco;
MD MDA Moldova; ME MNE Montenegro; MG MDG Madagascar; MH MHL Marshall Islands; MK MKD North Macedonia|Macedonia;
ML MLI Mali; MM MMR Myanmar|Burma; MN MNG Mongolia; MO MAC Macao|Macau; MP MNP Northern Mariana Islands;
MQ MTQ Martinique; MR MRT Mauritania; MS MSR Montserrat; MT MLT Malta; MU MUS Mauritius; MV MDV Maldives;
MW MWI Malawi; MX MEX Mexico|Mexican~; MY MYS Malaysia|Malaysian~; MZ MOZ Mozambique; NA NAM Namibia;
NC NCL New Caledonia; NE NER Niger; NG NGA Nigeria|Nigerian~; NI NIC Nicaragua; NL NLD Netherlands|Holland|Dutch~;
NO NOR Norway|Norwegian~; NP NPL Nepal|Nepalese~|Nepali~; NR NRU Nauru; NZ NZL New Zealand|New Zealand~;
OM OMN Oman; PA PAN Panama; PE PER Peru|Peruvian~; PF PYF French Polynesia; PG PNG Papua New Guinea;
PH PHL Philippines|Philippine~|Filipino~; PK PAK Pakistan|Pakistani~; PL POL Poland|Polish~; PR PRI Puerto Rico;
PS PSE Palestinian Territories|Palestine; PT PRT Portugal|Portuguese~; PW PLW Palau; PY PRY Paraguay;
QA QAT Qatar; RE REU Réunion|Reunion; RO ROU Romania|Romanian~; RS SRB Serbia|Serbian~;
RU RUS Russia|Russian Federation|Russian~; RW RWA Rwanda; SA SAU Saudi Arabia|Saudi~; SB SLB Solomon Islands;
SC SYC Seychelles; SD SDN Sudan; SE SWE Sweden|Swedish~; SG SGP Singapore|Singaporean~;
SH SHN St. Helena|Saint Helena; SI SVN Slovenia|Slovenian~; SK SVK Slovakia|Slovakian~|Slovak~;
SL SLE Sierra Leone; SM SMR San Marino; SN SEN Senegal; SO SOM Somalia; SR SUR Suriname; SS SSD South Sudan;
ST STP São Tomé & Príncipe|Sao Tome & Principe|São Tomé and Príncipe; SV SLV El Salvador; SX SXM Sint Maarten;
SY SYR Syria|Syrian~; SZ SWZ Eswatini|Swaziland; TC TCA Turks & Caicos Islands|Turks and Caicos Islands;
TD TCD Chad; TG TGO Togo; TH THA Thailand|Thai~; TJ TJK Tajikistan; TL TLS Timor-Leste|East Timor;
TM TKM Turkmenistan; TN TUN Tunisia; TO TON Tonga; TR TUR Türkiye|Turkiye|Turkey|Turkish~;
TT TTO Trinidad & Tobago|Trinidad and Tobago; TV TUV Tuvalu; TW TWN Taiwan; TZ TZA Tanzania;
UA UKR Ukraine|Ukrainian~; UG UGA Uganda;
US USA United States|USA|U.S.|U.S.A.|United States of America|America|American~; UY URY Uruguay;
UZ UZB Uzbekistan; VA VAT Vatican City|Vatican;
VC VCT St. Vincent & Grenadines|St. Vincent and Grenadines|Saint Vincent and Grenadines; VE VEN Venezuela;
VG VGB British Virgin Islands; VI VIR U.S. Virgin Islands; VN VNM Vietnam|Viet Nam|Vietnamese~; VU VUT Vanuatu;
WS WSM Samoa; XK XKX Kosovo; YE YEM Yemen;
YT MYT Mayotte; ZA ZAF South Africa|South African~; ZM ZMB Zambia; ZW ZWE Zimbabwe
"""

_LANGUAGES = """
af afr Afrikaans; ar ara Arabic; az aze Azerbaijani; be bel Belarusian; bg bul Bulgarian; bn ben Bangla;
bs bos Bosnian; ca cat Catalan; cs ces Czech; cy cym Welsh; da dan Danish; de deu German; el ell Greek;
en eng English; eo epo Esperanto; es spa Spanish; et est Estonian; eu eus Basque; fa fas Persian|Farsi;
fi fin Finnish; fil fil Filipino|Tagalog; fr fra French; ga gle Irish; gl glg Galician; gu guj Gujarati;
he heb Hebrew; hi hin Hindi; hr hrv Croatian; hu hun Hungarian; hy hye Armenian; id ind Indonesian;
is isl Icelandic; it ita Italian; ja jpn Japanese; ka kat Georgian; kk kaz Kazakh; km khm Khmer; kn kan Kannada;
ko kor Korean; la lat Latin; lb ltz Luxembourgish; lo lao Lao; lt lit Lithuanian; lv lav Latvian; mi mri Māori;
mk mkd Macedonian; ml mal Malayalam; mn mon Mongolian; mr mar Marathi; ms msa Malay; mt mlt Maltese;
my mya Burmese|Burmese; nb nob Norwegian Bokmål|Bokmål; ne nep Nepali; nl nld Dutch;
nn nno Norwegian Nynorsk|Nynorsk; no nor Norwegian; pa pan Punjabi; pl pol Polish; ps pus Pashto;
pt por Portuguese; ro ron Romanian; ru rus Russian; sa san Sanskrit; si sin Sinhala; sk slk Slovak;
sl slv Slovenian; so som Somali; sq sqi Albanian; sr srp Serbian; sv swe Swedish; sw swa Swahili; ta tam Tamil;
te tel Telugu; th tha Thai; tr tur Turkish; uk ukr Ukrainian; ur urd Urdu; uz uzb Uzbek; vi vie Vietnamese;
xh xho Xhosa; yi yid Yiddish; yo yor Yoruba; zh zho Chinese|Mandarin|Mandarin Chinese; zu zul Zulu
"""

_CURRENCIES = """
USD US dollar|U.S. dollar|American dollar|dollar|buck|$; EUR euro|€;
GBP British pound|pound sterling|pound|sterling|£; JPY Japanese yen|yen|¥; CHF Swiss franc|franc;
AUD Australian dollar; CAD Canadian dollar; NZD New Zealand dollar; CNY Chinese yuan|yuan|renminbi;
HKD Hong Kong dollar; SGD Singapore dollar; SEK Swedish krona|krona|kronor; NOK Norwegian krone|krone|kroner;
DKK Danish krone; INR Indian rupee|rupee|₹; BRL Brazilian real|reais; MXN Mexican peso|peso;
ZAR South African rand|rand; KRW South Korean won|Korean won|won; TRY Turkish lira|lira;
RUB Russian ruble|ruble|rouble; PLN Polish zloty|zloty|złoty; CZK Czech koruna|koruna;
HUF Hungarian forint|forint; ILS Israeli shekel|shekel; THB Thai baht|baht; IDR Indonesian rupiah|rupiah;
MYR Malaysian ringgit|ringgit; PHP Philippine peso; AED UAE dirham|Emirati dirham|dirham; SAR Saudi riyal;
EGP Egyptian pound; KES Kenyan shilling|shilling; NGN Nigerian naira|naira; ARS Argentine peso; CLP Chilean peso;
COP Colombian peso; PEN Peruvian sol; VND Vietnamese dong|dong; UAH Ukrainian hryvnia|hryvnia; RON Romanian leu;
BGN Bulgarian lev; ISK Icelandic krona|Icelandic króna; PKR Pakistani rupee; BDT Bangladeshi taka|taka;
LKR Sri Lankan rupee; MAD Moroccan dirham; KWD Kuwaiti dinar; QAR Qatari riyal;
TWD Taiwan dollar|New Taiwan dollar; BTC bitcoin; ETH ether|ethereum
"""

_STATES = """
AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware;
DC District of Columbia; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS Kansas;
KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota; MS Mississippi;
MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico; NY New York;
NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania; RI Rhode Island;
SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; VT Vermont; VA Virginia; WA Washington;
WV West Virginia; WI Wisconsin; WY Wyoming
"""


def _read(realm: Realm, text: str, *, codes: int) -> list[Entry]:
    entries = []
    for line in text.strip().replace("\n", " ").split("; "):
        *marks, names = line.split(" ", codes)
        listed = [name.strip() for name in names.rstrip(";").split("|")]
        plain = tuple(name for name in listed if not name.endswith("~"))
        adjectives = tuple(name[:-1] for name in listed if name.endswith("~"))
        entries.append(Entry(realm, plain[0], tuple(marks), plain[1:], adjectives))
    return entries


ENTRIES = (
    *_read("country", _COUNTRIES, codes=2),
    *_read("language", _LANGUAGES, codes=2),
    *_read("currency", _CURRENCIES, codes=1),
    *_read("state", _STATES, codes=1),
)


def _by_name() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in ENTRIES:
        names = {entry.name, *entry.aliases, *entry.adjectives}
        if entry.realm == "currency":
            names |= {f"{name}s" for name in names if name[-1:].isalpha()}
        for name in names:
            for key in {name.lower(), name.lower().rstrip(".")}:
                found[key] = (*found.get(key, ()), entry)
    return found


NAMED = MappingProxyType(_by_name())
"""By lower-case name, alias or adjective."""
CODED = MappingProxyType({(entry.realm, code.lower()): entry for entry in ENTRIES for code in entry.codes})
"""By realm and lower-case code."""
