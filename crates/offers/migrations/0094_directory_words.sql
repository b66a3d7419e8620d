-- The index of words carries the alphabet, so that a search goes along a word by name and stops at the end of its page.
CREATE TABLE directory_word (
    word {text} NOT NULL,
    name_key {int} NOT NULL,
    service_id {bytes} NOT NULL,
    PRIMARY KEY (word, name_key, service_id)
) {strict};
INSERT INTO directory_word (word, name_key, service_id)
    SELECT w.word, s.name_key, w.service_id FROM service_word w JOIN service s ON s.id = w.service_id
    ORDER BY w.word, s.name_key, w.service_id;
DROP TABLE service_word;
-- The whole list goes along the word that every entry has.
DROP INDEX service_name;
