"""A competing finder of locales that knows them by the numbers of one operating system (LCID)."""

from typing import Annotated

from fastapi import Query

from apis.hub.currency_formats import Code, LocaleName
from apis.hub.faults import ErrorPage
from apis.hub.locale_formats import Amount, Written, find_locale
from apis.hub.tool import NotFound, hub_tool
from apis.model import Value

tool = hub_tool(
    "regional-settings",
    title="Regional Settings",
    category="Finance",
    about="Regional settings for any language and country: find the locale by its name and format amounts for it.",
    licence="Proprietary",
)
LCIDS = {
    "ar_EG": 3073, "bg_BG": 1026, "bn_BD": 2117, "cs_CZ": 1029, "da_DK": 1030, "de_AT": 3079, "de_CH": 2055,
    "de_DE": 1031, "el_GR": 1032, "en_AU": 3081, "en_CA": 4105, "en_GB": 2057, "en_IN": 16393, "en_US": 1033,
    "en_ZA": 7177, "es_AR": 11274, "es_ES": 3082, "es_MX": 2058, "et_EE": 1061, "fa_IR": 1065, "fi_FI": 1035,
    "fr_BE": 2060, "fr_CA": 3084, "fr_CH": 4108, "fr_FR": 1036, "he_IL": 1037, "hi_IN": 1081, "hr_HR": 1050,
    "hu_HU": 1038, "id_ID": 1057, "is_IS": 1039, "it_CH": 2064, "it_IT": 1040, "ja_JP": 1041, "ko_KR": 1042,
    "lt_LT": 1063, "lv_LV": 1062, "nb_NO": 1044, "nl_BE": 2067, "nl_NL": 1043, "pl_PL": 1045, "pt_BR": 1046,
    "pt_PT": 2070, "ro_RO": 1048, "ru_RU": 1049, "sk_SK": 1051, "sl_SI": 1060, "sv_SE": 1053, "th_TH": 1054,
    "tr_TR": 1055, "uk_UA": 1058, "vi_VN": 1066, "zh_CN": 2052, "zh_TW": 1028,
}  # fmt: skip


class Setting(Value):
    locale: str
    name: str


class Settings(Value):
    locales: list[Setting]


@tool.get("/find")
def find_regional_setting(
    name: Annotated[str, Query(min_length=2, description="Language, country or both.", examples=["Swiss German"])],
) -> Settings:
    """Find the locale identifier for a language and country, such as Swiss German or Brazilian Portuguese."""
    found = [row for row in find_locale(name).locales if row.locale in LCIDS]
    if not found:
        raise NotFound(f"there are no regional settings for {name!r}")
    return Settings(locales=[Setting(locale=str(LCIDS[row.locale]), name=row.name) for row in found])


@tool.get("/format")
def format_money(amount: Amount, code: Code, locale: LocaleName) -> Written:
    """Format an amount of money as it is usual in a language and country."""
    raise ErrorPage
