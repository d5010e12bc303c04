-- One more at each change of what people write about an agent. Who looks at a row now and then sees by it that something was changed and
-- changed back in between. A server of the version before leaves it as it is.

ALTER TABLE agents ADD COLUMN revision INTEGER DEFAULT 0 NOT NULL;
