"""Users: who may log in and as what, which logins there are, and rights that one asks for and another grants.

What is logged of a user can be undone and tells no secret. Passwords, logins and their counters are outside the operations log: an undo
would bring back an old password, and its images would keep it. The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import flag_column, instant_column, one_of

_KEPT = "BEGIN SELECT RAISE(ABORT, 'the record of logins is append-only'); END"

SQL = f"""
-- role: the post whose rights the user has, which is its own: a file that changes somebody's post gives nobody rights.
CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id INTEGER NOT NULL UNIQUE REFERENCES staff (id),
    role TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'active' {one_of("state", "active", "disabled")}
) STRICT;

-- hash: scrypt's, with its salt and cost; NULL: nobody can log in yet. failed: wrong passwords in a row.
CREATE TABLE user_secret (
    id INTEGER PRIMARY KEY REFERENCES user (id),
    salt TEXT NOT NULL,
    cost INTEGER NOT NULL,
    hash TEXT NOT NULL,
    {flag_column("must_change")},
    {instant_column("changed_at", "NOT NULL")},
    failed INTEGER NOT NULL DEFAULT 0,
    {instant_column("locked_until")}
) STRICT;

-- user_id: NULL of a script's token, which is called name. token: its SHA-256. owner: of the file that holds it, by number, which says whose
-- login it is on that host.
CREATE TABLE login (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER REFERENCES user (id),
    name TEXT CHECK (name <> ''),
    token TEXT NOT NULL UNIQUE,
    {instant_column("since", "NOT NULL")},
    {instant_column("until")},
    host TEXT NOT NULL,
    owner TEXT NOT NULL,
    terminal TEXT NOT NULL,
    CHECK ((user_id IS NULL) = (name IS NOT NULL))
) STRICT;
CREATE INDEX login_of_user ON login (user_id);
CREATE TRIGGER login_is_kept_updated BEFORE UPDATE ON login {_KEPT};
CREATE TRIGGER login_is_kept_deleted BEFORE DELETE ON login {_KEPT};

-- What became of it: refused logins have none. result: ended by logout, a new password or a disabled user; or a wrong password.
CREATE TABLE login_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login_id INTEGER REFERENCES login (id),
    user_id INTEGER REFERENCES user (id),
    {instant_column("at", "NOT NULL")},
    result TEXT NOT NULL {one_of("result", "ended", "wrong", "locked")},
    host TEXT NOT NULL
) STRICT;
CREATE INDEX login_event_of_login ON login_event (login_id) WHERE login_id IS NOT NULL;
CREATE TRIGGER login_event_is_kept_updated BEFORE UPDATE ON login_event {_KEPT};
CREATE TRIGGER login_event_is_kept_deleted BEFORE DELETE ON login_event {_KEPT};

-- key: by which a login's file finds its database, wherever that lies. recovery: SHA-256 of the code in the safe, once there is a user.
CREATE TABLE access_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key TEXT NOT NULL,
    recovery TEXT
) STRICT;
INSERT INTO access_key (id, key) VALUES (1, lower(hex(randomblob(8))));

-- A log itself, which is no operation: an undo would grant again what was used up. A right that somebody asks for. permission, extent: what; subject: of whom, as C12, where it is for one use. until: a right that ends.
CREATE TABLE right_request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES user (id),
    permission TEXT NOT NULL,
    extent TEXT NOT NULL DEFAULT 'all' {one_of("extent", "own", "department", "all")},
    subject TEXT CHECK (subject <> ''),
    why TEXT NOT NULL CHECK (why <> ''),
    asked_by_id INTEGER NOT NULL REFERENCES staff (id),
    {instant_column("asked_at", "NOT NULL")},
    state TEXT NOT NULL DEFAULT 'asked' {one_of("state", "asked", "granted", "refused", "revoked", "used")},
    decided_by_id INTEGER REFERENCES staff (id),
    {instant_column("decided_at")},
    {instant_column("until")},
    decision TEXT CHECK (decision <> ''),
    CHECK (decided_by_id IS NULL OR decided_by_id <> asked_by_id),
    CHECK ((state = 'asked') = (decided_at IS NULL))
) STRICT;
CREATE INDEX right_request_of_user ON right_request (user_id);
"""
