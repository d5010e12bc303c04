-- What people keep in their library. A converted model lies on the file server under object_key; an uploaded one in our own storage under its id.

CREATE TABLE models (
  id            UUID                     NOT NULL PRIMARY KEY,
  owner         VARCHAR(255)             NOT NULL,
  name          VARCHAR(100)             NOT NULL,
  source        VARCHAR(16)              NOT NULL,
  chip          VARCHAR(40)              NOT NULL,
  size_bytes    BIGINT                   NOT NULL,
  sha256        VARCHAR(64)              NOT NULL,
  object_key    VARCHAR(1024),
  conversion_id VARCHAR(36),
  created_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at    TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT models_conversion_unique UNIQUE (conversion_id)
);

CREATE INDEX models_by_owner ON models (owner, created_at, id);
