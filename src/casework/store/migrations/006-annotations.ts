/**
 * The examiner's marks. Revisions are only ever added; `annotation` points at the newest one. Of the analyst's mask a revision holds the tiles that
 * changed; the mask as it stands is the newest tile of each position, found by the index alone.
 */
export const annotations = {
  version: 6,
  name: 'annotations and analyst mask',
  sql: `
    CREATE TABLE annotation (
      id TEXT PRIMARY KEY,
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      revision INTEGER NOT NULL,
      deleted INTEGER NOT NULL CHECK (deleted IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX annotation_standing ON annotation (evidence_id) WHERE deleted = 0;

    CREATE TABLE annotation_revision (
      id TEXT NOT NULL REFERENCES annotation (id),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      body TEXT NOT NULL,
      deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
      author TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (id, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER annotation_is_never_edited BEFORE UPDATE ON annotation_revision BEGIN SELECT RAISE(ABORT, 'a revision of an annotation is never edited'); END;
    CREATE TRIGGER annotation_is_never_deleted BEFORE DELETE ON annotation_revision BEGIN SELECT RAISE(ABORT, 'a revision of an annotation is never deleted'); END;

    CREATE TABLE mask_revision (
      evidence_id INTEGER NOT NULL REFERENCES evidence (id),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      operation TEXT NOT NULL,
      tiles INTEGER NOT NULL,
      area INTEGER NOT NULL,
      author TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (evidence_id, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER mask_revision_is_never_edited BEFORE UPDATE ON mask_revision BEGIN SELECT RAISE(ABORT, 'a revision of a mask is never edited'); END;
    CREATE TRIGGER mask_revision_is_never_deleted BEFORE DELETE ON mask_revision BEGIN SELECT RAISE(ABORT, 'a revision of a mask is never deleted'); END;

    -- bits: deflated (zlib), or NULL for a tile with no pixel set. The index holds no bits, so finding the newest tiles reads no old ones.
    CREATE TABLE mask_tile (
      id INTEGER PRIMARY KEY,
      evidence_id INTEGER NOT NULL,
      tile_column INTEGER NOT NULL,
      tile_row INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      area INTEGER NOT NULL,
      bits BLOB,
      CHECK ((area = 0) = (bits IS NULL)),
      FOREIGN KEY (evidence_id, revision) REFERENCES mask_revision (evidence_id, revision)
    ) STRICT;
    CREATE UNIQUE INDEX mask_tile_by_place ON mask_tile (evidence_id, tile_column, tile_row, revision);
    CREATE INDEX mask_tile_by_revision ON mask_tile (evidence_id, revision);
    CREATE TRIGGER mask_tile_is_never_edited BEFORE UPDATE ON mask_tile BEGIN SELECT RAISE(ABORT, 'a tile of a mask is never edited'); END;
    CREATE TRIGGER mask_tile_is_never_deleted BEFORE DELETE ON mask_tile BEGIN SELECT RAISE(ABORT, 'a tile of a mask is never deleted'); END;
  `,
} as const;
