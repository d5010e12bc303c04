-- Who people are for the services behind the gateway: a username of a token, or a subject of the Member Center, stands for one id that
-- never changes. Imported people have no subject until they sign in; docs/gateway.md says how to import.

CREATE TABLE users (
  id         UUID                     NOT NULL PRIMARY KEY,
  username   VARCHAR(255)             NOT NULL,
  subject    VARCHAR(255),
  created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT users_username_unique UNIQUE (username),
  CONSTRAINT users_subject_unique UNIQUE (subject)
);
