-- Outbox of background jobs: a table to which transactions write the jobs to be sent after the commit.
-- Run it once, as the owner of the database's tables. Both roles must exist:
--   CREATE ROLE {relay} LOGIN NOSUPERUSER NOBYPASSRLS;

CREATE TABLE {table} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id text NOT NULL CHECK (tenant_id <> ''),
    event text NOT NULL,
    payload text NOT NULL,
    options jsonb NOT NULL,
    headers jsonb,
    job_key text NOT NULL,  -- idempotency key
    in_order boolean NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON {table} (due_at, id) WHERE state = 'waiting' AND NOT in_order;
CREATE INDEX ON {table} (tenant_id, id) WHERE in_order;

-- The application writes rows for its transaction's tenant, and reads only their ids.
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY application_writes ON {table} FOR INSERT TO {app}
    WITH CHECK (tenant_id = {tenant});
CREATE POLICY application_reads ON {table} FOR SELECT TO {app}
    USING (tenant_id = {tenant});
GRANT USAGE ON SCHEMA {schema} TO {app}, {relay};
GRANT INSERT (tenant_id, event, payload, options, headers, job_key, in_order), SELECT (id) ON {table} TO {app};

-- The relay reads every tenant's rows, in this table only.
CREATE POLICY relay ON {table} TO {relay} USING (true) WITH CHECK (true);
GRANT SELECT, DELETE, UPDATE (payload, state, attempts, last_error, due_at) ON {table} TO {relay};

-- Notifies relays when a transaction with jobs commits.
CREATE FUNCTION {notify}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_notify('cgk_outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER wake_relays AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {notify}();
