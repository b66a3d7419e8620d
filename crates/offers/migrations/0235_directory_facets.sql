-- The index of the directory carries what most searches choose from (ages, level, cost, for whom) as bits beside each word, so that a
-- search that goes along one word sees them without looking anything up. Which bit is which: directory/words.rs, FACETS.
CREATE TABLE directory_found_by (
    word {text} NOT NULL,
    name_key {int} NOT NULL,
    service_id {bytes} NOT NULL,
    facets {int} NOT NULL,
    PRIMARY KEY (word, name_key, service_id, facets)
) {strict};
INSERT INTO directory_found_by (word, name_key, service_id, facets)
    SELECT w.word, w.name_key, w.service_id, f.facets FROM directory_word w JOIN (
        SELECT service_id, CAST(sum(CASE word
            WHEN 'any:' THEN 1 WHEN 'age:0-4' THEN 2 WHEN 'age:5-10' THEN 4 WHEN 'age:11-15' THEN 8
            WHEN 'age:16-17' THEN 16 WHEN 'age:18-25' THEN 32 WHEN 'age:26+' THEN 64 WHEN 'level:universal' THEN 128
            WHEN 'level:targeted' THEN 256 WHEN 'level:intensive' THEN 512 WHEN 'cost:free' THEN 1024 WHEN 'cost:fund' THEN 2048
            WHEN 'cost:some' THEN 4096 WHEN 'cost:full' THEN 8192 WHEN 'for:adopters' THEN 16384 WHEN 'for:guardians' THEN 32768
            WHEN 'for:children' THEN 65536 WHEN 'for:young-people' THEN 131072 WHEN 'for:adopted-adults' THEN 262144 WHEN 'for:birth-relatives' THEN 524288
            WHEN 'for:prospective' THEN 1048576 WHEN 'for:professionals' THEN 2097152
            ELSE 0 END) AS BIGINT) AS facets
        FROM directory_word GROUP BY service_id) f ON f.service_id = w.service_id
    ORDER BY w.word, w.name_key, w.service_id;
DROP TABLE directory_word;
