-- Run as the owner of the database; shop_app is the application's role.
CREATE TABLE orders (
    tenant_id text NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), ''),
    id text NOT NULL,
    total bigint NOT NULL,
    seen boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON orders USING (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
GRANT SELECT, INSERT, UPDATE ON orders TO shop_app;
