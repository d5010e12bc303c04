-- Until when a server that closes the tunnel has it to itself; others leave the row alone. NULL: nobody has it yet.
ALTER TABLE tunnel_closures ADD COLUMN lease_until TIMESTAMP WITH TIME ZONE;

-- The ids of the relays that have yet to confirm it, in order and separated by commas; empty while that is not known. Rows with the same ones
-- wait for the same relays. A server of the version before neither reads nor writes either.
ALTER TABLE tunnel_closures ADD COLUMN relays VARCHAR(4000) DEFAULT '' NOT NULL;
