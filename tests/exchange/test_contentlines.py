"""Lines of vCard and iCalendar: whatever a text says is read again as it was."""

from contentlines import unescaped, unfolded
from hypothesis import given
from hypothesis import strategies as st

from kcrm.exchange.contentlines import content_line, escaped

# Chinese, emoji of four octets, what is escaped, and whatever else there is
CHARACTERS = st.one_of(st.sampled_from("张伟，。\\,;:\n\t 😀👨‍👩‍👧é"), st.characters(exclude_categories=["Cs", "Cc"]))


@given(st.text(CHARACTERS, max_size=300))
def test_a_text_is_read_again_as_it_was(text):
    [(name, value)] = unfolded(content_line("NOTE", escaped(text)).encode())
    assert (name, unescaped(value)) == ("NOTE", text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_no_control_character_but_tab_and_line_end_is_written(text):
    value = escaped(text)
    assert not any(ord(each) < 32 and each != "\t" for each in value)
    assert "\x7f" not in value


def test_a_line_is_folded_after_75_octets_where_a_character_ends():
    # NOTE: and 23 characters of three octets make 74, so that one more has no room
    assert content_line("NOTE", "张" * 25) == "NOTE:" + "张" * 23 + "\r\n " + "张" * 2 + "\r\n"
    assert content_line("NOTE", "a" * 70) == "NOTE:" + "a" * 70 + "\r\n"
    # the space with which the second line begins counts
    assert content_line("NOTE", "a" * 145) == "NOTE:" + "a" * 70 + "\r\n " + "a" * 74 + "\r\n " + "a\r\n"


def test_what_parts_values_is_escaped_and_every_line_end_is_one():
    assert escaped("a\\b;c,d\r\ne\rf\ng\x00\x1bh") == "a\\\\b\\;c\\,d\\ne\\nf\\ngh"
