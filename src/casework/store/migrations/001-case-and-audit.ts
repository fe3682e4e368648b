/** The case's own data and the audit log. */
export const caseAndAudit = {
  version: 1,
  name: 'case and audit log',
  sql: `
    CREATE TABLE case_record (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      slug TEXT NOT NULL,
      number TEXT NOT NULL DEFAULT '',
      title TEXT NOT NULL DEFAULT '',
      examiner TEXT NOT NULL DEFAULT '',
      agency TEXT NOT NULL DEFAULT '',
      request TEXT NOT NULL DEFAULT '',
      question TEXT NOT NULL DEFAULT '',
      authority TEXT NOT NULL DEFAULT '',
      received_from TEXT NOT NULL DEFAULT '',
      received_at TEXT NOT NULL DEFAULT '',
      notes TEXT NOT NULL DEFAULT '',
      status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'archived')),
      created_at TEXT NOT NULL
    ) STRICT;

    -- Each row's hash covers the row and the hash before it. The triggers stop honest mistakes; the chain shows the others.
    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      details TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE audit_head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      sequence INTEGER NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never edited'); END;
    CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never shortened'); END;
  `,
} as const;
