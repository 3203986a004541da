"""How much of what is costly is tried: an eighth of a law's examples each time, all of them under the profile `long` (`make long`)."""

from hypothesis import settings


def is_long():
    """Whether there is time for all of it."""
    return settings.get_current_profile_name() == "long"


def examples(count):
    """So many, of which an eighth each time."""
    return settings(max_examples=count if is_long() else max(1, count // 8), deadline=None)


def first(cases, count):
    """So many of the cases each time."""
    return list(cases) if is_long() else list(cases)[:count]
