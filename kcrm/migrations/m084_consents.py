"""Every consent given, refused or withdrawn, with how it was said: the columns of customers hold the one that counts.

What is known becomes the beginning of the record: its day where there is one, replies to messages as such, all else as said before.
The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_ORIGINS = ("paper", "counter", "phone", "reply", "wechat", "web", "staff", "file", "merge", "before")
_REFUSED_BY_REPLY = "(SELECT {what} FROM message_result WHERE customer_id = customer.id AND state = 'refused' ORDER BY id DESC LIMIT 1)"

SQL = f"""
-- given_on: NULL where the day is not known. told_on: when it was written down; NULL where that was before this table was.
CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL {one_of("kind", "call", "message", "contact")},
    answer TEXT NOT NULL {one_of("answer", "given", "refused", "withdrawn", "cleared")},
    {date_column("given_on")},
    {date_column("told_on")},
    origin TEXT NOT NULL {one_of("origin", *_ORIGINS)},
    text_version TEXT CHECK (text_version <> ''),
    taken_by_id INTEGER REFERENCES staff (id),
    note TEXT CHECK (note <> '')
) STRICT;
CREATE INDEX consent_of ON consent (customer_id);
CREATE INDEX consent_by_staff ON consent (taken_by_id) WHERE taken_by_id IS NOT NULL;

INSERT INTO consent (customer_id, kind, answer, origin)
SELECT id, 'contact', 'refused', 'before' FROM customer WHERE do_not_contact ORDER BY id;
INSERT INTO consent (customer_id, kind, answer, given_on, origin)
SELECT id, 'call', iif(call_consent, 'given', 'refused'), call_consent_on, 'before' FROM customer WHERE call_consent IS NOT NULL ORDER BY id;
INSERT INTO consent (customer_id, kind, answer, given_on, told_on, origin, note)
SELECT id, 'message', iif(message_consent, 'given', 'refused'), message_consent_on,
    iif(message_consent, NULL, {_REFUSED_BY_REPLY.format(what="told_on")}),
    iif(NOT message_consent AND EXISTS {_REFUSED_BY_REPLY.format(what="1")}, 'reply', 'before'),
    iif(message_consent, NULL, {_REFUSED_BY_REPLY.format(what="reason")})
FROM customer WHERE message_consent IS NOT NULL ORDER BY id;
"""
