"""What notes are about: of calls and of questionnaires on paper, the topics of the policy, parted by commas; NULL for notes of before."""

SQL = """
ALTER TABLE call ADD COLUMN topics TEXT;
ALTER TABLE survey_form ADD COLUMN topics TEXT;
"""
