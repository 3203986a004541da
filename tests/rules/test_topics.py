"""What a note is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.policy import Policy
from kcrm.rules.topics import topics_in
from kcrm.topics import Topic

TOPICS = Policy.default().surveys.topics


@pytest.mark.parametrize(
    ("note", "topics"),
    [
        ("嫌贵，说外面修便宜", ("elsewhere",)),
        ("工时费太贵了，等了两小时", ("price", "waiting")),
        ("PRICE too high, long Queue", ("price", "waiting")),
        ("满意", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_the_words_of_a_note_propose_its_topics(note, topics):
    assert topics_in([note], TOPICS) == topics


def test_several_texts_are_looked_at_and_no_word_is_made_of_two():
    assert topics_in(["排队太久", "配件没货"], TOPICS) == ("waiting", "parts")
    assert topics_in(["太", "贵"], TOPICS) == ()


@given(st.lists(st.sampled_from(TOPICS), unique=True), st.text(max_size=20))
def test_a_topic_is_found_where_and_only_where_one_of_its_words_stands(topics, text):
    found = topics_in([text], topics)
    assert list(found) == [topic.name for topic in topics if topic.name in found]
    for topic in topics:
        assert (topic.name in found) == any(word in text.casefold() for word in topic.words)
        assert topics_in([text + topic.words[0]], [topic]) == (topic.name,)


def test_a_topic_is_written_with_its_words():
    assert Topic.parse("charging= 充电桩 /Charger") == Topic("charging", ("充电桩", "charger"), "charging= 充电桩 /Charger")


@pytest.mark.parametrize("text", ["price", "=贵", "price=", "price=贵//便宜", "a=b=c", "a,b=c", ""])
def test_what_has_no_name_or_no_words_is_no_topic(text):
    with pytest.raises(ValueError):
        Topic.parse(text)
