-- Function that returns the verified tenant of a transaction, for policies. Statements cannot forge its result.

SELECT pg_advisory_xact_lock(hashtext('cgk'));  -- two installations at once would fail

CREATE SCHEMA IF NOT EXISTS cgk;

-- The padded keys of HMAC-SHA256. Only the owner may read them.
CREATE TABLE IF NOT EXISTS cgk.signing_keys (
    inner_pad bytea PRIMARY KEY,
    outer_pad bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
REVOKE ALL ON cgk.signing_keys FROM PUBLIC;

CREATE OR REPLACE FUNCTION cgk.tenant() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    current_id text := nullif(current_setting({setting}, true), '');
    signature text := current_setting({signature_setting}, true);
BEGIN
    IF current_id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM cgk.signing_keys AS key WHERE signature = encode(
        sha256(key.outer_pad || sha256(key.inner_pad || convert_to(current_id, 'UTF8'))), 'hex'
    );
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING
            MESSAGE = format('tenant "%s" is not signed with a key of this database', current_id),
            HINT = 'Connect through a Tenancy that has the signing key.';
    END IF;
    RETURN current_id;
END
$$;
