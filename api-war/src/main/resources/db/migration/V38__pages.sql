-- The host name of an agent's own web pages: random, and nothing else's. Rows without one get theirs when a server starts, or when it is first needed.
-- Which of an agent's further pages may be opened, one name to a line.

ALTER TABLE agents ADD COLUMN page_name VARCHAR(26);
ALTER TABLE agents ADD COLUMN allow_pages VARCHAR(400) DEFAULT '' NOT NULL;
ALTER TABLE agents ADD CONSTRAINT agents_page_name_unique UNIQUE (page_name);
