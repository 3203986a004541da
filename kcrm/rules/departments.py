"""Who heads a department, whom a head answers for, to whom somebody answers (Customer-care department plan).

A department that nobody heads is looked after by whoever heads the one above it; one head may have several (一拖N). A head who does not
work here any more counts as none. Where a circle was stored in spite of `closes_circle`, each department of it is passed once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from kcrm.model.departments import Department


def upwards(name: str, departments: Mapping[str, Department]) -> Iterator[Department]:
    """The department of this name, then the one that it belongs to, up to the top; one that nobody declared stands alone."""
    passed: set[str] = set()
    found: Department | None = departments.get(name, Department(name))
    while found is not None and found.name not in passed:
        passed.add(found.name)
        yield found
        found = None if found.above is None else departments.get(found.above, Department(found.above))


def closes_circle(name: str, above: str, departments: Mapping[str, Department]) -> bool:
    """Whether a department that is put under that one would come to stand above itself."""
    return name == above or any(each.name == name for each in upwards(above, departments))


def with_below(names: Collection[str], departments: Iterable[Department]) -> frozenset[str]:
    """These departments and all that belong to them, at whatever depth."""
    under: dict[str, list[str]] = {}
    for each in departments:
        if each.above is not None:
            under.setdefault(each.above, []).append(each.name)
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += under.get(name, ())
    return frozenset(found)


def headed_by(head_id: int, departments: Collection[Department]) -> frozenset[str]:
    """The departments that somebody answers for: those they head, with all below; none of who heads none."""
    return with_below([each.name for each in departments if each.head_id == head_id], departments)


def own_department(head_id: int, departments: Collection[Department], staff: Mapping[int, str | None]) -> frozenset[int]:
    """The ids of those whom a head answers for: who is in a department of theirs or in one below, or heads one there. Never themselves.

    staff: of everybody the name of their department, None where it is not known.
    """
    theirs = headed_by(head_id, departments)
    heads = {each.head_id for each in departments if each.name in theirs}
    return frozenset(each for each, name in staff.items() if each != head_id and (name in theirs or each in heads))


def head_of(name: str, departments: Mapping[str, Department], here: Collection[int], by_post: Mapping[str, int]) -> int | None:
    """Who answers for a department: its head, else who has a head's post in it, else the same of the nearest above. None for nobody.

    here: who works here. by_post: by department who has a head's post there, the first of several.
    """
    return next(_heads([*upwards(name, departments)], here, by_post), None)


def superior_of(
    person_id: int, name: str, departments: Mapping[str, Department], here: Collection[int], by_post: Mapping[str, int]
) -> int | None:
    """To whom somebody answers in a department: who answers for it; whoever heads it themselves answers to the nearest head further up.

    name: of the department that they are in. None where nobody is above them. here, by_post: as of `head_of`.
    """
    way = list(upwards(name, departments))
    own = max((place for place, each in enumerate(way) if person_id in _heads([each], here, by_post)), default=-1)
    return next(_heads(way[own + 1 :], here, by_post), None)


def _heads(way: Iterable[Department], here: Collection[int], by_post: Mapping[str, int]) -> Iterator[int]:
    for each in way:
        head_id = each.head_id if each.head_id in here else by_post.get(each.name)
        if head_id is not None:
            yield head_id
