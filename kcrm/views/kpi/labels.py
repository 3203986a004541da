"""What people read for the words of KPIs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kcrm.i18n import N_, Language, _, use_language
from kcrm.kpis import KPIS
from kcrm.model import CallMatter, Cause, Kind, OrderType, Team
from kcrm.model.fleets import CreditGrade
from kcrm.model.prospects import LostReason, ProspectLevel, ProspectSource
from kcrm.model.vocabulary import Use
from kcrm.records.noun import Section
from kcrm.rules.kpi import Scope, ScopeKind, Status
from kcrm.views.labels import Labels, label_of
from kcrm.views.tones import Tone

_LANGUAGES: tuple[Language, ...] = ("en", "zh")

STATUS: Labels = MappingProxyType(
    {
        Status.MISSED: N_("target missed"),
        Status.MET: N_("target met"),
        Status.NO_TARGET: N_("no target"),
        Status.SMALL_SAMPLE: N_("small sample"),
        Status.NO_VALUE: N_("no value"),
        Status.CORRECTED: N_("corrected since"),
    }
)

STATUS_COLOURS: Mapping[str, str] = {Status.MISSED: Tone.BAD, Status.MET: Tone.GOOD, Status.CORRECTED: Tone.CAREFUL}

SCOPE: Labels = MappingProxyType(
    {
        ScopeKind.WHOLE: N_("whole store"),
        ScopeKind.TEAM: N_("team"),
        ScopeKind.PERSON: N_("person"),
        ScopeKind.KIND: N_("kind of call"),
        ScopeKind.CAUSE: N_("cause"),
        ScopeKind.DEPARTMENT: N_("department at fault"),
        ScopeKind.ASPECT: N_("aspect"),
        ScopeKind.SOURCE: N_("source"),
        ScopeKind.REASON: N_("loss reason"),
        ScopeKind.ITEM: N_("item of the plan"),
        ScopeKind.MATTER: N_("about"),
        ScopeKind.HOUR: N_("hour"),
        ScopeKind.RIVAL: N_("lost to"),
        ScopeKind.LEVEL: N_("level"),
        ScopeKind.PLATFORM: N_("platform"),
        ScopeKind.SECTION: N_("group of fields"),
        ScopeKind.GRADE: N_("credit grade"),
        ScopeKind.MODEL: N_("model"),
        ScopeKind.CLASS: N_("value class"),
        ScopeKind.USE: N_("use of vehicle"),
        ScopeKind.TYPE: N_("type of order"),
        ScopeKind.GROUP: N_("whole group"),
        ScopeKind.STORE: N_("store"),
        ScopeKind.REGION: N_("region"),
        ScopeKind.MONTH: N_("month"),
    }
)


_UNKNOWN: Mapping[str, str] = {
    ScopeKind.CAUSE: N_("cause not known yet"),
    ScopeKind.DEPARTMENT: N_("department not known yet"),
    ScopeKind.REASON: N_("no loss reason given"),
    ScopeKind.REGION: N_("no region given"),
    ScopeKind.GRADE: N_("not graded yet"),
    ScopeKind.TEAM: N_("no team"),
    ScopeKind.PERSON: N_("nobody named"),
    ScopeKind.MODEL: N_("model not known"),
    ScopeKind.CLASS: N_("not classified"),
    ScopeKind.USE: N_("use not known"),
    ScopeKind.SOURCE: N_("source not known"),
    ScopeKind.RIVAL: N_("rival not known"),
    ScopeKind.PLATFORM: N_("no platform"),
    ScopeKind.LEVEL: N_("no level"),
}


def key_meant(text: str) -> str:
    """The key of the KPI that has this name in either language, as tables show it: 返修率, "rework rate"; else the text as it is."""
    typed = text.strip().casefold()
    for tongue in _LANGUAGES:
        with use_language(tongue):
            for key, each in KPIS.items():
                if _(each.name).casefold() == typed:
                    return key
    return text


_KNOWN: Mapping[str, Callable[[str], str]] = {
    ScopeKind.TEAM: lambda key: label_of(Team(key)),
    ScopeKind.KIND: lambda key: label_of(Kind(key)),
    ScopeKind.CAUSE: lambda key: label_of(Cause(key)),
    ScopeKind.SOURCE: lambda key: label_of(ProspectSource(key)) if key in set(ProspectSource) else key,  # of customers it is in words
    ScopeKind.LEVEL: lambda key: label_of(ProspectLevel(key)),
    ScopeKind.REASON: lambda key: label_of(LostReason(key)) if key in set(LostReason) else key,  # of opportunities it is in words
    ScopeKind.SECTION: lambda key: label_of(Section(key)),
    ScopeKind.GRADE: lambda key: label_of(CreditGrade(key)),
    ScopeKind.CLASS: lambda key: _("class {letter}").format(letter=key),
    ScopeKind.USE: lambda key: label_of(Use(key)),
    ScopeKind.TYPE: lambda key: label_of(OrderType(key)),
    ScopeKind.ITEM: lambda key: _(KPIS[key].name),
    ScopeKind.MATTER: lambda key: label_of(CallMatter(key)),
    ScopeKind.HOUR: lambda key: f"{int(key):02}:00-{int(key):02}:59",
}


def scope_words(scope: Scope) -> str:
    """Of whom or what a value is, in the current language."""
    if scope.id is None:
        return _(_UNKNOWN.get(scope.kind, SCOPE[scope.kind]))
    if scope.kind in _KNOWN:
        return _KNOWN[scope.kind](scope.id)
    return scope.name or scope.id
