"""Messages to whom a filter chose, in words of their own, and who approved them.

The building blocks are those of m001.
"""

SQL = """
-- template: whose words its message takes, text: words of its own; neither, those of campaigns.
ALTER TABLE campaign_wave ADD COLUMN template TEXT CHECK (template <> '');
ALTER TABLE campaign_wave ADD COLUMN text TEXT CHECK (text <> '');
ALTER TABLE campaign_wave ADD COLUMN approved_by_id INTEGER REFERENCES staff (id);
"""
