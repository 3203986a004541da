"""How many examples a costly law is tried with: an eighth of them each time, all of them under the profile `long` (`make long`)."""

from hypothesis import settings


def examples(count):
    """So many, of which an eighth each time."""
    return settings(max_examples=count if settings.get_current_profile_name() == "long" else max(1, count // 8), deadline=None)
