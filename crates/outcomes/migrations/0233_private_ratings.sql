-- A rating that a young person keeps between themselves and their workers. No value: their parents see it, as every other.
ALTER TABLE rating ADD COLUMN kept_private {int};
