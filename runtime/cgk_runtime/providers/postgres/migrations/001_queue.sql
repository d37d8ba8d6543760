-- Tables and functions next to those of Procrastinate, whose jobs table holds the ready and running runs.
-- A sent job waits in `arrival` until it is due. A worker then admits it: it gets a lane and a row of the jobs table.
-- Rows are locked in this order: arrival, tenant, lane, slot, job, run.
-- Names of input parameters and variables begin with an underscore.

CREATE TABLE run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id bigint NOT NULL,  -- id of the first run; the runs of one job with several handlers share it
    is_split boolean NOT NULL DEFAULT false,  -- one of several runs of a job
    is_schedule boolean NOT NULL DEFAULT false,  -- the firing of a schedule, whose name is the event
    tenant text NOT NULL,
    event text NOT NULL,
    task text,  -- the handler; NULL until a worker has chosen it
    payload json NOT NULL,
    headers json,
    metadata json,
    tags text[],
    priority integer NOT NULL DEFAULT 0,
    max_attempts integer,
    queue text,
    concurrency_key text,
    status text NOT NULL DEFAULT 'queued',
    attempt integer NOT NULL DEFAULT 0,  -- number of attempts of the handler, or of its current step
    starts integer NOT NULL DEFAULT 0,  -- number of starts; the outcome of an earlier start is refused
    losses integer NOT NULL DEFAULT 0,  -- number of workers that died while they ran it
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,  -- when the run is dropped; NULL once it has started
    first_started_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    output text,
    error_type text,
    error_message text,
    slots text[],  -- slots that it occupies while it runs
    parent bigint,  -- the run whose step invoked it
    parent_step text
) WITH (fillfactor = 80);
CREATE INDEX run_of_job ON run (job_id) WHERE is_split;
CREATE INDEX run_of_tenant ON run (tenant, id);
-- A BRIN index hardly slows the updates of a run, unlike a B-tree: it stores only the times of page ranges.
CREATE INDEX run_ended ON run USING brin (ended_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX run_expiry ON run (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE arrival (
    run_id bigint PRIMARY KEY, due_at timestamptz NOT NULL, lacks_handler boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE arrival IS
    'Runs that no worker has admitted yet, including delayed ones and those between two attempts';
CREATE INDEX arrival_due ON arrival (due_at);
CREATE INDEX arrival_unhandled ON arrival (run_id) WHERE lacks_handler;

CREATE TABLE idempotency_key (key text PRIMARY KEY, run_id bigint NOT NULL, expires_at timestamptz NOT NULL);
COMMENT ON TABLE idempotency_key IS 'Keys of sent jobs, and of the times at which schedules were fired';
CREATE INDEX idempotency_key_expiry ON idempotency_key (expires_at);
CREATE INDEX idempotency_key_run ON idempotency_key (run_id);

-- Each of the tasks is an object with its name and former names, limits, start_timeout, and whether it is fair.
CREATE TABLE handler (event text PRIMARY KEY, tasks jsonb NOT NULL);
COMMENT ON TABLE handler IS 'Handlers by event, as the worker that started last declares them';
CREATE TABLE handler_limit (name text PRIMARY KEY, maximum integer NOT NULL, period_seconds float8);
COMMENT ON TABLE handler_limit IS 'Limits of running runs, or, with a period, of starts per period';
CREATE TABLE slot (key text PRIMARY KEY, used integer NOT NULL DEFAULT 0) WITH (fillfactor = 50);
COMMENT ON TABLE slot IS
    'Number of running runs that count towards a limit; the key names the limit and the values of its fields';
CREATE TABLE recent_start (key text NOT NULL, at timestamptz NOT NULL, expires_at timestamptz NOT NULL);
COMMENT ON TABLE recent_start IS 'Starts that count towards a limit of starts per period, by the key of the slot';
CREATE INDEX recent_start_latest ON recent_start (key, at DESC);
CREATE INDEX recent_start_expiry ON recent_start (expires_at);

CREATE TABLE tenant (
    tenant text PRIMARY KEY,
    pass bigint NOT NULL DEFAULT 0,  -- virtual time of its next turn (stride scheduling); the lowest one is next
    weight float8 NOT NULL DEFAULT 1,
    is_ready boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX tenant_next ON tenant (pass, tenant) WHERE is_ready;

CREATE TABLE lane (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    key text NOT NULL DEFAULT '',  -- all slots and limit names as one text
    slots text[] NOT NULL DEFAULT '{}',
    limit_names text[] NOT NULL DEFAULT '{}',  -- the limit of each slot
    -- empty: no runs; ready: the first run may start; full: the first run waits for the slot in waits_for
    state text NOT NULL DEFAULT 'empty',
    served bigint NOT NULL DEFAULT 0,  -- virtual time of the latest start; the lanes of a tenant take turns
    pass bigint NOT NULL DEFAULT 0,  -- that of the tenant when the lane became full
    waits_for text,
    blocked_until timestamptz,  -- when a limit of starts per period has room again
    UNIQUE (tenant, key)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE lane IS 'Waiting runs of a tenant that share all limits; its id is the queue name in the jobs table';
CREATE INDEX lane_ready ON lane (tenant, served, id) WHERE state = 'ready';
CREATE INDEX lane_waiting ON lane (waits_for, pass) WHERE state = 'full';
CREATE INDEX lane_blocked ON lane (blocked_until) WHERE blocked_until IS NOT NULL;
CREATE TABLE freed_slot (key text NOT NULL);
COMMENT ON TABLE freed_slot IS 'Slots with room again, for which full lanes wait';
CREATE SEQUENCE virtual_time MINVALUE 0 START 0;

CREATE TABLE step (
    run_id bigint NOT NULL REFERENCES run ON DELETE CASCADE,
    name text NOT NULL,
    output text,
    error_type text,
    error_message text,
    PRIMARY KEY (run_id, name)
);
CREATE TABLE listener (
    run_id bigint NOT NULL REFERENCES run ON DELETE CASCADE,
    step text NOT NULL,
    tenant text NOT NULL,
    event text,
    fields json,  -- values that the event's payload must have
    UNIQUE (run_id, step, event)
);
COMMENT ON TABLE listener IS 'Steps that wait for an event under one of its names, or, without one, for an invoked run';
CREATE INDEX listener_event ON listener (tenant, event);

CREATE INDEX job_of_lane ON procrastinate_jobs (queue_name, priority DESC, id) WHERE status = 'todo';
ALTER TABLE procrastinate_jobs SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
-- Wakes workers. `_reason` is 0 if runs have arrived, and -1 if admitted runs can start.
CREATE FUNCTION wake(_reason integer) RETURNS void LANGUAGE sql SET search_path = cgk_jobs, pg_temp AS $$
    SELECT pg_notify('procrastinate_any_queue_v1', '{"type": "job_inserted", "job_id": ' || _reason || '}');
$$;

-- Sends jobs and returns their ids, in order. Each element of `_options` is NULL or a JSON object.
-- Inserts only: a caller's open transaction must not hold a lock that other senders or workers need.
CREATE FUNCTION send(_events text[], _tenants text[], _payloads text[], _options text[], _headers text[])
RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _now timestamptz := clock_timestamp();
    _ids bigint[];
    _is_new boolean[];
    _job record;
    _earlier_id bigint;
BEGIN
    SELECT array_agg(nextval('run_id_seq')), array_agg(true) INTO _ids, _is_new
        FROM generate_series(1, cardinality(_events));
    -- Most batches have no key, and skip this loop. All senders lock the keys in the same order.
    IF array_to_string(_options, '') LIKE '%"idempotency_key"%' THEN
        FOR _job IN
            SELECT place, options::json ->> 'idempotency_key' AS key,
                coalesce((options::json ->> 'idempotency_key_ttl')::float8, 30 * 24 * 3600) AS ttl
            FROM unnest(_options) WITH ORDINALITY AS job (options, place)
            WHERE options::json ->> 'idempotency_key' IS NOT NULL ORDER BY key, place
        LOOP
            INSERT INTO idempotency_key AS stored (key, run_id, expires_at)
                VALUES (_job.key, _ids[_job.place], _now + make_interval(secs => _job.ttl))
                ON CONFLICT (key) DO UPDATE SET run_id = excluded.run_id, expires_at = excluded.expires_at
                WHERE stored.expires_at <= _now;
            IF NOT FOUND THEN
                SELECT run_id INTO STRICT _earlier_id FROM idempotency_key WHERE key = _job.key;
                _ids[_job.place] := _earlier_id;
                _is_new[_job.place] := false;
            END IF;
        END LOOP;
    END IF;
    WITH job AS (
        SELECT _ids[place] AS id, event, tenant, payload::json AS payload, options::json AS options,
            headers::json AS headers
        FROM unnest(_events, _tenants, _payloads, _options, _headers)
            WITH ORDINALITY AS sent (event, tenant, payload, options, headers, place)
        WHERE _is_new[place]
    ), timed_job AS (
        -- An instant in the past would put the job before those that wait; Python's datetime ends with the year 9999.
        SELECT *, least(
            greatest(
                (options ->> 'at')::timestamptz, _now + make_interval(secs => (options ->> 'delay')::float8), _now
            ), timestamptz '9999-01-01Z'
        ) AS due_at
        FROM job
    ), added AS (
        INSERT INTO run (id, job_id, tenant, event, payload, headers, metadata, tags, priority, max_attempts, queue,
            concurrency_key, status, queued_at, due_at, expires_at)
        OVERRIDING SYSTEM VALUE
        SELECT id, id, tenant, event, payload, headers, options -> 'metadata',
            CASE WHEN options -> 'tags' IS NOT NULL THEN ARRAY(SELECT json_array_elements_text(options -> 'tags')) END,
            coalesce((options ->> 'priority')::integer, 0), (options ->> 'max_attempts')::integer,
            options ->> 'queue', options ->> 'concurrency_key',
            CASE WHEN due_at > _now THEN 'delayed' ELSE 'queued' END, _now, due_at,
            due_at + make_interval(secs => (options ->> 'ttl')::float8)
        FROM timed_job
    )
    INSERT INTO arrival (run_id, due_at) SELECT id, due_at FROM timed_job;
    PERFORM wake(0);
    RETURN _ids;
END $$;

-- Adds the firing of a schedule, once for each time it is due.
CREATE FUNCTION send_schedule(_name text, _task text, _due timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _id bigint := nextval('run_id_seq');
BEGIN
    INSERT INTO idempotency_key (key, run_id, expires_at)
        VALUES ('schedule ' || _name || ' ' || extract(epoch FROM _due)::bigint, _id, _due + interval '2 days')
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN NULL; END IF;
    INSERT INTO run (id, job_id, is_schedule, tenant, event, task, payload) OVERRIDING SYSTEM VALUE
        VALUES (_id, _id, true, '', _name, _task, json_build_object('scheduledAt', _due));
    INSERT INTO arrival (run_id, due_at) VALUES (_id, clock_timestamp());
    PERFORM wake(0);
    RETURN _id;
END $$;

-- Stores the result of a step that waited, and makes its run due.
CREATE FUNCTION resume(_run bigint, _step text, _output text, _error_type text = NULL, _error_message text = NULL)
RETURNS void LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
BEGIN
    DELETE FROM listener WHERE run_id = _run AND step = _step;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO step VALUES (_run, _step, _output, _error_type, _error_message) ON CONFLICT DO NOTHING;
    INSERT INTO arrival (run_id, due_at) VALUES (_run, clock_timestamp())
        ON CONFLICT (run_id) DO UPDATE SET due_at = excluded.due_at;
    PERFORM wake(0);
END $$;

-- Ends a run: stores the outcome, notifies waiting callers, and resumes the step that invoked the run.
CREATE FUNCTION end_run(_id bigint, _status text, _output text = NULL, _error_type text = NULL,
    _error_message text = NULL) RETURNS void LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _ended run;
BEGIN
    UPDATE run SET status = _status, output = _output, error_type = _error_type, error_message = _error_message,
        slots = NULL, ended_at = clock_timestamp() WHERE id = _id RETURNING * INTO _ended;
    DELETE FROM listener WHERE run_id = _id;
    PERFORM pg_notify('cgk_jobs_ended', _ended.job_id::text);
    IF _ended.parent IS NOT NULL THEN
        PERFORM resume(_ended.parent, _ended.parent_step, _output,
            CASE WHEN _status <> 'completed' THEN coalesce(_error_type, _status) END,
            coalesce(_error_message, 'its run has no result'));
    END IF;
END $$;

-- Frees the slots of a run that stops running, and wakes workers if lanes wait for them.
CREATE FUNCTION free_slots(_slots text[]) RETURNS void LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _awaited_slots text[];
BEGIN
    PERFORM FROM slot WHERE key = ANY (_slots) ORDER BY key FOR UPDATE;
    UPDATE slot SET used = greatest(used - 1, 0) WHERE key = ANY (_slots);
    SELECT array_agg(slot_key) INTO _awaited_slots FROM unnest(_slots) AS slot_key
        WHERE EXISTS (SELECT FROM lane WHERE waits_for = slot_key AND state = 'full');
    IF _awaited_slots IS NOT NULL THEN
        INSERT INTO freed_slot SELECT unnest(_awaited_slots);
        PERFORM wake(0);
    END IF;
END $$;

-- Lane and rank of runs that are about to be admitted, without those that have ended or lack a handler.
CREATE TYPE planned_run AS (
    id bigint, tenant text, rank integer, key text, slots text[], limit_names text[], start_timeout float8
);
CREATE FUNCTION plan_runs(_ids bigint[]) RETURNS SETOF planned_run
LANGUAGE sql STABLE SET search_path = cgk_jobs, pg_temp AS $$
    SELECT run.id, CASE WHEN chosen.task ->> 'fair' = 'false' THEN '' ELSE run.tenant END,
        -- A later due time is a lower rank, in seconds from 2026: those from 1970 exceed an integer in 2038.
        -- A priority of n seconds runs before jobs that were due up to n seconds earlier.
        -- The due time of a run is still in the future if its step was resumed before the step's timeout.
        least(2147483647, greatest(-2147483647, run.priority
            - extract(epoch FROM least(run.due_at, clock_timestamp()) - timestamptz '2026-01-01Z')::bigint
        ))::integer,
        -- chr(30) and chr(31) are the record and the unit separator of ASCII.
        coalesce(array_to_string(limits.slots || limits.names, chr(30)), ''),
        coalesce(limits.slots, '{}'), coalesce(limits.names, '{}'),
        CASE WHEN run.starts = 0 THEN (chosen.task ->> 'start_timeout')::float8 END
    FROM run LEFT JOIN handler ON handler.event = run.event AND NOT run.is_schedule
    LEFT JOIN LATERAL (
        SELECT value AS task FROM jsonb_array_elements(tasks)
        WHERE run.task IS NULL OR value ->> 'name' = run.task OR value -> 'former_names' ? run.task LIMIT 1
    ) AS chosen ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(slot ORDER BY slot) AS slots, array_agg(name ORDER BY slot) AS names FROM (
            SELECT task_limit ->> 'name' AS name, CASE WHEN task_limit ? 'queue'
                THEN concat_ws(chr(31), 'queue', coalesce(run.queue, task_limit ->> 'queue'),
                    coalesce(run.concurrency_key, ''))
                ELSE (task_limit ->> 'name') || chr(31) || coalesce((
                    SELECT string_agg(coalesce((run.payload -> field)::text, 'null'), chr(31) ORDER BY place)
                    FROM jsonb_array_elements_text(task_limit -> 'fields') WITH ORDINALITY AS limit_field (field, place)
                ), '') END AS slot
            FROM jsonb_array_elements(chosen.task -> 'limits') AS task_limit
        ) AS slot_of_limit
    ) AS limits ON true
    WHERE run.id = ANY (_ids) AND run.ended_at IS NULL
        AND (handler.event IS NOT NULL OR run.is_schedule OR run.expires_at <= clock_timestamp());
$$;

-- Resumes the runs among `_ids` whose step has timed out, and those whose step waits for an event among `_ids`.
-- Returns the runs that are still to be admitted.
CREATE FUNCTION resume_steps(_ids bigint[]) RETURNS bigint[] LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _timed_out listener;
    _match record;
BEGIN
    FOR _timed_out IN DELETE FROM listener WHERE run_id = ANY (_ids) RETURNING * LOOP
        INSERT INTO step VALUES (_timed_out.run_id, _timed_out.step, 'null',
            CASE WHEN _timed_out.event IS NULL THEN 'WaitTimeoutError' END,
            CASE WHEN _timed_out.event IS NULL THEN 'its run did not end in time' END) ON CONFLICT DO NOTHING;
    END LOOP;
    FOR _match IN
        SELECT listener.run_id, listener.step, run.id, run.payload, run.event FROM run
            JOIN listener ON listener.tenant = run.tenant AND listener.event = run.event
        WHERE run.id = ANY (_ids) AND run.starts = 0 AND NOT run.is_schedule AND run.parent IS NULL AND NOT EXISTS (
            SELECT FROM json_each(fields) AS field CROSS JOIN LATERAL (SELECT run.payload -> field.key) AS sent (value)
            WHERE NOT coalesce(CASE WHEN json_typeof(field.value) = 'number' AND json_typeof(sent.value) = 'number'
                THEN field.value::text::numeric = sent.value::text::numeric
                ELSE field.value::text = sent.value::text END, false)
        ) ORDER BY run.id
    LOOP
        PERFORM resume(_match.run_id, _match.step, _match.payload::text);
        -- An awaited event needs no handler.
        IF _match.id = ANY (_ids) AND NOT EXISTS (SELECT FROM handler WHERE event = _match.event) THEN
            _ids := array_remove(_ids, _match.id);
            PERFORM end_run(_match.id, 'completed', 'null');
        END IF;
    END LOOP;
    RETURN _ids;
END $$;

-- Splits runs of events with several handlers into one run for each handler. Returns all runs, the new ones included.
CREATE FUNCTION split(_ids bigint[]) RETURNS bigint[] LANGUAGE sql SET search_path = cgk_jobs, pg_temp AS $$
    WITH divided AS (
        UPDATE run SET is_split = true, task = tasks -> 0 ->> 'name' FROM handler
        WHERE run.id = ANY (_ids) AND task IS NULL AND NOT is_schedule AND handler.event = run.event
            AND jsonb_array_length(tasks) > 1
        RETURNING run.*, tasks
    ), added AS (
        INSERT INTO run (job_id, is_split, tenant, event, task, payload, headers, metadata, tags, priority,
            max_attempts, queue, concurrency_key, queued_at, due_at, expires_at)
        SELECT job_id, true, tenant, event, handler ->> 'name', payload, headers, metadata, tags, priority,
            max_attempts, queue, concurrency_key, queued_at, due_at, expires_at
        FROM divided CROSS JOIN LATERAL jsonb_array_elements(tasks) WITH ORDINALITY AS job_handler (handler, place)
        WHERE place > 1
        RETURNING id
    )
    SELECT _ids || coalesce((SELECT array_agg(id) FROM added), '{}');
$$;

-- Returns the lanes whose limits have room again: as many as a slot has room for, the least served tenants' first.
CREATE FUNCTION lanes_with_room() RETURNS SETOF bigint LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _key text;
    _free integer;
    _clock timestamptz := clock_timestamp();
BEGIN
    RETURN QUERY SELECT id FROM lane WHERE blocked_until <= _clock;
    FOR _key IN
        WITH deleted AS (
            DELETE FROM freed_slot WHERE ctid IN (SELECT ctid FROM freed_slot LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING key
        ) SELECT DISTINCT key FROM deleted
    LOOP
        SELECT maximum - coalesce((SELECT used FROM slot WHERE key = _key), 0) INTO _free
            FROM lane CROSS JOIN unnest(slots, limit_names) AS pair (slot_key, name) JOIN handler_limit USING (name)
            WHERE waits_for = _key AND state = 'full' AND slot_key = _key ORDER BY pass LIMIT 1;
        RETURN QUERY
            SELECT id FROM lane WHERE waits_for = _key AND state = 'full' ORDER BY pass LIMIT greatest(_free, 0);
    END LOOP;
END $$;

-- Admits due runs, at most `_max_runs`, and unblocks lanes. Returns the number of due runs, admitted or postponed.
CREATE FUNCTION admit(_max_runs integer) RETURNS integer LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _ids bigint[];
    _postponed_ids bigint[];
    _due_count integer;
    _plan planned_run[];
    _lanes bigint[];
    _tenants text[];
    _virtual_now bigint;
    _clock timestamptz := clock_timestamp();  -- a variable, because a volatile function cannot use an index
BEGIN
    WITH due AS (
        DELETE FROM arrival WHERE run_id IN (
            SELECT run_id FROM arrival WHERE due_at <= _clock ORDER BY due_at LIMIT _max_runs FOR UPDATE SKIP LOCKED
        ) RETURNING run_id, lacks_handler
    ) SELECT count(*), array_agg(run_id) FILTER (WHERE NOT lacks_handler),
        array_agg(run_id) FILTER (WHERE lacks_handler) INTO _due_count, _ids, _postponed_ids FROM due;
    -- A step waits for later events, not for those that have been postponed because they lack a handler.
    IF _ids IS NOT NULL AND EXISTS (SELECT FROM listener) THEN _ids := resume_steps(_ids); END IF;
    _ids := _ids || _postponed_ids;
    IF _ids IS NOT NULL THEN
        IF EXISTS (SELECT FROM handler WHERE jsonb_array_length(tasks) > 1) THEN _ids := split(_ids); END IF;
        SELECT array_agg(planned) INTO _plan FROM plan_runs(_ids) AS planned;
        IF cardinality(_plan) IS DISTINCT FROM cardinality(_ids) THEN
            -- A worker that registers a handler makes its postponed runs due. It waits for this lock, then finds them.
            LOCK TABLE handler IN SHARE MODE;
            INSERT INTO arrival
                SELECT id, CASE WHEN EXISTS (SELECT FROM handler WHERE handler.event = run.event) THEN _clock
                    ELSE least(_clock + interval '10 minutes', expires_at) END, true
                FROM run WHERE id = ANY (_ids) AND ended_at IS NULL
                AND id NOT IN (SELECT planned.id FROM unnest(_plan) AS planned);
        END IF;
    END IF;
    SELECT array_agg(lane_id) INTO _lanes FROM lanes_with_room() AS lane_id;
    SELECT array_agg(tenant ORDER BY tenant) INTO _tenants FROM (
        SELECT tenant FROM unnest(_plan) UNION SELECT tenant FROM lane WHERE id = ANY (_lanes)
    ) AS involved;
    IF _tenants IS NULL THEN RETURN _due_count; END IF;

    -- The lock of a tenant keeps fetches from its lanes until this transaction has committed.
    INSERT INTO tenant (tenant) SELECT unnest(_tenants) ON CONFLICT DO NOTHING;
    PERFORM FROM tenant WHERE tenant = ANY (_tenants) ORDER BY tenant FOR UPDATE;
    INSERT INTO lane (tenant, key, slots, limit_names)
        SELECT DISTINCT tenant, key, slots, limit_names FROM unnest(_plan) ORDER BY tenant, key ON CONFLICT DO NOTHING;
    INSERT INTO procrastinate_jobs (id, queue_name, task_name, priority, attempts)
        SELECT planned.id, lane.id, 'cgk.run', planned.rank, run.starts FROM unnest(_plan) AS planned
        JOIN lane USING (tenant, key) JOIN run ON run.id = planned.id ORDER BY planned.id;
    UPDATE run SET status = 'queued',
        expires_at = coalesce(expires_at, clock_timestamp() + make_interval(secs => start_timeout))
        FROM unnest(_plan) AS planned WHERE run.id = planned.id AND ended_at IS NULL
        AND (status <> 'queued' OR planned.start_timeout IS NOT NULL);
    UPDATE lane SET state = 'ready', waits_for = NULL, blocked_until = NULL FROM (
        SELECT tenant, key FROM unnest(_plan) UNION SELECT tenant, key FROM lane WHERE id = ANY (_lanes)
    ) AS involved
        WHERE lane.tenant = involved.tenant AND lane.key = involved.key
        AND (state = 'empty' OR state = 'full' AND id = ANY (_lanes));
    SELECT last_value INTO _virtual_now FROM virtual_time;
    UPDATE tenant SET is_ready = true, pass = greatest(pass, _virtual_now)
        WHERE tenant = ANY (_tenants) AND NOT is_ready AND EXISTS (
            SELECT FROM lane WHERE lane.tenant = tenant.tenant AND state = 'ready'
        );
    PERFORM wake(-1);
    RETURN _due_count;
END $$;

-- Takes the slots of a lane's next run, all or none. `_full_slot` is a slot without room, or NULL if all were taken.
-- `_free_at` is the time at which a limit of starts per period has room again.
CREATE FUNCTION take_slots(_lane lane, _is_first_start boolean, OUT _full_slot text, OUT _free_at timestamptz)
LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _slot record;
    _locked integer;
    _oldest timestamptz;
BEGIN
    LOOP
        PERFORM FROM slot WHERE key = ANY (_lane.slots) ORDER BY key FOR UPDATE;
        GET DIAGNOSTICS _locked = ROW_COUNT;
        EXIT WHEN _locked = cardinality(_lane.slots);
        -- The other slots are new, or `clean` has just deleted them because they were unused.
        INSERT INTO slot (key) SELECT unnest(_lane.slots) ORDER BY 1 ON CONFLICT DO NOTHING;
    END LOOP;
    FOR _slot IN
        SELECT key, used, maximum, period_seconds FROM unnest(_lane.slots, _lane.limit_names) AS pair (key, name)
        JOIN handler_limit USING (name) JOIN slot USING (key) ORDER BY key
    LOOP
        IF _slot.period_seconds IS NULL THEN
            IF _slot.used >= _slot.maximum THEN
                _full_slot := _slot.key;
                _free_at := NULL;
                RETURN;
            END IF;
            CONTINUE;
        END IF;
        CONTINUE WHEN NOT _is_first_start;  -- a rate counts runs, not attempts
        SELECT at INTO _oldest FROM recent_start WHERE key = _slot.key
            ORDER BY at DESC OFFSET _slot.maximum - 1 LIMIT 1;
        IF _oldest + make_interval(secs => _slot.period_seconds) > greatest(_free_at, clock_timestamp()) THEN
            _full_slot := _slot.key;
            _free_at := _oldest + make_interval(secs => _slot.period_seconds);
        END IF;
    END LOOP;
    IF _full_slot IS NULL THEN
        UPDATE slot SET used = used + 1 WHERE key = ANY (_lane.slots);
        INSERT INTO recent_start
            SELECT key, clock_timestamp(), clock_timestamp() + make_interval(secs => period_seconds)
            FROM unnest(_lane.slots, _lane.limit_names) AS pair (key, name) JOIN handler_limit USING (name)
            WHERE period_seconds IS NOT NULL AND _is_first_start;
    END IF;
END $$;

-- Starts the next run: the one of highest rank of the least served tenant that no limit holds back.
-- If no run can start, `id` is NULL, and `wait` is the number of seconds until one can: 0 if another worker is choosing
-- at this moment, or if the run of `event` and `tenant` has just expired; NULL if none is due later.
CREATE FUNCTION fetch_run(_worker bigint, OUT id bigint, OUT wait float8, OUT starts integer, OUT attempt integer,
    OUT losses integer, OUT event text, OUT task text, OUT tenant text, OUT weight float8, OUT is_split boolean,
    OUT is_schedule boolean, OUT job_id bigint, OUT payload text, OUT headers json, OUT metadata json, OUT tags text[],
    OUT max_attempts integer, OUT queued_at timestamptz, OUT due_at timestamptz, OUT running_seconds float8)
LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
#variable_conflict use_column
DECLARE
    _tenant tenant;
    _lane lane;
    _run_id bigint;
    _full_slot text;
    _free_at timestamptz;
    _run run;
BEGIN
    FOR _try IN 1..200 LOOP  -- limits the work of one call; if all tries fail, `wait` is 0
        SELECT * INTO _tenant FROM tenant WHERE is_ready
            ORDER BY pass, tenant.tenant LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            IF EXISTS (SELECT FROM tenant WHERE is_ready) THEN
                wait := 0;
                RETURN;
            END IF;
            SELECT extract(epoch FROM min(at) - clock_timestamp())::float8 INTO wait FROM (
                SELECT min(due_at) FROM arrival UNION ALL SELECT min(blocked_until) FROM lane
            ) AS times (at);
            RETURN;
        END IF;
        -- The lane whose first run has the highest rank, among the 32 that were served the longest ago.
        SELECT ready_lane.id, first_run.id INTO _lane.id, _run_id FROM (
            SELECT id FROM lane WHERE lane.tenant = _tenant.tenant AND state = 'ready' ORDER BY served, id LIMIT 32
        ) AS ready_lane LEFT JOIN LATERAL (
            SELECT id, priority FROM procrastinate_jobs WHERE queue_name = ready_lane.id::text AND status = 'todo'
            ORDER BY priority DESC, id LIMIT 1
        ) AS first_run ON true ORDER BY first_run.priority DESC NULLS FIRST, first_run.id LIMIT 1;
        IF NOT FOUND THEN
            UPDATE tenant SET is_ready = false WHERE tenant.tenant = _tenant.tenant;
            CONTINUE;
        END IF;
        SELECT * INTO _lane FROM lane WHERE lane.id = _lane.id;
        IF _run_id IS NULL THEN
            -- The lane is empty. Other lanes that wait for its slots can have the room that was meant for it.
            UPDATE lane SET state = 'empty' WHERE lane.id = _lane.id;
            INSERT INTO freed_slot SELECT slot_key FROM unnest(_lane.slots) AS slot_key
                WHERE EXISTS (SELECT FROM lane WHERE waits_for = slot_key AND state = 'full');
            IF FOUND THEN PERFORM wake(0); END IF;
            CONTINUE;
        END IF;
        SELECT * INTO _run FROM run WHERE run.id = _run_id;
        IF _run.expires_at <= clock_timestamp() THEN
            DELETE FROM procrastinate_jobs AS job WHERE job.id = _run_id AND job.status = 'todo';
            CONTINUE WHEN NOT FOUND;
            PERFORM end_run(_run_id, 'expired');
            event := _run.event;
            tenant := _run.tenant;
            wait := 0;
            RETURN;
        END IF;
        IF _lane.slots <> '{}' THEN
            SELECT taken._full_slot, taken._free_at INTO _full_slot, _free_at
                FROM take_slots(_lane, _run.first_started_at IS NULL) AS taken;
            IF _full_slot IS NOT NULL THEN
                UPDATE lane SET state = 'full', waits_for = _full_slot, blocked_until = _free_at, pass = _tenant.pass
                    WHERE lane.id = _lane.id;
                CONTINUE;
            END IF;
        END IF;
        UPDATE procrastinate_jobs AS job SET status = 'doing', worker_id = _worker, attempts = job.attempts + 1
            WHERE job.id = _run_id AND job.status = 'todo';
        IF NOT FOUND THEN  -- it was canceled meanwhile
            IF _lane.slots <> '{}' THEN PERFORM free_slots(_lane.slots); END IF;
            CONTINUE;
        END IF;
        UPDATE run SET status = 'running', starts = run.starts + 1, started_at = clock_timestamp(),
            expires_at = NULL,
            first_started_at = coalesce(run.first_started_at, clock_timestamp()), slots = nullif(_lane.slots, '{}')
            WHERE run.id = _run_id AND run.ended_at IS NULL RETURNING * INTO _run;
        IF NOT FOUND THEN  -- it was canceled or erased on its way from one start to the next
            DELETE FROM procrastinate_jobs AS job WHERE job.id = _run_id;
            IF _lane.slots <> '{}' THEN PERFORM free_slots(_lane.slots); END IF;
            CONTINUE;
        END IF;
        -- A turn takes 1000 units of virtual time, divided by the weight of the tenant.
        UPDATE tenant SET pass = _tenant.pass + ceil(1000 / _tenant.weight)::bigint
            WHERE tenant.tenant = _tenant.tenant;
        PERFORM setval('virtual_time', greatest((SELECT last_value FROM virtual_time), _tenant.pass));
        IF _lane.slots <> '{}' THEN
            -- One more, because a lane that has not been served yet has 0.
            UPDATE lane SET served = _tenant.pass + 1 WHERE lane.id = _lane.id;
        END IF;
        SELECT _run.id, _run.starts, _run.attempt, _run.losses, _run.event, _run.task, _run.tenant, _tenant.weight,
            _run.is_split, _run.is_schedule, _run.job_id, _run.payload, _run.headers, _run.metadata, _run.tags,
            _run.max_attempts, _run.queued_at, _run.due_at, extract(epoch FROM _run.started_at - _run.first_started_at)
            INTO id, starts, attempt, losses, event, task, tenant, weight, is_split, is_schedule, job_id, payload,
            headers, metadata, tags, max_attempts, queued_at, due_at, running_seconds;
        RETURN;
    END LOOP;
    wait := 0;
END $$;

-- Ends a start of a run. Returns false if another worker has taken the run over. A call that is repeated because its
-- response was lost returns true again. `_outcome` is one of:
-- a final status;
-- `again`, after a failed attempt: `_seconds` is the time until the next one;
-- `released`, without counting the attempt: `_seconds` is 0 if the worker stops, and more if it lacks the handler;
-- `suspended`, by a step: `_seconds` is the time until the run continues, or NULL if only its step resumes it;
-- `lost`, because its worker died.
CREATE FUNCTION finish_run(_id bigint, _worker bigint, _starts integer, _losses integer, _outcome text,
    _task text = NULL, _attempt integer = NULL, _output text = NULL, _error_type text = NULL,
    _error_message text = NULL, _seconds float8 = NULL, _step text = NULL, _awaited_event json = NULL,
    _invoked_run json = NULL)
RETURNS boolean LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _job procrastinate_jobs;
    _run run;
    _due timestamptz := clock_timestamp() + make_interval(secs => _seconds);
    _invoked_id bigint;
BEGIN
    DELETE FROM procrastinate_jobs WHERE id = _id AND status = 'doing' AND worker_id IS NOT DISTINCT FROM _worker
        AND attempts = _starts RETURNING * INTO _job;
    IF NOT FOUND THEN
        RETURN EXISTS (SELECT FROM run WHERE id = _id AND starts = _starts AND losses = _losses);
    END IF;
    SELECT * INTO _run FROM run WHERE id = _id FOR UPDATE;
    IF _outcome = 'lost' THEN
        UPDATE run SET losses = losses + 1 WHERE id = _id;
        IF _run.losses >= 4 THEN
            _outcome := 'failed';
            _error_type := 'WorkerLostError';
            _error_message := 'its worker died 5 times while it ran';
        ELSE
            _outcome := 'released';
            _due := clock_timestamp();
        END IF;
        _attempt := _run.attempt;
    END IF;
    IF _outcome IN ('again', 'released', 'suspended') AND _job.abort_requested THEN _outcome := 'cancelled'; END IF;
    UPDATE run SET task = coalesce(_task, task), attempt = coalesce(_attempt, attempt) WHERE id = _id;
    IF _outcome NOT IN ('again', 'released', 'suspended') THEN
        PERFORM end_run(_id, _outcome, _output, _error_type, _error_message);
    ELSE
        UPDATE run SET status = CASE WHEN _outcome = 'released' THEN 'queued' ELSE 'delayed' END,
            due_at = CASE WHEN _outcome = 'released' AND _seconds = 0 THEN due_at ELSE coalesce(_due, due_at) END,
            error_type = _error_type, error_message = _error_message, slots = NULL WHERE id = _id;
        IF _step IS NOT NULL AND _awaited_event IS NULL AND _invoked_run IS NULL THEN
            INSERT INTO step VALUES (_id, _step, 'null') ON CONFLICT DO NOTHING;
        ELSIF _awaited_event IS NOT NULL THEN
            INSERT INTO listener SELECT _id, _step, _run.tenant, event_name, _awaited_event -> 'fields'
                FROM json_array_elements_text(_awaited_event -> 'names') AS event_name;
        ELSIF _invoked_run IS NOT NULL THEN
            INSERT INTO listener (run_id, step, tenant) VALUES (_id, _step, _run.tenant);
            _invoked_id := nextval('run_id_seq');
            INSERT INTO run (id, job_id, tenant, event, task, payload, headers, parent, parent_step)
                OVERRIDING SYSTEM VALUE
                VALUES (_invoked_id, _invoked_id, _run.tenant, _invoked_run ->> 'event', _invoked_run ->> 'task',
                (_invoked_run ->> 'payload')::json, _invoked_run -> 'headers', _id, _step);
            INSERT INTO arrival VALUES (_invoked_id, clock_timestamp());
        END IF;
        IF _due IS NOT NULL THEN
            INSERT INTO arrival VALUES (_id, _due, _outcome = 'released' AND _seconds > 0);
        END IF;
        IF _invoked_run IS NOT NULL OR _due <= clock_timestamp() THEN
            PERFORM wake(0);
        END IF;
    END IF;
    IF _run.slots IS NOT NULL THEN PERFORM free_slots(_run.slots); END IF;
    RETURN true;
END $$;

-- Cancels runs that have not ended: waiting ones at once, running ones through their worker.
CREATE FUNCTION cancel(_ids bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _id bigint;
    _status procrastinate_job_status;
BEGIN
    FOREACH _id IN ARRAY coalesce(_ids, '{}') LOOP
        DELETE FROM arrival WHERE run_id = _id;
        SELECT status INTO _status FROM procrastinate_jobs WHERE id = _id FOR UPDATE;
        IF _status = 'doing' THEN
            PERFORM procrastinate_cancel_job_v1(_id, true, false);
            CONTINUE;
        END IF;
        DELETE FROM procrastinate_jobs WHERE id = _id;
        PERFORM FROM run WHERE id = _id AND ended_at IS NULL FOR UPDATE;
        IF FOUND THEN PERFORM end_run(_id, 'cancelled'); END IF;
    END LOOP;
END $$;

-- Takes one run back: from a worker without a heartbeat for `_silence_seconds`; or from `_worker` itself, if it started
-- the run before `_before` and the response was lost. That worker knows the runs in `_ids`, with their `_starts`.
-- `id` is NULL if there is no such run.
CREATE FUNCTION take_back(_worker bigint, _silence_seconds float8, _before timestamptz, _ids bigint[],
    _starts integer[], OUT id bigint, OUT event text, OUT tenant text, OUT status text)
LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
#variable_conflict use_column
DECLARE
    _job procrastinate_jobs;
BEGIN
    SELECT job.* INTO _job
        FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
        WHERE job.status = 'doing' AND CASE WHEN job.worker_id = _worker
            THEN (job.id, job.attempts) NOT IN (SELECT * FROM unnest(_ids, _starts))
                AND EXISTS (SELECT FROM run WHERE run.id = job.id AND started_at < _before)
            ELSE worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => _silence_seconds) END
        LIMIT 1 FOR UPDATE OF job SKIP LOCKED;
    IF FOUND THEN
        PERFORM finish_run(_job.id, _job.worker_id, _job.attempts, NULL,
            CASE WHEN _job.worker_id = _worker THEN 'released' ELSE 'lost' END, _seconds => 0);
        SELECT run.id, run.event, run.tenant, run.status INTO id, event, tenant, status FROM run WHERE run.id = _job.id;
    END IF;
END $$;

-- Deletes up to a thousand ended runs, and returns their number.
CREATE FUNCTION delete_ended(_before timestamptz) RETURNS bigint LANGUAGE sql SET search_path = cgk_jobs, pg_temp AS $$
    WITH deleted AS (
        DELETE FROM run WHERE id IN (SELECT id FROM run WHERE ended_at < _before LIMIT 1000) RETURNING id
    ) SELECT count(*) FROM deleted;
$$;

-- Cancels the runs of a tenant, and deletes those that have ended. Returns the numbers of deleted and of running ones.
CREATE FUNCTION erase(_tenant text, OUT erased bigint, OUT running bigint) LANGUAGE plpgsql
SET search_path = cgk_jobs, pg_temp AS $$
BEGIN
    -- Invoked runs come first, because one that ends at this moment locks the listener of the run that invoked it.
    PERFORM cancel((SELECT array_agg(id ORDER BY id DESC) FROM run WHERE tenant = _tenant AND ended_at IS NULL));
    WITH deleted AS (
        DELETE FROM run WHERE tenant = _tenant AND ended_at IS NOT NULL RETURNING id
    ), deleted_keys AS (
        DELETE FROM idempotency_key USING deleted WHERE run_id = deleted.id
    ) SELECT count(*) INTO erased FROM deleted;
    SELECT count(*) INTO running FROM run WHERE tenant = _tenant;
END $$;

-- Deletes the lanes and the turn of an erased tenant. Not part of `erase`, which has locked rows of the jobs table: a
-- worker locks a tenant first.
CREATE FUNCTION delete_tenant(_tenant text) RETURNS void LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
BEGIN
    PERFORM FROM tenant WHERE tenant = _tenant FOR UPDATE;
    IF EXISTS (SELECT FROM run WHERE tenant = _tenant) THEN RETURN; END IF;
    DELETE FROM lane WHERE tenant = _tenant;
    DELETE FROM tenant WHERE tenant = _tenant;
END $$;

-- Deletes what is no longer needed, at most a thousand rows of each table; returns true if there may be more.
CREATE FUNCTION clean(_keep_seconds float8) RETURNS boolean LANGUAGE plpgsql SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _has_more boolean := delete_ended(now() - make_interval(secs => _keep_seconds)) = 1000;
    _deleted integer;
BEGIN
    DELETE FROM idempotency_key WHERE key IN (
        SELECT key FROM idempotency_key WHERE expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS _deleted = ROW_COUNT;
    _has_more := _has_more OR _deleted = 1000;
    DELETE FROM recent_start WHERE ctid IN (
        SELECT ctid FROM recent_start WHERE expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS _deleted = ROW_COUNT;
    _has_more := _has_more OR _deleted = 1000;
    DELETE FROM lane WHERE id IN (
        SELECT id FROM tenant JOIN lane USING (tenant) WHERE state = 'empty' AND key <> ''
        LIMIT 1000 FOR UPDATE OF tenant, lane SKIP LOCKED
    );
    DELETE FROM slot WHERE key IN (SELECT key FROM slot WHERE used = 0 LIMIT 1000 FOR UPDATE SKIP LOCKED);
    DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - interval '1 day';
    RETURN _has_more;
END $$;

-- Repeats lost notifications about slots with room, and ends runs whose time to start has expired.
-- Returns event and tenant of the ended runs.
CREATE FUNCTION maintain() RETURNS TABLE (event text, tenant text) LANGUAGE plpgsql
SET search_path = cgk_jobs, pg_temp AS $$
DECLARE
    _id bigint;
BEGIN
    INSERT INTO freed_slot SELECT DISTINCT waits_for FROM lane WHERE state = 'full' AND blocked_until IS NULL;
    IF FOUND THEN PERFORM wake(0); END IF;
    FOR _id, event, tenant IN
        SELECT job.id, run.event, run.tenant FROM procrastinate_jobs AS job JOIN run ON run.id = job.id
        WHERE job.status = 'todo' AND run.expires_at <= now()
        LIMIT 100 FOR UPDATE OF job SKIP LOCKED
    LOOP
        DELETE FROM procrastinate_jobs WHERE id = _id;
        PERFORM end_run(_id, 'expired');
        RETURN NEXT;
    END LOOP;
END $$;
