/**
 * Where the examiner stands with each item, and the narrow row of each item that the evidence grid filters and sorts by: evidence rows carry kilobytes of
 * facts, and a hundred thousand of them cannot be read through for a list. Everything but review and domain follows from evidence and findings
 * and is written by store/item.ts. `fold` is the text function of store/database.ts.
 */
export const review = {
  version: 4,
  name: 'review state, item summaries and saved searches',
  sql: `
    CREATE TABLE evidence_folder (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE evidence_item (
      evidence_id INTEGER PRIMARY KEY REFERENCES evidence (id),
      folder_id INTEGER NOT NULL REFERENCES evidence_folder (id),
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      review TEXT NOT NULL DEFAULT 'unreviewed' CHECK (review IN ('unreviewed', 'in_review', 'traces_found', 'inconclusive', 'no_traces_found', 'verified')),
      domain TEXT NOT NULL DEFAULT 'unset' CHECK (domain IN ('unset', 'photo', 'document', 'face', 'scene_text')),
      score REAL,
      regions INTEGER,
      mask_share REAL,
      finding_id INTEGER REFERENCES finding (id),
      bytes INTEGER NOT NULL,
      pixels INTEGER,
      width INTEGER,
      height INTEGER,
      orientation INTEGER NOT NULL DEFAULT 1,
      format TEXT,
      extension_mismatch INTEGER NOT NULL DEFAULT 0,
      camera TEXT,
      taken_at TEXT,
      sha256 TEXT,
      -- Path, camera, SHA-256 and note, folded, for the text search.
      search TEXT NOT NULL
    ) STRICT;

    CREATE INDEX evidence_item_by_folder ON evidence_item (folder_id);
    CREATE INDEX evidence_item_by_content ON evidence_item (sha256);

    -- How many items have the same content.
    CREATE TABLE evidence_content (
      sha256 TEXT PRIMARY KEY,
      items INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE evidence_note (
      evidence_id INTEGER PRIMARY KEY REFERENCES evidence (id),
      note TEXT NOT NULL,
      author TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE saved_search (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      filter TEXT NOT NULL,
      sort TEXT NOT NULL,
      group_by_folder INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    -- A path without the characters behind its last slash is its folder with the slash.
    INSERT INTO evidence_folder (path)
      SELECT DISTINCT CASE WHEN length(folder) > 1 THEN substr(folder, 1, length(folder) - 1) ELSE folder END
      FROM (SELECT rtrim(path, replace(path, '/', '')) AS folder FROM evidence) ORDER BY 1;

    INSERT INTO evidence_content (sha256, items) SELECT sha256, count(*) FROM evidence WHERE sha256 IS NOT NULL GROUP BY sha256;

    INSERT INTO evidence_item (evidence_id, folder_id, name, status, score, regions, mask_share, finding_id, bytes, pixels, width, height, orientation, format, extension_mismatch, camera, taken_at, sha256, search)
      SELECT part.id, evidence_folder.id, substr(part.path, length(part.folder) + 1), part.status,
        finding.score, CASE WHEN finding.id IS NOT NULL THEN (SELECT count(*) FROM region WHERE finding_id = finding.id) END, finding.mask_share, finding.id,
        part.size, part.pixels, part.facts ->> '$.width', part.facts ->> '$.height', coalesce(part.facts ->> '$.orientation', 1), part.facts ->> '$.format',
        coalesce(part.facts ->> '$.extensionMismatch', 0), part.camera, part.facts ->> '$.capture.takenAt', part.sha256,
        fold(part.path || char(10) || coalesce(part.camera, '') || char(10) || coalesce(part.sha256, '') || char(10))
      FROM (
        SELECT *, rtrim(path, replace(path, '/', '')) AS folder,
          CASE WHEN make IS NULL THEN model WHEN model IS NULL THEN make WHEN substr(fold(model), 1, length(fold(make))) = fold(make) THEN model ELSE make || ' ' || model END AS camera
        FROM (SELECT *, nullif(trim(facts ->> '$.capture.make'), '') AS make, nullif(trim(facts ->> '$.capture.model'), '') AS model FROM evidence)
      ) AS part
      JOIN evidence_folder ON evidence_folder.path = CASE WHEN length(part.folder) > 1 THEN substr(part.folder, 1, length(part.folder) - 1) ELSE part.folder END
      LEFT JOIN finding ON finding.id = (SELECT max(id) FROM finding WHERE evidence_id = part.id AND input_sha256 = part.sha256);
  `,
} as const;
