CREATE FUNCTION public.acr_audio_file_tally_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO acr_audio_file_tally (scope, state, is_gone, n, changes) SELECT "bucket_id" AS scope, state, gone_at IS NOT NULL AS is_gone, -1 * count(*), count(*) FROM removed GROUP BY 1, 2, 3;
    IF FOUND AND random() * 50 < 1 THEN
        WITH summed AS (
            DELETE FROM acr_audio_file_tally WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM acr_audio_file_tally FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO acr_audio_file_tally SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.acr_audio_file_tally_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO acr_audio_file_tally (scope, state, is_gone, n, changes) SELECT "bucket_id" AS scope, state, gone_at IS NOT NULL AS is_gone, 1 * count(*), count(*) FROM added GROUP BY 1, 2, 3;
    IF FOUND AND random() * 50 < 1 THEN
        WITH summed AS (
            DELETE FROM acr_audio_file_tally WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM acr_audio_file_tally FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO acr_audio_file_tally SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.acr_audio_file_tally_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO acr_audio_file_tally (scope, state, is_gone, n, changes) SELECT scope, state, is_gone, sum(by), count(*) FROM ((SELECT id, "bucket_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "title", "audio_id", 1 AS by FROM added EXCEPT SELECT id, "bucket_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "title", "audio_id", 1 FROM removed) UNION ALL (SELECT id, "bucket_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "title", "audio_id", -1 FROM removed EXCEPT SELECT id, "bucket_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "title", "audio_id", -1 FROM added)) AS moved GROUP BY 1, 2, 3;
    IF FOUND AND random() * 50 < 1 THEN
        WITH summed AS (
            DELETE FROM acr_audio_file_tally WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM acr_audio_file_tally FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO acr_audio_file_tally SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.acr_grams(scope bigint, found_by text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE COST 10000
    AS $$
DECLARE
    text text := upper(found_by);
    grams text[] := ARRAY[chr(30) || scope];
BEGIN
    FOR place IN 1..length(text) LOOP
        grams := grams || substr(text, place, 3);
    END LOOP;
    RETURN array_to_tsvector(grams);
END $$;
CREATE FUNCTION public.acr_scanned_file_tally_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO acr_scanned_file_tally (scope, state, is_gone, n, changes) SELECT "container_id" AS scope, state, gone_at IS NOT NULL AS is_gone, -1 * count(*), count(*) FROM removed GROUP BY 1, 2, 3;
    IF FOUND AND random() * 50 < 1 THEN
        WITH summed AS (
            DELETE FROM acr_scanned_file_tally WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM acr_scanned_file_tally FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO acr_scanned_file_tally SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.acr_scanned_file_tally_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO acr_scanned_file_tally (scope, state, is_gone, n, changes) SELECT "container_id" AS scope, state, gone_at IS NOT NULL AS is_gone, 1 * count(*), count(*) FROM added GROUP BY 1, 2, 3;
    IF FOUND AND random() * 50 < 1 THEN
        WITH summed AS (
            DELETE FROM acr_scanned_file_tally WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM acr_scanned_file_tally FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO acr_scanned_file_tally SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.acr_scanned_file_tally_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO acr_scanned_file_tally (scope, state, is_gone, n, changes) SELECT scope, state, is_gone, sum(by), count(*) FROM ((SELECT id, "container_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "name", "uri", 1 AS by FROM added EXCEPT SELECT id, "container_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "name", "uri", 1 FROM removed) UNION ALL (SELECT id, "container_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "name", "uri", -1 FROM removed EXCEPT SELECT id, "container_id" AS scope, state, gone_at IS NOT NULL AS is_gone, "name", "uri", -1 FROM added)) AS moved GROUP BY 1, 2, 3;
    IF FOUND AND random() * 50 < 1 THEN
        WITH summed AS (
            DELETE FROM acr_scanned_file_tally WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM acr_scanned_file_tally FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO acr_scanned_file_tally SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
CREATE TABLE public.accounts_auditentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_name character varying(255) NOT NULL,
    act character varying(100) NOT NULL,
    target character varying(255) NOT NULL,
    detail jsonb NOT NULL,
    address character varying(45) NOT NULL,
    user_id bigint,
    token_id character varying(128)
);
ALTER TABLE public.accounts_auditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_auditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_servicetoken (
    digest character varying(128) NOT NULL,
    token_key character varying(25) NOT NULL,
    created timestamp with time zone NOT NULL,
    expiry timestamp with time zone,
    public_id uuid NOT NULL,
    name character varying(100) NOT NULL,
    scopes jsonb NOT NULL,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    user_id bigint NOT NULL
);
CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL
);
CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.acr_audio_file (
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    secrets text NOT NULL,
    id bigint NOT NULL,
    bucket_id bigint NOT NULL,
    acr_id character varying(64) NOT NULL,
    title text NOT NULL,
    state integer NOT NULL,
    duration double precision,
    audio_id character varying(255) NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone
);
CREATE TABLE public.acr_audio_file_tally (
    scope bigint,
    state integer,
    is_gone boolean,
    n bigint,
    changes bigint
);
COMMENT ON TABLE public.acr_audio_file_tally IS '6827c3c6b3a063cf';
CREATE TABLE public.acr_bucket (
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    secrets text NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    type character varying(40) NOT NULL,
    region character varying(40) NOT NULL,
    state integer,
    num bigint NOT NULL,
    size bigint NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone
);
CREATE TABLE public.acr_container (
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    secrets text NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    region character varying(40) NOT NULL,
    audio_type character varying(20) NOT NULL,
    engine integer,
    policy_type character varying(20) NOT NULL,
    num bigint NOT NULL,
    size bigint NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone
);
CREATE TABLE public.acr_container_bucket (
    container_id bigint NOT NULL,
    bucket_id bigint NOT NULL
);
CREATE TABLE public.acr_live_channel (
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    secrets text NOT NULL,
    id bigint NOT NULL,
    bucket_id bigint NOT NULL,
    title text NOT NULL,
    record boolean NOT NULL,
    timeshift boolean NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone
);
CREATE TABLE public.acr_project (
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    secrets text NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    service_type character varying(20) NOT NULL,
    region character varying(40) NOT NULL,
    state integer,
    access_key character varying(64) NOT NULL,
    audio_type character varying(20) NOT NULL,
    day_limit bigint,
    created_at timestamp with time zone,
    updated_at timestamp with time zone
);
CREATE TABLE public.acr_project_bucket (
    project_id bigint NOT NULL,
    bucket_id bigint NOT NULL
);
CREATE TABLE public.acr_scan_result (
    file_id uuid NOT NULL,
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    matches integer NOT NULL
);
CREATE TABLE public.acr_scanned_file (
    payload text NOT NULL,
    row_hash character varying(32) NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    gone_at timestamp with time zone,
    secrets text NOT NULL,
    id uuid NOT NULL,
    container_id bigint NOT NULL,
    name text NOT NULL,
    uri text NOT NULL,
    data_type character varying(40) NOT NULL,
    duration double precision,
    engine integer,
    state integer NOT NULL,
    music_detected integer NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone
);
CREATE TABLE public.acr_scanned_file_tally (
    scope bigint,
    state integer,
    is_gone boolean,
    n bigint,
    changes bigint
);
COMMENT ON TABLE public.acr_scanned_file_tally IS '0e2d61af6847b3f5';
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.buckets_upload (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    target character varying(20) NOT NULL,
    target_id character varying(64) NOT NULL,
    target_name text NOT NULL,
    actor_name character varying(255) NOT NULL,
    address character varying(45) NOT NULL,
    title text NOT NULL,
    file_name text NOT NULL,
    data_type character varying(40) NOT NULL,
    fields jsonb NOT NULL,
    size bigint,
    received bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    spool_name character varying(32) NOT NULL,
    state character varying(12) NOT NULL,
    known jsonb,
    sole character varying(64),
    error text NOT NULL,
    refusal jsonb,
    remote_id character varying(64),
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    touched_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    sent_at timestamp with time zone,
    dismissed_at timestamp with time zone,
    created_by_id bigint,
    job_id bigint,
    row_type_id integer NOT NULL,
    token_id character varying(128),
    CONSTRAINT buckets_upload_received_check CHECK ((received >= 0)),
    CONSTRAINT buckets_upload_size_check CHECK ((size >= 0))
);
ALTER TABLE public.buckets_upload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buckets_upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);
ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.identification_identification (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_name character varying(255) NOT NULL,
    project_id bigint NOT NULL,
    project_name text NOT NULL,
    sample_name character varying(255) NOT NULL,
    begin double precision NOT NULL,
    length double precision NOT NULL,
    duration double precision NOT NULL,
    status_code integer,
    status_msg text NOT NULL,
    response text NOT NULL,
    error text NOT NULL,
    best_title text NOT NULL,
    best_artists text NOT NULL,
    best_acr_id character varying(64) NOT NULL,
    best_score double precision,
    cost_seconds double precision,
    took_seconds double precision,
    by_id bigint
);
ALTER TABLE public.identification_identification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identification_identification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.identification_secondopinion (
    id bigint NOT NULL,
    state character varying(12) NOT NULL,
    sample bytea NOT NULL,
    duration double precision NOT NULL,
    token character varying(255) NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    response text NOT NULL,
    error text NOT NULL,
    identification_id bigint NOT NULL
);
ALTER TABLE public.identification_secondopinion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identification_secondopinion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.jobs_heartbeat (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    beaten_at timestamp with time zone NOT NULL
);
ALTER TABLE public.jobs_heartbeat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_heartbeat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.jobs_job (
    id bigint NOT NULL,
    kind character varying(60) NOT NULL,
    title character varying(200) NOT NULL,
    queue character varying(8) NOT NULL,
    args jsonb NOT NULL,
    key character varying(200) NOT NULL,
    state character varying(12) NOT NULL,
    again boolean NOT NULL,
    attempts smallint NOT NULL,
    max_attempts smallint NOT NULL,
    run_after timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    rung_at timestamp with time zone,
    claim character varying(32) NOT NULL,
    lease_until timestamp with time zone,
    cancel_requested boolean NOT NULL,
    cursor jsonb NOT NULL,
    progress_done bigint NOT NULL,
    progress_total bigint,
    progress_note character varying(200) NOT NULL,
    error text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    created_by_id bigint,
    CONSTRAINT jobs_job_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT jobs_job_max_attempts_check CHECK ((max_attempts >= 0)),
    CONSTRAINT jobs_job_progress_done_check CHECK ((progress_done >= 0)),
    CONSTRAINT jobs_job_progress_total_check CHECK ((progress_total >= 0))
);
ALTER TABLE public.jobs_job ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_known_field (
    id bigint NOT NULL,
    resource character varying(40) NOT NULL,
    name character varying(100) NOT NULL,
    type character varying(10) NOT NULL,
    is_drift boolean NOT NULL,
    first_seen_at timestamp with time zone NOT NULL
);
ALTER TABLE public.mirror_known_field ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_known_field_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_missing (
    id bigint NOT NULL,
    remote_id character varying(64) NOT NULL,
    mirror_pass_id bigint NOT NULL
);
ALTER TABLE public.mirror_missing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_missing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_pass (
    id bigint NOT NULL,
    resource character varying(40) NOT NULL,
    scope character varying(64) NOT NULL,
    mode character varying(8) NOT NULL,
    state character varying(12) NOT NULL,
    job_id bigint,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    seen integer NOT NULL,
    new integer NOT NULL,
    changed integer NOT NULL,
    gone integer NOT NULL,
    quarantined integer NOT NULL,
    requests integer NOT NULL,
    seconds double precision NOT NULL,
    error text NOT NULL,
    CONSTRAINT mirror_pass_changed_check CHECK ((changed >= 0)),
    CONSTRAINT mirror_pass_gone_check CHECK ((gone >= 0)),
    CONSTRAINT mirror_pass_new_check CHECK ((new >= 0)),
    CONSTRAINT mirror_pass_quarantined_check CHECK ((quarantined >= 0)),
    CONSTRAINT mirror_pass_requests_check CHECK ((requests >= 0)),
    CONSTRAINT mirror_pass_seen_check CHECK ((seen >= 0))
);
ALTER TABLE public.mirror_pass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_pass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_quarantine (
    id bigint NOT NULL,
    resource character varying(40) NOT NULL,
    scope character varying(64) NOT NULL,
    remote_id character varying(64) NOT NULL,
    identity character varying(64) NOT NULL,
    payload text NOT NULL,
    error text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL
);
ALTER TABLE public.mirror_quarantine ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_remote (
    id bigint NOT NULL,
    base_url character varying(200) NOT NULL,
    account character varying(64) NOT NULL,
    adopted_at timestamp with time zone NOT NULL,
    other_account character varying(64) NOT NULL,
    other_token character varying(32) NOT NULL
);
ALTER TABLE public.mirror_remote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_remote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_scope (
    id bigint NOT NULL,
    resource character varying(40) NOT NULL,
    scope character varying(64) NOT NULL,
    read_at timestamp with time zone,
    headed_at timestamp with time zone,
    mark character varying(80) NOT NULL
);
ALTER TABLE public.mirror_scope ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_scope_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_seen (
    id bigint NOT NULL,
    remote_id character varying(64) NOT NULL,
    mirror_pass_id bigint NOT NULL
);
ALTER TABLE public.mirror_seen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_seen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mirror_side_due (
    id bigint NOT NULL,
    resource character varying(40) NOT NULL,
    scope character varying(64) NOT NULL,
    remote_id character varying(64) NOT NULL,
    due_at timestamp with time zone,
    failures smallint NOT NULL,
    CONSTRAINT mirror_side_due_failures_check CHECK ((failures >= 0))
);
ALTER TABLE public.mirror_side_due ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mirror_side_due_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.projects_bucket_health (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    bucket_type character varying(40) NOT NULL,
    node character varying(64) NOT NULL,
    is_healthy boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    CONSTRAINT projects_bucket_health_ordered CHECK ((checked_at >= since))
);
ALTER TABLE public.projects_bucket_health ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_bucket_health_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.projects_day_count (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    day date NOT NULL,
    with_result bigint NOT NULL,
    without_result bigint NOT NULL,
    errors bigint NOT NULL,
    CONSTRAINT projects_day_count_errors_check CHECK ((errors >= 0)),
    CONSTRAINT projects_day_count_with_result_check CHECK ((with_result >= 0)),
    CONSTRAINT projects_day_count_without_result_check CHECK ((without_result >= 0))
);
ALTER TABLE public.projects_day_count ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_day_count_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scanning_callback_address (
    id bigint NOT NULL,
    token_hash character varying(64) NOT NULL,
    container_id bigint,
    made_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone
);
ALTER TABLE public.scanning_callback_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scanning_callback_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scanning_delivery (
    id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    body bytea NOT NULL,
    body_hash character varying(64) NOT NULL,
    headers jsonb NOT NULL,
    sender character varying(45) NOT NULL,
    file_id uuid,
    container_id bigint,
    remote_state integer,
    state character varying(12) NOT NULL,
    why character varying(200) NOT NULL,
    taken_up_at timestamp with time zone,
    replayed_at timestamp with time zone,
    settled_at timestamp with time zone,
    fetched_at timestamp with time zone,
    tries smallint NOT NULL,
    repeats integer NOT NULL,
    address_id bigint NOT NULL,
    repeat_of_id bigint,
    CONSTRAINT scanning_delivery_repeats_check CHECK ((repeats >= 0)),
    CONSTRAINT scanning_delivery_tries_check CHECK ((tries >= 0))
);
CREATE TABLE public.scanning_delivery_attempt (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    milliseconds integer NOT NULL,
    succeeded boolean NOT NULL,
    answer text NOT NULL,
    delivery_id bigint NOT NULL,
    CONSTRAINT scanning_delivery_attempt_milliseconds_check CHECK ((milliseconds >= 0))
);
ALTER TABLE public.scanning_delivery_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scanning_delivery_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.scanning_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scanning_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.accounts_auditentry VALUES (1, '2026-11-21 17:30:32.558177+00', 'setup', 'create person', 'admin', '{"role": "admin"}', '', NULL, NULL);
INSERT INTO public.accounts_auditentry VALUES (2, '2026-11-21 17:30:33.230837+00', 'admin', 'create person', 'olga', '{"role": "operator"}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (3, '2026-11-21 17:30:33.931048+00', 'admin', 'create person', 'vera', '{"role": "viewer"}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (4, '2026-11-21 17:30:34.781144+00', 'admin', 'create person', 'gone', '{"role": "viewer"}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (5, '2026-11-21 17:30:34.83141+00', 'admin', 'deactivate person', 'gone', '{}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (6, '2026-11-21 17:30:34.855964+00', 'admin', 'create token', 'reports (acrp_1111…)', '{"owner": "olga", "scopes": ["read-buckets", "write-buckets"], "expires": null}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (7, '2026-11-21 17:30:34.875333+00', 'admin', 'create token', 'old (acrp_2222…)', '{"owner": "vera", "scopes": ["read-buckets"], "expires": null}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (8, '2026-11-21 17:30:34.882757+00', 'admin', 'revoke token', 'old (acrp_2222…)', '{"owner": "vera"}', '', 1, NULL);
INSERT INTO public.accounts_auditentry VALUES (9, '2026-11-21 17:30:35.201611+00', 'olga', 'create bucket', 'bucket 24', '{"name": "Station music"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (10, '2026-11-21 17:30:35.268369+00', 'olga', 'create bucket', 'bucket 25', '{"name": "Stations"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (11, '2026-11-21 17:30:35.926223+00', 'olga', 'create project', 'project 1', '{"name": "Monitoring", "type": "AVR", "region": "eu-west-1", "buckets": [24], "audio_type": "linein", "external_ids": []}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (12, '2026-11-21 17:30:38.007711+00', 'olga', 'create container', 'container 1', '{"name": "Nights", "engine": 1, "region": "eu-west-1", "buckets": [24], "deepright": false, "audio_type": "linein", "ai_detection": false, "callback_url": "*****", "music_detection": false}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (13, '2026-11-21 17:30:38.985843+00', 'olga', 'upload file', 'bucket 24', '{"file": "1", "bytes": 3244, "title": "Überfahrt", "sha256": "7fd865d259c26e6093ef158f3c418d5e5f5522a4ad35deac497a3e6d6d267664"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (14, '2026-11-21 17:30:40.534246+00', 'olga', 'upload file', 'bucket 24', '{"file": "2", "bytes": 3244, "title": "Night train", "sha256": "12e8fe1c3df24c5d28e69ea1c5b8a58c01a1ebc83e65ec5ef97535150ef75193"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (15, '2026-11-21 17:30:41.656429+00', 'olga', 'upload file', 'bucket 24', '{"file": "3", "bytes": 3244, "title": "海の歌", "sha256": "ba5b5b99bf2d6dac618ad0333f9bd8472c83c3e4e47a837ac99b15c3ebf920d0"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (16, '2026-11-21 17:30:43.390832+00', 'olga by reports', 'upload file', 'bucket 24', '{"file": "4", "bytes": 3244, "title": "From a service", "sha256": "12427433fbca1844dacd0f286f804901004bf30a09cac04638f92dca42a304d2"}', '192.0.2.8', 2, 'b54141ec10da2f8c7ce8aee3d8d7ffeae4fbb9f66f71fef0cf6e8ba08773b5017562be8fb51bb9f0f7682e613f6e57c8cfb1a39ff869659be1804d450d347dfb');
INSERT INTO public.accounts_auditentry VALUES (17, '2026-11-21 17:30:45.404947+00', 'olga', 'upload file', 'bucket 24', '{"file": "5", "bytes": 1058444, "title": "Tidewater", "sha256": "279e1162cc4a36f98b0b822f248b3f621342cb3314a5aaae15083a97aab2c241"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (18, '2026-11-21 17:30:47.467561+00', 'olga', 'upload file', 'container 1', '{"file": "d8934ae0-ff81-4a9c-88cc-692aa0aabaf5", "bytes": 882044, "title": "sunday", "sha256": "25a48490a3e7902ab2989e46ebcf91e2b4d229537f1a4566ec4627dba4953110"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (19, '2026-11-21 17:30:49.854119+00', 'olga', 'upload file', 'container 1', '{"file": "435ec211-e64f-4b8c-bbaf-fa6e129e8928", "bytes": 48044, "title": "monday", "sha256": "0904b8633c5117e9de5feab7e86c7df726cf3e5f15f550330c14d6e96a2eaf64"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (20, '2026-11-21 17:30:50.151368+00', 'olga', 'create bucket', 'bucket 26', '{"name": "Gone soon"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (21, '2026-11-21 17:30:50.647583+00', 'olga', 'delete bucket', 'bucket 26', '{"name": "Gone soon"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (22, '2026-11-21 17:30:51.015759+00', 'olga', 'cancel upload', 'bucket 24', '{"title": "Not wanted"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (23, '2026-11-21 17:30:52.142036+00', 'olga', 'upload file', 'bucket 24', '{"file": "6", "bytes": 3244, "title": "Worker died", "sha256": "9160bbc5ec0f5ee4f4f373b42f59d84cfcf7e10af3e3f7354de73287636ec315"}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_auditentry VALUES (24, '2026-11-21 17:30:59.789991+00', 'olga', 'identify', 'project 1', '{"code": 1001, "sample": "sample.wav", "identification": 1}', '192.0.2.7', 2, NULL);
INSERT INTO public.accounts_servicetoken VALUES ('b54141ec10da2f8c7ce8aee3d8d7ffeae4fbb9f66f71fef0cf6e8ba08773b5017562be8fb51bb9f0f7682e613f6e57c8cfb1a39ff869659be1804d450d347dfb', 'acrp_1111111111', '2026-11-21 17:30:34.846064+00', NULL, 'eba71f78-8b62-453c-89d3-a54249ae1147', 'reports', '["read-buckets", "write-buckets"]', NULL, NULL, 2);
INSERT INTO public.accounts_servicetoken VALUES ('d2ce3cf06e976c3fc7ea89886a57ed9efa8bd61b465d98df19b8e3453e8e1b44cbd236d7a2819880b1fa12b2f0725f489e9765ea535eb8cd865ef0574cfd29e8', 'acrp_2222222222', '2026-11-21 17:30:34.871777+00', NULL, 'f842a70e-fc5b-48df-be94-63719f5a1340', 'old', '["read-buckets"]', '2026-11-21 17:30:34.880414+00', NULL, 3);
INSERT INTO public.accounts_user VALUES (3, 'pbkdf2_sha256$1000000$2jzZbad5OrwD5kQg5hrhoa$TTSMaWoXFcX1S/4FDuPPi5U6kLc3DIjkPbLz7JZF3sc=', NULL, false, 'vera', '', '', '', false, true, '2026-11-21 17:30:33.23912+00');
INSERT INTO public.accounts_user VALUES (4, 'pbkdf2_sha256$1000000$ZpI1BLO5LvPIuhsm9abK1q$vlg/2GZWCUUWgevM2KcO8XXwnWhdQx97ybNO5IB4Lb0=', NULL, false, 'gone', '', '', '', false, false, '2026-11-21 17:30:33.95541+00');
INSERT INTO public.accounts_user VALUES (1, 'pbkdf2_sha256$1000000$Rtx1zY50fQnY2lg1G66q6N$Z35QTZ07US80m93VuMEgJ/dnYjqFIjkAdCiERRt2Khk=', '2026-11-21 17:30:34.980911+00', true, 'admin', '', '', 'admin@example.org', true, true, '2026-11-21 17:30:31.784547+00');
INSERT INTO public.accounts_user VALUES (2, 'pbkdf2_sha256$1000000$1P94A9jRtvK1VASDQsNMa0$CR/5mhe/G20GrjA3DYT4x1Okux5ppeP7HhBrabQ0xNc=', '2026-11-21 17:30:35.019578+00', false, 'olga', '', '', '', false, true, '2026-11-21 17:30:32.580714+00');
INSERT INTO public.accounts_user_groups VALUES (1, 1, 3);
INSERT INTO public.accounts_user_groups VALUES (2, 2, 2);
INSERT INTO public.accounts_user_groups VALUES (3, 3, 1);
INSERT INTO public.accounts_user_groups VALUES (4, 4, 1);
INSERT INTO public.accounts_user_user_permissions VALUES (1, 3, 64);
INSERT INTO public.acr_audio_file VALUES ('{"id":1,"uid":1,"bucket_id":24,"acr_id":"f5ef3cfdce614cf38e7e663bb3519aab","state":-1,"title":"Überfahrt","user_defined":{},"duration":0,"audio_id":"","data_type":"audio","created_at":"2026-11-21T17:30:38.000000Z","updated_at":"2026-11-21T17:30:39.000000Z","error":"The audio is too short."}', '8a1e753fc8d7fb73b2209b3090824ca3', '2026-11-21 17:30:57.395839+00', NULL, '', 1, 24, 'f5ef3cfdce614cf38e7e663bb3519aab', 'Überfahrt', -1, 0, '', '2026-11-21 17:30:38+00', '2026-11-21 17:30:39+00');
INSERT INTO public.acr_audio_file VALUES ('{"id":3,"uid":1,"bucket_id":24,"acr_id":"1c8e303cbdc84ca6acb080850f26e11f","state":-1,"title":"海の歌","user_defined":{},"duration":0,"audio_id":"","data_type":"audio","created_at":"2026-11-21T17:30:41.000000Z","updated_at":"2026-11-21T17:30:42.000000Z","error":"The audio is too short."}', '6dc99a9d353439ae563ee43b75292410', '2026-11-21 17:30:57.395839+00', NULL, '', 3, 24, '1c8e303cbdc84ca6acb080850f26e11f', '海の歌', -1, 0, '', '2026-11-21 17:30:41+00', '2026-11-21 17:30:42+00');
INSERT INTO public.acr_audio_file VALUES ('{"id":4,"uid":1,"bucket_id":24,"acr_id":"aef8df0a93ea418db4178fa0064e66ab","state":-1,"title":"From a service","user_defined":{},"duration":0,"audio_id":"","data_type":"audio","created_at":"2026-11-21T17:30:42.000000Z","updated_at":"2026-11-21T17:30:44.000000Z","error":"The audio is too short."}', 'fa0dea766c40fe59db3269704e29162c', '2026-11-21 17:30:57.395839+00', NULL, '', 4, 24, 'aef8df0a93ea418db4178fa0064e66ab', 'From a service', -1, 0, '', '2026-11-21 17:30:42+00', '2026-11-21 17:30:44+00');
INSERT INTO public.acr_audio_file VALUES ('{"id":5,"uid":1,"bucket_id":24,"acr_id":"9cac31c7933e444b8e0bf4dcb3c0b5d4","state":1,"title":"Tidewater","user_defined":{},"duration":24,"audio_id":"","data_type":"audio","created_at":"2026-11-21T17:30:44.000000Z","updated_at":"2026-11-21T17:30:46.000000Z"}', '8912e145c459a2f11add03b5bd2497de', '2026-11-21 17:30:57.395839+00', NULL, '', 5, 24, '9cac31c7933e444b8e0bf4dcb3c0b5d4', 'Tidewater', 1, 24, '', '2026-11-21 17:30:44+00', '2026-11-21 17:30:46+00');
INSERT INTO public.acr_audio_file VALUES ('{"id":6,"uid":1,"bucket_id":24,"acr_id":"87ecbb33c6e1456eab6dd02069d123c0","state":-1,"title":"Worker died","user_defined":{},"duration":0,"audio_id":"","data_type":"audio","created_at":"2026-11-21T17:30:51.000000Z","updated_at":"2026-11-21T17:30:52.000000Z","error":"The audio is too short."}', '665faf3f7dca57ee8624dd44962deb6b', '2026-11-21 17:30:57.395839+00', NULL, '', 6, 24, '87ecbb33c6e1456eab6dd02069d123c0', 'Worker died', -1, 0, '', '2026-11-21 17:30:51+00', '2026-11-21 17:30:52+00');
INSERT INTO public.acr_audio_file VALUES ('{"id":2,"uid":1,"bucket_id":24,"acr_id":"5adcf00d7302418bb23b653e6f17e83c","state":-1,"title":"Night train","user_defined":{},"duration":0,"audio_id":"","data_type":"audio","created_at":"2026-11-21T17:30:39.000000Z","updated_at":"2026-11-21T17:30:40.000000Z","error":"The audio is too short."}', '3f08a9eef13901cb63ced49ac2e27cbe', '2026-11-21 17:30:57.395839+00', '2026-11-21 17:30:58.149956+00', '', 2, 24, '5adcf00d7302418bb23b653e6f17e83c', 'Night train', -1, 0, '', '2026-11-21 17:30:39+00', '2026-11-21 17:30:40+00');
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, 0, false, -6, 6);
INSERT INTO public.acr_audio_file_tally VALUES (24, -1, false, 5, 5);
INSERT INTO public.acr_audio_file_tally VALUES (24, 1, false, 1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, -1, false, -1, 1);
INSERT INTO public.acr_audio_file_tally VALUES (24, -1, true, 1, 1);
INSERT INTO public.acr_bucket VALUES ('{"id":25,"uid":1,"name":"Stations","type":"Live","node":"127.0.0.1-25","state":1,"region":"eu-west-1","metadata_template":null,"labels":[],"net_type":1,"created_at":"2026-11-21 17:30:35","updated_at":"2026-11-21 17:30:35","num":0,"size":"0","access_permission":"private"}', 'be8bea23b2f9682258fa3fee8beb9125', '2026-11-21 17:30:35.220587+00', NULL, '', 25, 'Stations', 'Live', 'eu-west-1', 1, 0, 0, '2026-11-21 17:30:35+00', '2026-11-21 17:30:35+00');
INSERT INTO public.acr_bucket VALUES ('{"id":26,"uid":1,"name":"Gone soon","type":"File","node":"127.0.0.1-26","state":1,"region":"eu-west-1","metadata_template":null,"labels":[],"net_type":1,"created_at":"2026-11-21 17:30:50","updated_at":"2026-11-21 17:30:50","num":0,"size":"0","access_permission":"private"}', 'd12441dded4c1d68b741ca265612970f', '2026-11-21 17:30:50.047199+00', '2026-11-21 17:30:50.339081+00', '', 26, 'Gone soon', 'File', 'eu-west-1', 1, 0, 0, '2026-11-21 17:30:50+00', '2026-11-21 17:30:50+00');
INSERT INTO public.acr_bucket VALUES ('{"id":23,"uid":1,"name":"ACRCloud Music","type":"ACRCloudFile","node":"127.0.0.1-23","state":1,"region":"eu-west-1","metadata_template":null,"labels":["Music"],"net_type":1,"created_at":"2026-11-21 17:25:23","updated_at":"2026-11-21 17:25:23","num":0,"size":"0","access_permission":"private"}', '1e4ca8786eb76d0386fc457ea54e7a8b', '2026-11-21 17:30:56.640358+00', NULL, '', 23, 'ACRCloud Music', 'ACRCloudFile', 'eu-west-1', 1, 0, 0, '2026-11-21 17:25:23+00', '2026-11-21 17:25:23+00');
INSERT INTO public.acr_bucket VALUES ('{"id":24,"uid":1,"name":"Station music","type":"File","node":"127.0.0.1-24","state":1,"region":"eu-west-1","metadata_template":null,"labels":["Music"],"net_type":1,"created_at":"2026-11-21 17:30:35","updated_at":"2026-11-21 17:30:52","num":6,"size":"25","access_permission":"private"}', '1be38b4be7ea625b654739b622a6d5fa', '2026-11-21 17:30:56.640358+00', NULL, '', 24, 'Station music', 'File', 'eu-west-1', 1, 6, 25, '2026-11-21 17:30:35+00', '2026-11-21 17:30:52+00');
INSERT INTO public.acr_container VALUES ('{"id":1,"uid":1,"name":"Nights","region":"eu-west-1","state":1,"audio_type":"linein","engine":1,"policy":{"type":"traverse","interval":0,"rec_length":10},"buckets":[{"id":24,"name":"Station music","type":"File","metadata_template":null}],"callback_url":"**************************************************************************","deepright":false,"music_detection":false,"ai_detection":false,"num":2,"size":930088,"created_at":"2026-11-21T17:30:37.000000Z","updated_at":"2026-11-21T17:30:51.000000Z"}', '60580b3360e903a798344a76907ddba9', '2026-11-21 17:30:55.7169+00', NULL, 'gAAAAABrAdVPw5N03M2gfI1tpHx6740dETNukEAAbpqUYZDlZG9voYwk8XAo6P1aWDN8G5DHftVLU2Uf-ZOqcee7SGJoCgB3t94jqYj4oPBjBkNCQRyNLEKh_cnsOuKmzx_oJ7yuSvrjsGe2y_nJxyHJItkHa9zLvKotPe78vsZLZgkB3fANzgLLT9iosqdQw7CtNcNyTSER', 1, 'Nights', 'eu-west-1', 'linein', 1, 'traverse', 2, 930088, '2026-11-21 17:30:37+00', '2026-11-21 17:30:51+00');
INSERT INTO public.acr_container_bucket VALUES (1, 24);
INSERT INTO public.acr_project VALUES ('{"id":1,"uid":1,"access_key":"9c03c5a0d29fde3864566044f01502af","access_secret":"****************************************","name":"Monitoring","service_type":"AVR","state":1,"region":"eu-west-1","day_limit":0,"total_limit":0,"qps_limit":0,"audio_type":"linein","version":1,"external_id":"","created_at":"2026-11-21T17:30:35.000000Z","updated_at":"2026-11-21T17:30:35.000000Z","buckets":[{"id":24,"name":"Station music","type":"File","metadata_template":null}],"status_check":2,"external_ids":[]}', '3d9e6b9f7df15bb5946fc98f7e6d833b', '2026-11-21 17:30:35.27782+00', NULL, 'gAAAAABrAdU7M3ebfce6wBr6oaGo9Yug75fCr3iTxbiUxO4aMCcph7ZUpO_mvNGH77dq4CRDbCL_BraE_5w-2mbHUT7JELGSCUkaBUTpfRVia_a5_yIeN1DrY_7_hwwjQmB2iNNbolHL09rH68c1xA4QmK9Jmqzrbg==', 1, 'Monitoring', 'AVR', 'eu-west-1', 1, '9c03c5a0d29fde3864566044f01502af', 'linein', 0, '2026-11-21 17:30:35+00', '2026-11-21 17:30:35+00');
INSERT INTO public.acr_project_bucket VALUES (1, 24);
INSERT INTO public.acr_scan_result VALUES ('d8934ae0-ff81-4a9c-88cc-692aa0aabaf5', '{"custom_files":[{"offset":0.35,"played_duration":19.6,"type":"traverse","result":{"acrid":"9cac31c7933e444b8e0bf4dcb3c0b5d4","title":"Tidewater","bucket_id":"24","audio_id":"","duration_ms":24000,"score":100,"db_begin_time_offset_ms":348,"db_end_time_offset_ms":10348,"sample_begin_time_offset_ms":0,"sample_end_time_offset_ms":10000,"play_offset_ms":10348}}]}', '46bf325426d6aa536e27fd5084df0ae1', '2026-11-21 17:30:57.891265+00', 1);
INSERT INTO public.acr_scanned_file VALUES ('{"id":"435ec211-e64f-4b8c-bbaf-fa6e129e8928","uid":1,"cid":1,"name":"monday","duration":3,"uri":"audio:monday.wav","url":"","data_type":"audio","engine":1,"count":0,"total":0,"state":-1,"music_detected":0,"created_at":"2026-11-21T17:30:49.000000Z","updated_at":"2026-11-21T17:30:51.000000Z"}', '43c76931e6d7d705293eb5af61ef49ca', '2026-11-21 17:30:56.873895+00', NULL, '', '435ec211-e64f-4b8c-bbaf-fa6e129e8928', 1, 'monday', 'audio:monday.wav', 'audio', 3, 1, -1, 0, '2026-11-21 17:30:49+00', '2026-11-21 17:30:51+00');
INSERT INTO public.acr_scanned_file VALUES ('{"id":"d8934ae0-ff81-4a9c-88cc-692aa0aabaf5","uid":1,"cid":1,"name":"sunday","duration":20,"uri":"audio:sunday.wav","url":"","data_type":"audio","engine":1,"count":0,"total":0,"state":1,"music_detected":0,"created_at":"2026-11-21T17:30:46.000000Z","updated_at":"2026-11-21T17:30:49.000000Z"}', '351ea3542672663fa4377f48310d5a4e', '2026-11-21 17:30:56.873895+00', NULL, '', 'd8934ae0-ff81-4a9c-88cc-692aa0aabaf5', 1, 'sunday', 'audio:sunday.wav', 'audio', 20, 1, 1, 0, '2026-11-21 17:30:46+00', '2026-11-21 17:30:49+00');
INSERT INTO public.acr_scanned_file_tally VALUES (1, 0, false, 1, 1);
INSERT INTO public.acr_scanned_file_tally VALUES (1, 0, false, 1, 1);
INSERT INTO public.acr_scanned_file_tally VALUES (1, 1, false, 1, 1);
INSERT INTO public.acr_scanned_file_tally VALUES (1, 0, false, -2, 2);
INSERT INTO public.acr_scanned_file_tally VALUES (1, -1, false, 1, 1);
INSERT INTO public.auth_group VALUES (1, 'viewer');
INSERT INTO public.auth_group VALUES (2, 'operator');
INSERT INTO public.auth_group VALUES (3, 'admin');
INSERT INTO public.auth_permission VALUES (1, 'Can add identification', 1, 'add_identification');
INSERT INTO public.auth_permission VALUES (2, 'Can change identification', 1, 'change_identification');
INSERT INTO public.auth_permission VALUES (3, 'Can delete identification', 1, 'delete_identification');
INSERT INTO public.auth_permission VALUES (4, 'Can view identification', 1, 'view_identification');
INSERT INTO public.auth_permission VALUES (5, 'Can add second opinion', 2, 'add_secondopinion');
INSERT INTO public.auth_permission VALUES (6, 'Can change second opinion', 2, 'change_secondopinion');
INSERT INTO public.auth_permission VALUES (7, 'Can delete second opinion', 2, 'delete_secondopinion');
INSERT INTO public.auth_permission VALUES (8, 'Can view second opinion', 2, 'view_secondopinion');
INSERT INTO public.auth_permission VALUES (9, 'Can add container', 3, 'add_container');
INSERT INTO public.auth_permission VALUES (10, 'Can change container', 3, 'change_container');
INSERT INTO public.auth_permission VALUES (11, 'Can delete container', 3, 'delete_container');
INSERT INTO public.auth_permission VALUES (12, 'Can view container', 3, 'view_container');
INSERT INTO public.auth_permission VALUES (13, 'Can add container bucket', 4, 'add_containerbucket');
INSERT INTO public.auth_permission VALUES (14, 'Can change container bucket', 4, 'change_containerbucket');
INSERT INTO public.auth_permission VALUES (15, 'Can delete container bucket', 4, 'delete_containerbucket');
INSERT INTO public.auth_permission VALUES (16, 'Can view container bucket', 4, 'view_containerbucket');
INSERT INTO public.auth_permission VALUES (17, 'Can add scanned file', 5, 'add_scannedfile');
INSERT INTO public.auth_permission VALUES (18, 'Can change scanned file', 5, 'change_scannedfile');
INSERT INTO public.auth_permission VALUES (19, 'Can delete scanned file', 5, 'delete_scannedfile');
INSERT INTO public.auth_permission VALUES (20, 'Can view scanned file', 5, 'view_scannedfile');
INSERT INTO public.auth_permission VALUES (21, 'Can add scan result', 6, 'add_scanresult');
INSERT INTO public.auth_permission VALUES (22, 'Can change scan result', 6, 'change_scanresult');
INSERT INTO public.auth_permission VALUES (23, 'Can delete scan result', 6, 'delete_scanresult');
INSERT INTO public.auth_permission VALUES (24, 'Can view scan result', 6, 'view_scanresult');
INSERT INTO public.auth_permission VALUES (25, 'Can add callback address', 7, 'add_callbackaddress');
INSERT INTO public.auth_permission VALUES (26, 'Can change callback address', 7, 'change_callbackaddress');
INSERT INTO public.auth_permission VALUES (27, 'Can delete callback address', 7, 'delete_callbackaddress');
INSERT INTO public.auth_permission VALUES (28, 'Can view callback address', 7, 'view_callbackaddress');
INSERT INTO public.auth_permission VALUES (29, 'Can add delivery', 8, 'add_delivery');
INSERT INTO public.auth_permission VALUES (30, 'Can change delivery', 8, 'change_delivery');
INSERT INTO public.auth_permission VALUES (31, 'Can delete delivery', 8, 'delete_delivery');
INSERT INTO public.auth_permission VALUES (32, 'Can view delivery', 8, 'view_delivery');
INSERT INTO public.auth_permission VALUES (33, 'Can add delivery attempt', 9, 'add_deliveryattempt');
INSERT INTO public.auth_permission VALUES (34, 'Can change delivery attempt', 9, 'change_deliveryattempt');
INSERT INTO public.auth_permission VALUES (35, 'Can delete delivery attempt', 9, 'delete_deliveryattempt');
INSERT INTO public.auth_permission VALUES (36, 'Can view delivery attempt', 9, 'view_deliveryattempt');
INSERT INTO public.auth_permission VALUES (37, 'Can add project', 10, 'add_project');
INSERT INTO public.auth_permission VALUES (38, 'Can change project', 10, 'change_project');
INSERT INTO public.auth_permission VALUES (39, 'Can delete project', 10, 'delete_project');
INSERT INTO public.auth_permission VALUES (40, 'Can view project', 10, 'view_project');
INSERT INTO public.auth_permission VALUES (41, 'Can add project bucket', 11, 'add_projectbucket');
INSERT INTO public.auth_permission VALUES (42, 'Can change project bucket', 11, 'change_projectbucket');
INSERT INTO public.auth_permission VALUES (43, 'Can delete project bucket', 11, 'delete_projectbucket');
INSERT INTO public.auth_permission VALUES (44, 'Can view project bucket', 11, 'view_projectbucket');
INSERT INTO public.auth_permission VALUES (45, 'Can add bucket health', 12, 'add_buckethealth');
INSERT INTO public.auth_permission VALUES (46, 'Can change bucket health', 12, 'change_buckethealth');
INSERT INTO public.auth_permission VALUES (47, 'Can delete bucket health', 12, 'delete_buckethealth');
INSERT INTO public.auth_permission VALUES (48, 'Can view bucket health', 12, 'view_buckethealth');
INSERT INTO public.auth_permission VALUES (49, 'Can add day count', 13, 'add_daycount');
INSERT INTO public.auth_permission VALUES (50, 'Can change day count', 13, 'change_daycount');
INSERT INTO public.auth_permission VALUES (51, 'Can delete day count', 13, 'delete_daycount');
INSERT INTO public.auth_permission VALUES (52, 'Can view day count', 13, 'view_daycount');
INSERT INTO public.auth_permission VALUES (53, 'Can add audio file', 14, 'add_audiofile');
INSERT INTO public.auth_permission VALUES (54, 'Can change audio file', 14, 'change_audiofile');
INSERT INTO public.auth_permission VALUES (55, 'Can delete audio file', 14, 'delete_audiofile');
INSERT INTO public.auth_permission VALUES (56, 'Can view audio file', 14, 'view_audiofile');
INSERT INTO public.auth_permission VALUES (57, 'Can add bucket', 15, 'add_bucket');
INSERT INTO public.auth_permission VALUES (58, 'Can change bucket', 15, 'change_bucket');
INSERT INTO public.auth_permission VALUES (59, 'Can delete bucket', 15, 'delete_bucket');
INSERT INTO public.auth_permission VALUES (60, 'Can view bucket', 15, 'view_bucket');
INSERT INTO public.auth_permission VALUES (61, 'Can add upload', 16, 'add_upload');
INSERT INTO public.auth_permission VALUES (62, 'Can change upload', 16, 'change_upload');
INSERT INTO public.auth_permission VALUES (63, 'Can delete upload', 16, 'delete_upload');
INSERT INTO public.auth_permission VALUES (64, 'Can view upload', 16, 'view_upload');
INSERT INTO public.auth_permission VALUES (65, 'Can add live channel', 17, 'add_livechannel');
INSERT INTO public.auth_permission VALUES (66, 'Can change live channel', 17, 'change_livechannel');
INSERT INTO public.auth_permission VALUES (67, 'Can delete live channel', 17, 'delete_livechannel');
INSERT INTO public.auth_permission VALUES (68, 'Can view live channel', 17, 'view_livechannel');
INSERT INTO public.auth_permission VALUES (69, 'Can add mirror remote', 18, 'add_mirrorremote');
INSERT INTO public.auth_permission VALUES (70, 'Can change mirror remote', 18, 'change_mirrorremote');
INSERT INTO public.auth_permission VALUES (71, 'Can delete mirror remote', 18, 'delete_mirrorremote');
INSERT INTO public.auth_permission VALUES (72, 'Can view mirror remote', 18, 'view_mirrorremote');
INSERT INTO public.auth_permission VALUES (73, 'Can add known field', 19, 'add_knownfield');
INSERT INTO public.auth_permission VALUES (74, 'Can change known field', 19, 'change_knownfield');
INSERT INTO public.auth_permission VALUES (75, 'Can delete known field', 19, 'delete_knownfield');
INSERT INTO public.auth_permission VALUES (76, 'Can view known field', 19, 'view_knownfield');
INSERT INTO public.auth_permission VALUES (77, 'Can add mirror pass', 20, 'add_mirrorpass');
INSERT INTO public.auth_permission VALUES (78, 'Can change mirror pass', 20, 'change_mirrorpass');
INSERT INTO public.auth_permission VALUES (79, 'Can delete mirror pass', 20, 'delete_mirrorpass');
INSERT INTO public.auth_permission VALUES (80, 'Can view mirror pass', 20, 'view_mirrorpass');
INSERT INTO public.auth_permission VALUES (81, 'Can add mirror scope', 21, 'add_mirrorscope');
INSERT INTO public.auth_permission VALUES (82, 'Can change mirror scope', 21, 'change_mirrorscope');
INSERT INTO public.auth_permission VALUES (83, 'Can delete mirror scope', 21, 'delete_mirrorscope');
INSERT INTO public.auth_permission VALUES (84, 'Can view mirror scope', 21, 'view_mirrorscope');
INSERT INTO public.auth_permission VALUES (85, 'Can add quarantined row', 22, 'add_quarantinedrow');
INSERT INTO public.auth_permission VALUES (86, 'Can change quarantined row', 22, 'change_quarantinedrow');
INSERT INTO public.auth_permission VALUES (87, 'Can delete quarantined row', 22, 'delete_quarantinedrow');
INSERT INTO public.auth_permission VALUES (88, 'Can view quarantined row', 22, 'view_quarantinedrow');
INSERT INTO public.auth_permission VALUES (89, 'Can add side due', 23, 'add_sidedue');
INSERT INTO public.auth_permission VALUES (90, 'Can change side due', 23, 'change_sidedue');
INSERT INTO public.auth_permission VALUES (91, 'Can delete side due', 23, 'delete_sidedue');
INSERT INTO public.auth_permission VALUES (92, 'Can view side due', 23, 'view_sidedue');
INSERT INTO public.auth_permission VALUES (93, 'Can add missing row', 24, 'add_missingrow');
INSERT INTO public.auth_permission VALUES (94, 'Can change missing row', 24, 'change_missingrow');
INSERT INTO public.auth_permission VALUES (95, 'Can delete missing row', 24, 'delete_missingrow');
INSERT INTO public.auth_permission VALUES (96, 'Can view missing row', 24, 'view_missingrow');
INSERT INTO public.auth_permission VALUES (97, 'Can add seen row', 25, 'add_seenrow');
INSERT INTO public.auth_permission VALUES (98, 'Can change seen row', 25, 'change_seenrow');
INSERT INTO public.auth_permission VALUES (99, 'Can delete seen row', 25, 'delete_seenrow');
INSERT INTO public.auth_permission VALUES (100, 'Can view seen row', 25, 'view_seenrow');
INSERT INTO public.auth_permission VALUES (101, 'Can add heartbeat', 26, 'add_heartbeat');
INSERT INTO public.auth_permission VALUES (102, 'Can change heartbeat', 26, 'change_heartbeat');
INSERT INTO public.auth_permission VALUES (103, 'Can delete heartbeat', 26, 'delete_heartbeat');
INSERT INTO public.auth_permission VALUES (104, 'Can view heartbeat', 26, 'view_heartbeat');
INSERT INTO public.auth_permission VALUES (105, 'Can add job', 27, 'add_job');
INSERT INTO public.auth_permission VALUES (106, 'Can change job', 27, 'change_job');
INSERT INTO public.auth_permission VALUES (107, 'Can delete job', 27, 'delete_job');
INSERT INTO public.auth_permission VALUES (108, 'Can view job', 27, 'view_job');
INSERT INTO public.auth_permission VALUES (109, 'Can add user', 28, 'add_user');
INSERT INTO public.auth_permission VALUES (110, 'Can change user', 28, 'change_user');
INSERT INTO public.auth_permission VALUES (111, 'Can delete user', 28, 'delete_user');
INSERT INTO public.auth_permission VALUES (112, 'Can view user', 28, 'view_user');
INSERT INTO public.auth_permission VALUES (113, 'Can add service token', 29, 'add_servicetoken');
INSERT INTO public.auth_permission VALUES (114, 'Can change service token', 29, 'change_servicetoken');
INSERT INTO public.auth_permission VALUES (115, 'Can delete service token', 29, 'delete_servicetoken');
INSERT INTO public.auth_permission VALUES (116, 'Can view service token', 29, 'view_servicetoken');
INSERT INTO public.auth_permission VALUES (117, 'Can add audit entry', 30, 'add_auditentry');
INSERT INTO public.auth_permission VALUES (118, 'Can change audit entry', 30, 'change_auditentry');
INSERT INTO public.auth_permission VALUES (119, 'Can delete audit entry', 30, 'delete_auditentry');
INSERT INTO public.auth_permission VALUES (120, 'Can view audit entry', 30, 'view_auditentry');
INSERT INTO public.auth_permission VALUES (121, 'Can add log entry', 31, 'add_logentry');
INSERT INTO public.auth_permission VALUES (122, 'Can change log entry', 31, 'change_logentry');
INSERT INTO public.auth_permission VALUES (123, 'Can delete log entry', 31, 'delete_logentry');
INSERT INTO public.auth_permission VALUES (124, 'Can view log entry', 31, 'view_logentry');
INSERT INTO public.auth_permission VALUES (125, 'Can add permission', 32, 'add_permission');
INSERT INTO public.auth_permission VALUES (126, 'Can change permission', 32, 'change_permission');
INSERT INTO public.auth_permission VALUES (127, 'Can delete permission', 32, 'delete_permission');
INSERT INTO public.auth_permission VALUES (128, 'Can view permission', 32, 'view_permission');
INSERT INTO public.auth_permission VALUES (129, 'Can add group', 33, 'add_group');
INSERT INTO public.auth_permission VALUES (130, 'Can change group', 33, 'change_group');
INSERT INTO public.auth_permission VALUES (131, 'Can delete group', 33, 'delete_group');
INSERT INTO public.auth_permission VALUES (132, 'Can view group', 33, 'view_group');
INSERT INTO public.auth_permission VALUES (133, 'Can add content type', 34, 'add_contenttype');
INSERT INTO public.auth_permission VALUES (134, 'Can change content type', 34, 'change_contenttype');
INSERT INTO public.auth_permission VALUES (135, 'Can delete content type', 34, 'delete_contenttype');
INSERT INTO public.auth_permission VALUES (136, 'Can view content type', 34, 'view_contenttype');
INSERT INTO public.auth_permission VALUES (137, 'Can add session', 35, 'add_session');
INSERT INTO public.auth_permission VALUES (138, 'Can change session', 35, 'change_session');
INSERT INTO public.auth_permission VALUES (139, 'Can delete session', 35, 'delete_session');
INSERT INTO public.auth_permission VALUES (140, 'Can view session', 35, 'view_session');
INSERT INTO public.buckets_upload VALUES (4, 'dbd98cbf-9db2-4674-9823-bde42e16d7ff', 'bucket', '24', 'Station music', 'olga by reports', '192.0.2.8', 'From a service', 'From a service.wav', 'audio', '{}', 3244, 3244, '12427433fbca1844dacd0f286f804901004bf30a09cac04638f92dca42a304d2', '', 'sent', '{"newest": 3}', NULL, '', NULL, '4', '2026-11-21 17:30:41.974515+00', '2026-11-21 17:30:43.372995+00', '2026-11-21 17:30:43.372995+00', '2026-11-21 17:30:43.492661+00', 2, 5, 14, 'b54141ec10da2f8c7ce8aee3d8d7ffeae4fbb9f66f71fef0cf6e8ba08773b5017562be8fb51bb9f0f7682e613f6e57c8cfb1a39ff869659be1804d450d347dfb');
INSERT INTO public.buckets_upload VALUES (1, 'ab6b5a89-b03a-41fb-b909-6ff903dadac7', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Überfahrt', 'Überfahrt.wav', 'audio', '{}', 3244, 3244, '7fd865d259c26e6093ef158f3c418d5e5f5522a4ad35deac497a3e6d6d267664', '', 'sent', '{"newest": 0}', NULL, '', NULL, '1', '2026-11-21 17:30:38.045974+00', '2026-11-21 17:30:38.982904+00', '2026-11-21 17:30:38.982904+00', NULL, 2, 1, 14, NULL);
INSERT INTO public.buckets_upload VALUES (2, '3e8cec6e-cb40-4bda-b320-55992dc240a3', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Night train', 'Night train.wav', 'audio', '{}', 3244, 3244, '12e8fe1c3df24c5d28e69ea1c5b8a58c01a1ebc83e65ec5ef97535150ef75193', '', 'sent', '{"newest": 1}', NULL, '', NULL, '2', '2026-11-21 17:30:39.121921+00', '2026-11-21 17:30:40.523283+00', '2026-11-21 17:30:40.523283+00', NULL, 2, 3, 14, NULL);
INSERT INTO public.buckets_upload VALUES (3, '7a98af23-ff29-4444-b318-120ac2a44ab9', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', '海の歌', '海の歌.wav', 'audio', '{}', 3244, 3244, 'ba5b5b99bf2d6dac618ad0333f9bd8472c83c3e4e47a837ac99b15c3ebf920d0', '', 'sent', '{"newest": 2}', NULL, '', NULL, '3', '2026-11-21 17:30:40.728813+00', '2026-11-21 17:30:41.636365+00', '2026-11-21 17:30:41.636365+00', NULL, 2, 4, 14, NULL);
INSERT INTO public.buckets_upload VALUES (8, '90c6788d-9912-4d61-8335-d69de39b15a8', 'bucket', '26', 'Gone soon', 'olga', '192.0.2.7', 'Too late', 'Too late.wav', 'audio', '{}', 3244, 3244, '958e27ea51673e1775c0b655bf4e9f71aca11f4d2496a9462d51f0e586f49ae4', '950d592982444b138c053c9885e4c8db', 'failed', NULL, NULL, 'There is no such bucket.', NULL, NULL, '2026-11-21 17:30:50.222036+00', '2026-11-21 17:30:50.798651+00', NULL, NULL, 2, 10, 14, NULL);
INSERT INTO public.buckets_upload VALUES (5, '4cf75297-d8a4-465e-a951-fa32c71e6e6b', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Tidewater', 'tidewater.wav', 'audio', '{}', 1058444, 1058444, '279e1162cc4a36f98b0b822f248b3f621342cb3314a5aaae15083a97aab2c241', '', 'sent', '{"newest": 4}', NULL, '', NULL, '5', '2026-11-21 17:30:44.210271+00', '2026-11-21 17:30:45.385779+00', '2026-11-21 17:30:45.385779+00', NULL, 2, 6, 14, NULL);
INSERT INTO public.buckets_upload VALUES (6, '810ce411-d8fd-4925-a6ee-1a771a20ca8e', 'container', '1', 'Nights', 'olga', '192.0.2.7', 'sunday', 'sunday.wav', 'audio', '{}', 882044, 882044, '25a48490a3e7902ab2989e46ebcf91e2b4d229537f1a4566ec4627dba4953110', '', 'sent', '{"ids": []}', NULL, '', NULL, 'd8934ae0-ff81-4a9c-88cc-692aa0aabaf5', '2026-11-21 17:30:46.586666+00', '2026-11-21 17:30:47.427227+00', '2026-11-21 17:30:47.427227+00', NULL, 2, 7, 5, NULL);
INSERT INTO public.buckets_upload VALUES (7, '82ade09e-64db-4d6a-a8bd-7c4e8e949f78', 'container', '1', 'Nights', 'olga', '192.0.2.7', 'monday', 'monday.wav', 'audio', '{}', 48044, 48044, '0904b8633c5117e9de5feab7e86c7df726cf3e5f15f550330c14d6e96a2eaf64', '', 'sent', '{"ids": []}', NULL, '', NULL, '435ec211-e64f-4b8c-bbaf-fa6e129e8928', '2026-11-21 17:30:49.262698+00', '2026-11-21 17:30:49.83442+00', '2026-11-21 17:30:49.83442+00', NULL, 2, 9, 5, NULL);
INSERT INTO public.buckets_upload VALUES (9, 'e148700f-1db8-42de-9524-3db23c680f76', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Not wanted', 'Not wanted.wav', 'audio', '{}', 3244, 3244, 'de54c822f73ca62eceaf84774c2a724a6442a3963f26f3dfa4ab180e9e088da8', '', 'cancelled', NULL, NULL, '', NULL, NULL, '2026-11-21 17:30:50.96981+00', '2026-11-21 17:30:51.003916+00', NULL, NULL, 2, 11, 14, NULL);
INSERT INTO public.buckets_upload VALUES (10, '67bc9797-8dbb-4f79-939a-41b176f2645c', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Half here', 'half.wav', 'audio', '{}', 3244, 1000, '', '197b49a7d40f4e829744e419288c0b7a', 'receiving', NULL, NULL, '', NULL, NULL, '2026-11-21 17:30:51.077809+00', '2026-11-21 17:30:51.203226+00', NULL, NULL, 2, NULL, 14, NULL);
INSERT INTO public.buckets_upload VALUES (13, '6603229c-61fb-4875-ac52-db9068908b58', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Waiting', 'Waiting.wav', 'audio', '{}', 3244, 3244, '859bd96dbcc24dfa787ecc2390cbc8aa1f4a89e4f3387bbaaec9faa0707304b5', '9559406a011342468d66e6d80e1d2738', 'waiting', NULL, NULL, '', NULL, NULL, '2026-11-21 17:30:52.51941+00', '2026-11-21 17:30:52.51941+00', NULL, NULL, 2, 14, 14, NULL);
INSERT INTO public.buckets_upload VALUES (11, 'acba135e-a9b2-4b5f-bbfe-2181aba86f8b', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'Worker died', 'Worker died.wav', 'audio', '{}', 3244, 3244, '9160bbc5ec0f5ee4f4f373b42f59d84cfcf7e10af3e3f7354de73287636ec315', '', 'sent', '{"newest": 5}', NULL, '', NULL, '6', '2026-11-21 17:30:51.288225+00', '2026-11-21 17:30:52.13471+00', '2026-11-21 17:30:52.13471+00', NULL, 2, 12, 14, NULL);
INSERT INTO public.buckets_upload VALUES (12, '19e424bc-bc5b-47cc-a75f-ae63d78044b7', 'bucket', '24', 'Station music', 'olga', '192.0.2.7', 'On its way', 'On its way.wav', 'audio', '{}', 3244, 3244, '7bebe1c7d4ac2e1cfb575706803147aa2971ad207557371b08c0a18d9581f9f2', 'ac13bff0d4fa465e90df634b0170de9f', 'sending', '{"newest": 6}', 'ddeff3d14ab96e5e9cb805e415ff18ad4ed1d8fab4d8253f221d9ce4143b245d', '', NULL, NULL, '2026-11-21 17:30:52.225079+00', '2026-11-21 17:30:52.396475+00', NULL, NULL, 2, 13, 14, NULL);
INSERT INTO public.django_content_type VALUES (1, 'identification', 'identification');
INSERT INTO public.django_content_type VALUES (2, 'identification', 'secondopinion');
INSERT INTO public.django_content_type VALUES (3, 'scanning', 'container');
INSERT INTO public.django_content_type VALUES (4, 'scanning', 'containerbucket');
INSERT INTO public.django_content_type VALUES (5, 'scanning', 'scannedfile');
INSERT INTO public.django_content_type VALUES (6, 'scanning', 'scanresult');
INSERT INTO public.django_content_type VALUES (7, 'scanning', 'callbackaddress');
INSERT INTO public.django_content_type VALUES (8, 'scanning', 'delivery');
INSERT INTO public.django_content_type VALUES (9, 'scanning', 'deliveryattempt');
INSERT INTO public.django_content_type VALUES (10, 'projects', 'project');
INSERT INTO public.django_content_type VALUES (11, 'projects', 'projectbucket');
INSERT INTO public.django_content_type VALUES (12, 'projects', 'buckethealth');
INSERT INTO public.django_content_type VALUES (13, 'projects', 'daycount');
INSERT INTO public.django_content_type VALUES (14, 'buckets', 'audiofile');
INSERT INTO public.django_content_type VALUES (15, 'buckets', 'bucket');
INSERT INTO public.django_content_type VALUES (16, 'buckets', 'upload');
INSERT INTO public.django_content_type VALUES (17, 'buckets', 'livechannel');
INSERT INTO public.django_content_type VALUES (18, 'mirror', 'mirrorremote');
INSERT INTO public.django_content_type VALUES (19, 'mirror', 'knownfield');
INSERT INTO public.django_content_type VALUES (20, 'mirror', 'mirrorpass');
INSERT INTO public.django_content_type VALUES (21, 'mirror', 'mirrorscope');
INSERT INTO public.django_content_type VALUES (22, 'mirror', 'quarantinedrow');
INSERT INTO public.django_content_type VALUES (23, 'mirror', 'sidedue');
INSERT INTO public.django_content_type VALUES (24, 'mirror', 'missingrow');
INSERT INTO public.django_content_type VALUES (25, 'mirror', 'seenrow');
INSERT INTO public.django_content_type VALUES (26, 'jobs', 'heartbeat');
INSERT INTO public.django_content_type VALUES (27, 'jobs', 'job');
INSERT INTO public.django_content_type VALUES (28, 'accounts', 'user');
INSERT INTO public.django_content_type VALUES (29, 'accounts', 'servicetoken');
INSERT INTO public.django_content_type VALUES (30, 'accounts', 'auditentry');
INSERT INTO public.django_content_type VALUES (31, 'admin', 'logentry');
INSERT INTO public.django_content_type VALUES (32, 'auth', 'permission');
INSERT INTO public.django_content_type VALUES (33, 'auth', 'group');
INSERT INTO public.django_content_type VALUES (34, 'contenttypes', 'contenttype');
INSERT INTO public.django_content_type VALUES (35, 'sessions', 'session');
INSERT INTO public.django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-11-21 17:30:09.829901+00');
INSERT INTO public.django_migrations VALUES (2, 'contenttypes', '0002_remove_content_type_name', '2026-11-21 17:30:09.871238+00');
INSERT INTO public.django_migrations VALUES (3, 'auth', '0001_initial', '2026-11-21 17:30:10.113783+00');
INSERT INTO public.django_migrations VALUES (4, 'auth', '0002_alter_permission_name_max_length', '2026-11-21 17:30:10.139715+00');
INSERT INTO public.django_migrations VALUES (5, 'auth', '0003_alter_user_email_max_length', '2026-11-21 17:30:10.168572+00');
INSERT INTO public.django_migrations VALUES (6, 'auth', '0004_alter_user_username_opts', '2026-11-21 17:30:10.18525+00');
INSERT INTO public.django_migrations VALUES (7, 'auth', '0005_alter_user_last_login_null', '2026-11-21 17:30:10.210389+00');
INSERT INTO public.django_migrations VALUES (8, 'auth', '0006_require_contenttypes_0002', '2026-11-21 17:30:10.216644+00');
INSERT INTO public.django_migrations VALUES (9, 'auth', '0007_alter_validators_add_error_messages', '2026-11-21 17:30:10.246422+00');
INSERT INTO public.django_migrations VALUES (10, 'auth', '0008_alter_user_username_max_length', '2026-11-21 17:30:10.271484+00');
INSERT INTO public.django_migrations VALUES (11, 'auth', '0009_alter_user_last_name_max_length', '2026-11-21 17:30:10.29358+00');
INSERT INTO public.django_migrations VALUES (12, 'auth', '0010_alter_group_name_max_length', '2026-11-21 17:30:10.318587+00');
INSERT INTO public.django_migrations VALUES (13, 'auth', '0011_update_proxy_permissions', '2026-11-21 17:30:10.332923+00');
INSERT INTO public.django_migrations VALUES (14, 'auth', '0012_alter_user_first_name_max_length', '2026-11-21 17:30:10.356368+00');
INSERT INTO public.django_migrations VALUES (15, 'accounts', '0001_initial', '2026-11-21 17:30:10.648097+00');
INSERT INTO public.django_migrations VALUES (16, 'accounts', '0002_roles', '2026-11-21 17:30:10.692146+00');
INSERT INTO public.django_migrations VALUES (17, 'accounts', '0003_index_of_actors', '2026-11-21 17:30:10.722758+00');
INSERT INTO public.django_migrations VALUES (18, 'admin', '0001_initial', '2026-11-21 17:30:10.805933+00');
INSERT INTO public.django_migrations VALUES (19, 'admin', '0002_logentry_remove_auto_add', '2026-11-21 17:30:10.850436+00');
INSERT INTO public.django_migrations VALUES (20, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-21 17:30:10.87612+00');
INSERT INTO public.django_migrations VALUES (21, 'jobs', '0001_initial', '2026-11-21 17:30:10.975941+00');
INSERT INTO public.django_migrations VALUES (22, 'buckets', '0001_initial', '2026-11-21 17:30:10.993938+00');
INSERT INTO public.django_migrations VALUES (23, 'buckets', '0002_uploads', '2026-11-21 17:30:11.132181+00');
INSERT INTO public.django_migrations VALUES (24, 'buckets', '0003_live_channels', '2026-11-21 17:30:11.143385+00');
INSERT INTO public.django_migrations VALUES (25, 'buckets', '0004_index_of_uploaders', '2026-11-21 17:30:11.197295+00');
INSERT INTO public.django_migrations VALUES (26, 'identification', '0001_initial', '2026-11-21 17:30:11.513137+00');
INSERT INTO public.django_migrations VALUES (27, 'identification', '0002_index_of_askers', '2026-11-21 17:30:11.587806+00');
INSERT INTO public.django_migrations VALUES (28, 'mirror', '0001_initial', '2026-11-21 17:30:11.809502+00');
INSERT INTO public.django_migrations VALUES (29, 'mirror', '0002_another_account', '2026-11-21 17:30:11.837985+00');
INSERT INTO public.django_migrations VALUES (30, 'mirror', '0003_side_due_later', '2026-11-21 17:30:11.856606+00');
INSERT INTO public.django_migrations VALUES (31, 'mirror', '0004_quarantine_by_the_database_s_clock', '2026-11-21 17:30:11.873504+00');
INSERT INTO public.django_migrations VALUES (32, 'projects', '0001_initial', '2026-11-21 17:30:11.886582+00');
INSERT INTO public.django_migrations VALUES (33, 'projects', '0002_histories', '2026-11-21 17:30:11.951007+00');
INSERT INTO public.django_migrations VALUES (34, 'scanning', '0001_initial', '2026-11-21 17:30:11.974903+00');
INSERT INTO public.django_migrations VALUES (35, 'scanning', '0002_deliveries', '2026-11-21 17:30:12.140251+00');
INSERT INTO public.django_migrations VALUES (36, 'sessions', '0001_initial', '2026-11-21 17:30:12.186921+00');
INSERT INTO public.django_session VALUES ('u5wqmt4kzvvqlo1k45chfm8yytpm1u2j', '.eJxVjMsOwiAQRf-FtSEgU2Bcuu83NMMw2KqBpI-V8d-1SRe6veec-1IDbes4bIvMw5TVRVl1-t0S8UPqDvKd6q1pbnWdp6R3RR900X3L8rwe7t_BSMv4rbsIWJwzLETWdzkGj8UIOkABTjZCOVsM7E0iASjRc_CJUZwJBbhT7w_Wsje_:1xUov4:l6YwMy_F_SN3LNOqfywZZK4pxc8QB7wc-BELuhDUJ14', '2126-01-01 00:00:00+00');
INSERT INTO public.django_session VALUES ('f9tyos5zn7vck7jmldhgve1obf7pvm8x', '.eJxVjMEOwiAQRP-FsyFIWSgevfsNZJcFqRpISnsy_rtt0oNe5jDvzbxFwHUpYe1pDhOLi9Di9NsRxmeqO-AH1nuTsdVlnkjuijxol7fG6XU93L-Dgr1s68TKGJu9gnHkLVwaALXyQCYCkM3RWHZDRtJnEzkP7BIgaOezo2hBfL7WmDfl:1xUov5:ecWPocagw7X-M4h1-Gg4yRQ5tlIbivu9pmtzkBnxS0g', '2126-01-01 00:00:00+00');
INSERT INTO public.identification_identification VALUES (1, '2026-11-21 17:30:59.088066+00', 'olga', 1, 'Monitoring', 'sample.wav', 0, 12, 6, 1001, 'No result', '{"status":{"msg":"No result","code":1001,"version":"1.0"}}', '', '', '', '', NULL, NULL, 0.65, 2);
INSERT INTO public.identification_identification VALUES (2, '2026-11-21 17:30:59.839528+00', 'olga', 1, 'Monitoring', 'night.mp3', 0, 12, 12, 0, 'Success', '{"status": {"msg": "Success", "code": 0, "version": "1.0"}, "cost_time": 0.4, "result_type": 0, "metadata": {"timestamp_utc": "2026-11-20 09:00:00", "custom_files": [{"title": "\u00dcberfahrt", "acrid": "f5ef3cfdce614cf38e7e663bb3519aab", "score": 96, "play_offset_ms": 4200, "duration_ms": 200000, "bucket_id": "24"}]}}', '', 'Überfahrt', '', 'f5ef3cfdce614cf38e7e663bb3519aab', 96, 0.4, 0.6, 2);
INSERT INTO public.identification_secondopinion VALUES (1, 'not found', '\x', 15, 't', NULL, NULL, '{"success": true, "result": "not found"}', '', 2);
INSERT INTO public.jobs_heartbeat VALUES (1, 'fast', '2026-11-21 17:30:59.895126+00');
INSERT INTO public.jobs_job VALUES (2, 'mirror.hot', 'Follow moving audio files', 'fast', '{"resource": "files"}', 'mirror.hot:files', 'queued', false, 0, 3, '2026-11-21 17:30:39.011144+00', NULL, '', NULL, false, '{}', 0, NULL, '', '', '2026-11-21 17:30:39.011144+00', NULL, NULL, NULL);
INSERT INTO public.jobs_job VALUES (1, 'buckets.send', 'Send Überfahrt to Station music', 'bulk', '{"upload": 1}', 'buckets.send:1', 'done', false, 1, 8, '2026-11-21 17:30:37.090086+00', NULL, '949bf059918e4287994289093566c2b0', '2026-11-21 17:31:08.439774+00', false, '{}', 3244, 3244, 'Sending', '', '2026-11-21 17:30:38.069365+00', '2026-11-21 17:30:38.26559+00', '2026-11-21 17:30:39.026075+00', 2);
INSERT INTO public.jobs_job VALUES (3, 'buckets.send', 'Send Night train to Station music', 'bulk', '{"upload": 2}', 'buckets.send:2', 'done', false, 1, 8, '2026-11-21 17:30:38.18903+00', NULL, 'be76015dea88494380d71f3edfd48dc7', '2026-11-21 17:31:10.412247+00', false, '{}', 3244, 3244, 'Sending', '', '2026-11-21 17:30:39.163609+00', '2026-11-21 17:30:39.264147+00', '2026-11-21 17:30:40.639278+00', 2);
INSERT INTO public.jobs_job VALUES (4, 'buckets.send', 'Send 海の歌 to Station music', 'bulk', '{"upload": 3}', 'buckets.send:3', 'done', false, 1, 8, '2026-11-21 17:30:39.835758+00', NULL, 'ce07adce043b42f599ec4262cdbf8e91', '2026-11-21 17:31:11.051211+00', false, '{}', 3244, 3244, 'Sending', '', '2026-11-21 17:30:40.808347+00', '2026-11-21 17:30:40.878535+00', '2026-11-21 17:30:41.77587+00', 2);
INSERT INTO public.jobs_job VALUES (5, 'buckets.send', 'Send From a service to Station music', 'bulk', '{"upload": 4}', 'buckets.send:4', 'done', false, 1, 8, '2026-11-21 17:30:41.109779+00', NULL, '24c925ada3be4d0283dab9f7d19d68b0', '2026-11-21 17:31:13.369517+00', false, '{}', 3244, 3244, 'Sending', '', '2026-11-21 17:30:42.066563+00', '2026-11-21 17:30:42.190431+00', '2026-11-21 17:30:43.466103+00', 2);
INSERT INTO public.jobs_job VALUES (6, 'buckets.send', 'Send Tidewater to Station music', 'bulk', '{"upload": 5}', 'buckets.send:5', 'done', false, 1, 8, '2026-11-21 17:30:43.280029+00', NULL, '4de4a3c77fe7453f8e2df5f523f29006', '2026-11-21 17:31:15.503919+00', false, '{}', 1058444, 1058444, 'Sending', '', '2026-11-21 17:30:44.24477+00', '2026-11-21 17:30:44.335667+00', '2026-11-21 17:30:45.572276+00', 2);
INSERT INTO public.jobs_job VALUES (7, 'buckets.send', 'Send sunday to Nights', 'bulk', '{"upload": 6}', 'buckets.send:6', 'done', false, 1, 8, '2026-11-21 17:30:45.619053+00', NULL, 'b9859a5d69e04c14b612065dea0ea59b', '2026-11-21 17:31:16.82623+00', false, '{}', 882044, 882044, 'Sending', '', '2026-11-21 17:30:46.60164+00', '2026-11-21 17:30:46.692032+00', '2026-11-21 17:30:47.557397+00', 2);
INSERT INTO public.jobs_job VALUES (9, 'buckets.send', 'Send monday to Nights', 'bulk', '{"upload": 7}', 'buckets.send:7', 'done', false, 1, 8, '2026-11-21 17:30:48.305639+00', NULL, '837a1d60779648ea93ad0331aca1be19', '2026-11-21 17:31:19.400144+00', false, '{}', 48044, 48044, 'Sending', '', '2026-11-21 17:30:49.27829+00', '2026-11-21 17:30:49.338451+00', '2026-11-21 17:30:49.970443+00', 2);
INSERT INTO public.jobs_job VALUES (10, 'buckets.send', 'Send Too late to Gone soon', 'bulk', '{"upload": 8}', 'buckets.send:8', 'failed', false, 1, 8, '2026-11-21 17:30:49.667157+00', NULL, '3492c26531694ca199fad72ef18dba78', '2026-11-21 17:31:20.730419+00', false, '{}', 0, NULL, '', 'There is no such bucket.', '2026-11-21 17:30:50.270409+00', '2026-11-21 17:30:50.730419+00', '2026-11-21 17:30:50.822769+00', 2);
INSERT INTO public.jobs_job VALUES (11, 'buckets.send', 'Send Not wanted to Station music', 'bulk', '{"upload": 9}', 'buckets.send:9', 'cancelled', false, 0, 8, '2026-11-21 17:30:50.97571+00', NULL, '', NULL, true, '{}', 0, NULL, '', '', '2026-11-21 17:30:50.97571+00', NULL, '2026-11-21 17:30:50.982179+00', 2);
INSERT INTO public.jobs_job VALUES (14, 'buckets.send', 'Send Waiting to Station music', 'bulk', '{"upload": 13}', 'buckets.send:13', 'queued', false, 0, 8, '2026-11-21 17:30:52.549034+00', NULL, '', NULL, false, '{}', 0, NULL, '', '', '2026-11-21 17:30:52.549034+00', NULL, NULL, 2);
INSERT INTO public.jobs_job VALUES (15, 'mirror.full', 'Mirror all containers', 'bulk', '{"scope": "", "resource": "containers"}', 'mirror.full:containers:', 'done', false, 1, 8, '2026-11-21 17:30:54.616768+00', NULL, 'f2db32207c4048269d349d5b985abb7c', '2026-11-21 17:31:26.149976+00', false, '{"done": [""], "left": {}}', 1, 1, 'containers', '', '2026-11-21 17:30:55.594104+00', '2026-11-21 17:30:55.642541+00', '2026-11-21 17:30:56.168454+00', NULL);
INSERT INTO public.jobs_job VALUES (16, 'mirror.full', 'Mirror all base projects', 'bulk', '{"scope": "", "resource": "projects"}', 'mirror.full:projects:', 'done', false, 1, 8, '2026-11-21 17:30:55.233109+00', NULL, '50003e52d1de4d3f965565dacb2db28b', '2026-11-21 17:31:26.545415+00', false, '{"done": [""], "left": {}}', 1, 1, 'base projects', '', '2026-11-21 17:30:56.216335+00', '2026-11-21 17:30:56.278434+00', '2026-11-21 17:30:56.558977+00', NULL);
INSERT INTO public.jobs_job VALUES (17, 'mirror.full', 'Mirror all buckets', 'bulk', '{"scope": "", "resource": "buckets"}', 'mirror.full:buckets:', 'done', false, 1, 8, '2026-11-21 17:30:55.578745+00', NULL, '9a806c84e1684de5b5d7aa6fcd93d197', '2026-11-21 17:31:26.79486+00', false, '{"done": [""], "left": {}}', 3, 3, 'buckets', '', '2026-11-21 17:30:56.57483+00', '2026-11-21 17:30:56.593915+00', '2026-11-21 17:30:56.80472+00', NULL);
INSERT INTO public.jobs_job VALUES (18, 'mirror.full', 'Mirror all scanned files', 'bulk', '{"scope": "", "resource": "scanned-files"}', 'mirror.full:scanned-files:', 'done', false, 1, 8, '2026-11-21 17:30:55.827081+00', NULL, '29236105a52345fe8a2916806c103bbd', '2026-11-21 17:31:27.160464+00', false, '{"done": ["1"], "left": {}}', 2, 2, 'scanned files of Nights', '', '2026-11-21 17:30:56.821805+00', '2026-11-21 17:30:56.836629+00', '2026-11-21 17:30:57.17764+00', NULL);
INSERT INTO public.jobs_job VALUES (19, 'mirror.full', 'Mirror all audio files', 'bulk', '{"scope": "", "resource": "files"}', 'mirror.full:files:', 'done', false, 1, 8, '2026-11-21 17:30:56.243251+00', NULL, '31ce7e8e3e0b4be798c99e43144683e6', '2026-11-21 17:31:27.52489+00', false, '{"done": ["24"], "left": {}}', 6, 6, 'audio files of Station music', '', '2026-11-21 17:30:57.226779+00', '2026-11-21 17:30:57.273483+00', '2026-11-21 17:30:57.533439+00', NULL);
INSERT INTO public.jobs_job VALUES (20, 'mirror.full', 'Mirror all live channels', 'bulk', '{"scope": "", "resource": "channels"}', 'mirror.full:channels:', 'done', false, 1, 8, '2026-11-21 17:30:56.566759+00', NULL, 'd49054e0f44c4697a23f8543b65b23c6', '2026-11-21 17:31:27.73585+00', false, '{"done": ["25"], "left": {}}', 0, 0, 'live channels of Stations', '', '2026-11-21 17:30:57.561501+00', '2026-11-21 17:30:57.587312+00', '2026-11-21 17:30:57.745627+00', NULL);
INSERT INTO public.jobs_job VALUES (21, 'mirror.full', 'Mirror all audio files of 24', 'bulk', '{"scope": "24", "resource": "files"}', 'mirror.full:files:24', 'done', false, 1, 8, '2026-11-21 17:30:57.026434+00', NULL, 'afa913703a854cfe8dbae4f8eb098e9b', '2026-11-21 17:31:28.270123+00', false, '{"done": ["24"], "left": {}}', 1, 1, '1 gone', '', '2026-11-21 17:30:58.016234+00', '2026-11-21 17:30:58.037775+00', '2026-11-21 17:30:58.276434+00', NULL);
INSERT INTO public.jobs_job VALUES (22, 'scanning.apply_delivery', 'Apply the callback of file 435ec211-e64f-4b8c-bbaf-fa6e129e8928', 'fast', '{"file_id": "435ec211-e64f-4b8c-bbaf-fa6e129e8928"}', 'scanning.apply_delivery:435ec211-e64f-4b8c-bbaf-fa6e129e8928', 'done', false, 1, 8, '2026-11-21 17:30:57.407728+00', NULL, '42a9da3d20d440a58a005ea69db99868', '2026-11-21 17:31:28.429952+00', false, '{}', 0, NULL, '', '', '2026-11-21 17:30:58.357327+00', '2026-11-21 17:30:58.429952+00', '2026-11-21 17:30:58.633912+00', NULL);
INSERT INTO public.jobs_job VALUES (24, 'scanning.apply_delivery', 'Apply the callback of file c7331194-ccbe-4c3f-8e82-40d7b8358993', 'fast', '{"file_id": "c7331194-ccbe-4c3f-8e82-40d7b8358993"}', 'scanning.apply_delivery:c7331194-ccbe-4c3f-8e82-40d7b8358993', 'queued', false, 0, 8, '2026-11-21 17:30:58.728188+00', NULL, '', NULL, false, '{}', 0, NULL, '', '', '2026-11-21 17:30:58.728188+00', NULL, NULL, NULL);
INSERT INTO public.jobs_job VALUES (13, 'buckets.send', 'Send On its way to Station music', 'bulk', '{"upload": 12}', 'buckets.send:12', 'running', false, 1, 8, '2026-11-21 17:30:52.294098+00', NULL, '470fb8905ad64f789ba9da24f5f442de', '2026-11-21 16:30:59.895126+00', false, '{}', 0, NULL, '', '', '2026-11-21 17:30:52.294098+00', '2026-11-21 17:30:52.328784+00', NULL, 2);
INSERT INTO public.jobs_job VALUES (12, 'buckets.send', 'Send Worker died to Station music', 'bulk', '{"upload": 11}', 'buckets.send:11', 'running', false, 1, 8, '2026-11-21 17:30:51.313259+00', NULL, 'f90d10f543f04e5fb3d66a43213b8099', '2026-11-21 16:30:59.895126+00', false, '{}', 0, 3244, 'Sending', '', '2026-11-21 17:30:51.313259+00', '2026-11-21 17:30:51.404797+00', NULL, 2);
INSERT INTO public.mirror_known_field VALUES (1, 'containers', 'ai_detection', 'boolean', false, '2026-11-21 17:30:55.876645+00');
INSERT INTO public.mirror_known_field VALUES (2, 'containers', 'audio_type', 'text', false, '2026-11-21 17:30:55.876669+00');
INSERT INTO public.mirror_known_field VALUES (3, 'containers', 'buckets', 'list', false, '2026-11-21 17:30:55.876677+00');
INSERT INTO public.mirror_known_field VALUES (4, 'containers', 'callback_url', 'text', false, '2026-11-21 17:30:55.87669+00');
INSERT INTO public.mirror_known_field VALUES (5, 'containers', 'created_at', 'text', false, '2026-11-21 17:30:55.8767+00');
INSERT INTO public.mirror_known_field VALUES (6, 'containers', 'deepright', 'boolean', false, '2026-11-21 17:30:55.876707+00');
INSERT INTO public.mirror_known_field VALUES (7, 'containers', 'engine', 'number', false, '2026-11-21 17:30:55.876714+00');
INSERT INTO public.mirror_known_field VALUES (8, 'containers', 'id', 'number', false, '2026-11-21 17:30:55.876721+00');
INSERT INTO public.mirror_known_field VALUES (9, 'containers', 'music_detection', 'boolean', false, '2026-11-21 17:30:55.876729+00');
INSERT INTO public.mirror_known_field VALUES (10, 'containers', 'name', 'text', false, '2026-11-21 17:30:55.876736+00');
INSERT INTO public.mirror_known_field VALUES (11, 'containers', 'num', 'number', false, '2026-11-21 17:30:55.876743+00');
INSERT INTO public.mirror_known_field VALUES (12, 'containers', 'policy', 'object', false, '2026-11-21 17:30:55.87675+00');
INSERT INTO public.mirror_known_field VALUES (13, 'containers', 'region', 'text', false, '2026-11-21 17:30:55.876757+00');
INSERT INTO public.mirror_known_field VALUES (14, 'containers', 'size', 'number', false, '2026-11-21 17:30:55.876771+00');
INSERT INTO public.mirror_known_field VALUES (15, 'containers', 'state', 'number', false, '2026-11-21 17:30:55.876785+00');
INSERT INTO public.mirror_known_field VALUES (16, 'containers', 'uid', 'number', false, '2026-11-21 17:30:55.876791+00');
INSERT INTO public.mirror_known_field VALUES (17, 'containers', 'updated_at', 'text', false, '2026-11-21 17:30:55.876798+00');
INSERT INTO public.mirror_known_field VALUES (18, 'buckets', 'access_permission', 'text', false, '2026-11-21 17:30:56.687232+00');
INSERT INTO public.mirror_known_field VALUES (19, 'buckets', 'created_at', 'text', false, '2026-11-21 17:30:56.687255+00');
INSERT INTO public.mirror_known_field VALUES (20, 'buckets', 'id', 'number', false, '2026-11-21 17:30:56.687261+00');
INSERT INTO public.mirror_known_field VALUES (21, 'buckets', 'labels', 'list', false, '2026-11-21 17:30:56.687267+00');
INSERT INTO public.mirror_known_field VALUES (22, 'buckets', 'name', 'text', false, '2026-11-21 17:30:56.687273+00');
INSERT INTO public.mirror_known_field VALUES (23, 'buckets', 'net_type', 'number', false, '2026-11-21 17:30:56.687279+00');
INSERT INTO public.mirror_known_field VALUES (24, 'buckets', 'node', 'text', false, '2026-11-21 17:30:56.687285+00');
INSERT INTO public.mirror_known_field VALUES (25, 'buckets', 'num', 'number', false, '2026-11-21 17:30:56.68729+00');
INSERT INTO public.mirror_known_field VALUES (26, 'buckets', 'region', 'text', false, '2026-11-21 17:30:56.687296+00');
INSERT INTO public.mirror_known_field VALUES (27, 'buckets', 'size', 'text', false, '2026-11-21 17:30:56.687301+00');
INSERT INTO public.mirror_known_field VALUES (28, 'buckets', 'state', 'number', false, '2026-11-21 17:30:56.687315+00');
INSERT INTO public.mirror_known_field VALUES (29, 'buckets', 'type', 'text', false, '2026-11-21 17:30:56.68732+00');
INSERT INTO public.mirror_known_field VALUES (30, 'buckets', 'uid', 'number', false, '2026-11-21 17:30:56.687325+00');
INSERT INTO public.mirror_known_field VALUES (31, 'buckets', 'updated_at', 'text', false, '2026-11-21 17:30:56.687331+00');
INSERT INTO public.mirror_known_field VALUES (32, 'scanned-files', 'cid', 'number', false, '2026-11-21 17:30:56.988769+00');
INSERT INTO public.mirror_known_field VALUES (33, 'scanned-files', 'count', 'number', false, '2026-11-21 17:30:56.988798+00');
INSERT INTO public.mirror_known_field VALUES (34, 'scanned-files', 'created_at', 'text', false, '2026-11-21 17:30:56.988806+00');
INSERT INTO public.mirror_known_field VALUES (35, 'scanned-files', 'data_type', 'text', false, '2026-11-21 17:30:56.988812+00');
INSERT INTO public.mirror_known_field VALUES (36, 'scanned-files', 'duration', 'number', false, '2026-11-21 17:30:56.988819+00');
INSERT INTO public.mirror_known_field VALUES (37, 'scanned-files', 'engine', 'number', false, '2026-11-21 17:30:56.988824+00');
INSERT INTO public.mirror_known_field VALUES (38, 'scanned-files', 'id', 'text', false, '2026-11-21 17:30:56.988831+00');
INSERT INTO public.mirror_known_field VALUES (39, 'scanned-files', 'music_detected', 'number', false, '2026-11-21 17:30:56.988836+00');
INSERT INTO public.mirror_known_field VALUES (40, 'scanned-files', 'name', 'text', false, '2026-11-21 17:30:56.988842+00');
INSERT INTO public.mirror_known_field VALUES (41, 'scanned-files', 'state', 'number', false, '2026-11-21 17:30:56.988848+00');
INSERT INTO public.mirror_known_field VALUES (42, 'scanned-files', 'total', 'number', false, '2026-11-21 17:30:56.988853+00');
INSERT INTO public.mirror_known_field VALUES (43, 'scanned-files', 'uid', 'number', false, '2026-11-21 17:30:56.988868+00');
INSERT INTO public.mirror_known_field VALUES (44, 'scanned-files', 'updated_at', 'text', false, '2026-11-21 17:30:56.988875+00');
INSERT INTO public.mirror_known_field VALUES (45, 'scanned-files', 'uri', 'text', false, '2026-11-21 17:30:56.988881+00');
INSERT INTO public.mirror_known_field VALUES (46, 'scanned-files', 'url', 'text', false, '2026-11-21 17:30:56.988887+00');
INSERT INTO public.mirror_known_field VALUES (47, 'files', 'acr_id', 'text', false, '2026-11-21 17:30:57.452646+00');
INSERT INTO public.mirror_known_field VALUES (48, 'files', 'audio_id', 'text', false, '2026-11-21 17:30:57.452667+00');
INSERT INTO public.mirror_known_field VALUES (49, 'files', 'bucket_id', 'number', false, '2026-11-21 17:30:57.452679+00');
INSERT INTO public.mirror_known_field VALUES (50, 'files', 'created_at', 'text', false, '2026-11-21 17:30:57.452689+00');
INSERT INTO public.mirror_known_field VALUES (51, 'files', 'data_type', 'text', false, '2026-11-21 17:30:57.452695+00');
INSERT INTO public.mirror_known_field VALUES (52, 'files', 'duration', 'number', false, '2026-11-21 17:30:57.452701+00');
INSERT INTO public.mirror_known_field VALUES (53, 'files', 'error', 'text', false, '2026-11-21 17:30:57.452706+00');
INSERT INTO public.mirror_known_field VALUES (54, 'files', 'id', 'number', false, '2026-11-21 17:30:57.452712+00');
INSERT INTO public.mirror_known_field VALUES (55, 'files', 'state', 'number', false, '2026-11-21 17:30:57.452717+00');
INSERT INTO public.mirror_known_field VALUES (56, 'files', 'title', 'text', false, '2026-11-21 17:30:57.452724+00');
INSERT INTO public.mirror_known_field VALUES (57, 'files', 'uid', 'number', false, '2026-11-21 17:30:57.452729+00');
INSERT INTO public.mirror_known_field VALUES (58, 'files', 'updated_at', 'text', false, '2026-11-21 17:30:57.452735+00');
INSERT INTO public.mirror_known_field VALUES (59, 'files', 'user_defined', 'object', false, '2026-11-21 17:30:57.452741+00');
INSERT INTO public.mirror_pass VALUES (1, 'containers', '', 'full', 'done', 15, '2026-11-21 17:30:55.676824+00', '2026-11-21 17:30:56.019166+00', 1, 0, 1, 0, 0, 1, 0.32456517000014173, '');
INSERT INTO public.mirror_pass VALUES (2, 'projects', '', 'full', 'done', 16, '2026-11-21 17:30:56.313011+00', '2026-11-21 17:30:56.530991+00', 1, 0, 0, 0, 0, 1, 0.2122227689999363, '');
INSERT INTO public.mirror_pass VALUES (3, 'buckets', '', 'full', 'done', 17, '2026-11-21 17:30:56.623987+00', '2026-11-21 17:30:56.766425+00', 3, 1, 1, 0, 0, 1, 0.13919679399987217, '');
INSERT INTO public.mirror_pass VALUES (4, 'scanned-files', '1', 'full', 'done', 18, '2026-11-21 17:30:56.855145+00', '2026-11-21 17:30:57.092659+00', 2, 0, 2, 0, 0, 1, 0.2333427070000198, '');
INSERT INTO public.mirror_pass VALUES (5, 'files', '24', 'full', 'done', 19, '2026-11-21 17:30:57.34268+00', '2026-11-21 17:30:57.498545+00', 6, 0, 6, 0, 0, 1, 0.14329773099984777, '');
INSERT INTO public.mirror_pass VALUES (6, 'channels', '25', 'full', 'done', 20, '2026-11-21 17:30:57.616398+00', '2026-11-21 17:30:57.699871+00', 0, 0, 0, 0, 0, 1, 0.07141884600014237, '');
INSERT INTO public.mirror_pass VALUES (7, 'scanned-files', '1', 'hot', 'done', 8, '2026-11-21 17:30:57.870799+00', '2026-11-21 17:30:57.9357+00', 1, 0, 0, 0, 0, 1, 0.057092446000069685, '');
INSERT INTO public.mirror_pass VALUES (8, 'files', '24', 'full', 'done', 21, '2026-11-21 17:30:58.071939+00', '2026-11-21 17:30:58.231963+00', 5, 0, 0, 1, 0, 2, 0.15858895499991377, '');
INSERT INTO public.mirror_quarantine VALUES (1, 'files', '24', '999', '999', '{"id": 999}', 'title: is missing', '2026-11-21 17:30:59.935719+00', '2026-11-21 17:30:59.934773+00');
INSERT INTO public.mirror_remote VALUES (1, 'embedded engine', '1', '2026-11-21 17:30:35.040511+00', '', '');
INSERT INTO public.mirror_scope VALUES (1, 'containers', '', '2026-11-21 17:30:55.676824+00', '2026-11-21 17:30:55.676824+00', '');
INSERT INTO public.mirror_scope VALUES (2, 'projects', '', '2026-11-21 17:30:56.313011+00', '2026-11-21 17:30:56.313011+00', '');
INSERT INTO public.mirror_scope VALUES (3, 'buckets', '', '2026-11-21 17:30:56.623987+00', '2026-11-21 17:30:56.623987+00', '');
INSERT INTO public.mirror_scope VALUES (4, 'scanned-files', '1', '2026-11-21 17:30:56.855145+00', '2026-11-21 17:30:56.855145+00', '2 2026-11-21 17:30:51+00:00');
INSERT INTO public.mirror_scope VALUES (6, 'channels', '25', '2026-11-21 17:30:57.616398+00', '2026-11-21 17:30:57.616398+00', '0 2026-11-21 17:30:35+00:00');
INSERT INTO public.mirror_scope VALUES (5, 'files', '24', '2026-11-21 17:30:58.071939+00', '2026-11-21 17:30:58.071939+00', '6 2026-11-21 17:30:52+00:00');
INSERT INTO public.projects_bucket_health VALUES (1, 1, 'File', '', true, '2026-11-18 17:30:59.895126+00', '2026-11-21 17:30:59.895126+00');
INSERT INTO public.projects_day_count VALUES (1, 1, '2026-11-01', 40, 7, 1);
INSERT INTO public.projects_day_count VALUES (2, 1, '2026-11-02', 38, 9, 0);
INSERT INTO public.scanning_callback_address VALUES (1, '5ab03754ce6ea018fb8be0ad9a47d4fce442382c12f2665f1b65b18a2aff83d5', 1, '2026-11-21 17:30:35.94251+00', NULL);
INSERT INTO public.scanning_callback_address VALUES (2, '75f8a9e42b23b98f6edf749b87667ebc765731cdef2ab5386bc912ec0d679072', 1, '2026-11-21 17:30:58.285486+00', NULL);
INSERT INTO public.scanning_delivery VALUES (1, '2026-11-21 17:30:58.298562+00', '\x7b2266696c655f6964223a202234333565633231312d653634662d346238632d626261662d666136653132396538393238222c20227374617465223a20312c2022636964223a20312c2022726573756c7473223a207b226d75736963223a205b5d7d7d', 'aa702b0714f8fd8b998362abccc0f5c6b4a5a69e0b813ed934ba0ce54ad21917', '{"User-Agent": "callback", "Content-Type": "application/json"}', '192.0.2.9', '435ec211-e64f-4b8c-bbaf-fa6e129e8928', 1, 1, 'applied', 'Fetched: no result.', '2026-11-21 17:30:58.416626+00', NULL, '2026-11-21 17:30:58.62415+00', '2026-11-21 17:30:58.503815+00', 1, 0, 2, NULL);
INSERT INTO public.scanning_delivery VALUES (2, '2026-11-21 17:30:58.645623+00', '\x6e6f74204a534f4e', '62b8125a6f6d924ec53345b5fcd58ca3ed3f5e7d51e2e146e5f1346508acce69', '{"User-Agent": "callback", "Content-Type": "application/json"}', '192.0.2.9', NULL, NULL, NULL, 'quarantined', 'The body is not JSON.', NULL, NULL, '2026-11-21 17:30:58.645948+00', NULL, 0, 0, 2, NULL);
INSERT INTO public.scanning_delivery VALUES (3, '2026-11-21 17:30:58.655482+00', '\x7b2266696c655f6964223a202263373333313139342d636362652d346333662d386538322d343064376238333538393933222c20227374617465223a20312c2022636964223a20317d', '1748fafab9b4b8d096ceba119410fac2aac06e250d8dac183888430cbbf1b302', '{"User-Agent": "callback", "Content-Type": "application/json"}', '192.0.2.9', 'c7331194-ccbe-4c3f-8e82-40d7b8358993', 1, 1, 'stored', '', '2026-11-21 17:30:58.750513+00', NULL, NULL, NULL, 0, 0, 2, NULL);
INSERT INTO public.scanning_delivery_attempt VALUES (1, '2026-11-21 17:30:58.603604+00', 120, true, 'Fetched: no result.', 1);
SELECT pg_catalog.setval('public.accounts_auditentry_id_seq', 24, true);
SELECT pg_catalog.setval('public.accounts_user_groups_id_seq', 4, true);
SELECT pg_catalog.setval('public.accounts_user_id_seq', 4, true);
SELECT pg_catalog.setval('public.accounts_user_user_permissions_id_seq', 1, true);
SELECT pg_catalog.setval('public.auth_group_id_seq', 3, true);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 140, true);
SELECT pg_catalog.setval('public.buckets_upload_id_seq', 13, true);
SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 35, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 36, true);
SELECT pg_catalog.setval('public.identification_identification_id_seq', 2, true);
SELECT pg_catalog.setval('public.identification_secondopinion_id_seq', 1, true);
SELECT pg_catalog.setval('public.jobs_heartbeat_id_seq', 1, true);
SELECT pg_catalog.setval('public.jobs_job_id_seq', 24, true);
SELECT pg_catalog.setval('public.mirror_known_field_id_seq', 59, true);
SELECT pg_catalog.setval('public.mirror_missing_id_seq', 1, true);
SELECT pg_catalog.setval('public.mirror_pass_id_seq', 8, true);
SELECT pg_catalog.setval('public.mirror_quarantine_id_seq', 1, true);
SELECT pg_catalog.setval('public.mirror_remote_id_seq', 1, false);
SELECT pg_catalog.setval('public.mirror_scope_id_seq', 6, true);
SELECT pg_catalog.setval('public.mirror_seen_id_seq', 7, true);
SELECT pg_catalog.setval('public.mirror_side_due_id_seq', 1, true);
SELECT pg_catalog.setval('public.projects_bucket_health_id_seq', 1, true);
SELECT pg_catalog.setval('public.projects_day_count_id_seq', 2, true);
SELECT pg_catalog.setval('public.scanning_callback_address_id_seq', 2, true);
SELECT pg_catalog.setval('public.scanning_delivery_attempt_id_seq', 1, true);
SELECT pg_catalog.setval('public.scanning_delivery_id_seq', 3, true);
ALTER TABLE ONLY public.accounts_auditentry
    ADD CONSTRAINT accounts_auditentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_servicetoken
    ADD CONSTRAINT accounts_servicetoken_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.accounts_servicetoken
    ADD CONSTRAINT accounts_servicetoken_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);
ALTER TABLE ONLY public.acr_audio_file
    ADD CONSTRAINT acr_audio_file_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.acr_bucket
    ADD CONSTRAINT acr_bucket_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.acr_container_bucket
    ADD CONSTRAINT acr_container_bucket_pkey PRIMARY KEY (container_id, bucket_id);
ALTER TABLE ONLY public.acr_container
    ADD CONSTRAINT acr_container_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.acr_live_channel
    ADD CONSTRAINT acr_live_channel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.acr_project_bucket
    ADD CONSTRAINT acr_project_bucket_pkey PRIMARY KEY (project_id, bucket_id);
ALTER TABLE ONLY public.acr_project
    ADD CONSTRAINT acr_project_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.acr_scan_result
    ADD CONSTRAINT acr_scan_result_pkey PRIMARY KEY (file_id);
ALTER TABLE ONLY public.acr_scanned_file
    ADD CONSTRAINT acr_scanned_file_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_public_id_key UNIQUE (public_id);
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_sole_key UNIQUE (sole);
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.identification_identification
    ADD CONSTRAINT identification_identification_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identification_secondopinion
    ADD CONSTRAINT identification_secondopinion_identification_id_key UNIQUE (identification_id);
ALTER TABLE ONLY public.identification_secondopinion
    ADD CONSTRAINT identification_secondopinion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.jobs_heartbeat
    ADD CONSTRAINT jobs_heartbeat_name_key UNIQUE (name);
ALTER TABLE ONLY public.jobs_heartbeat
    ADD CONSTRAINT jobs_heartbeat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_known_field
    ADD CONSTRAINT mirror_known_field_once UNIQUE (resource, name, type);
ALTER TABLE ONLY public.mirror_known_field
    ADD CONSTRAINT mirror_known_field_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_missing
    ADD CONSTRAINT mirror_missing_once UNIQUE (mirror_pass_id, remote_id);
ALTER TABLE ONLY public.mirror_missing
    ADD CONSTRAINT mirror_missing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_pass
    ADD CONSTRAINT mirror_pass_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_quarantine
    ADD CONSTRAINT mirror_quarantine_once UNIQUE (resource, scope, identity);
ALTER TABLE ONLY public.mirror_quarantine
    ADD CONSTRAINT mirror_quarantine_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_remote
    ADD CONSTRAINT mirror_remote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_scope
    ADD CONSTRAINT mirror_scope_once UNIQUE (resource, scope);
ALTER TABLE ONLY public.mirror_scope
    ADD CONSTRAINT mirror_scope_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_seen
    ADD CONSTRAINT mirror_seen_once UNIQUE (mirror_pass_id, remote_id);
ALTER TABLE ONLY public.mirror_seen
    ADD CONSTRAINT mirror_seen_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.mirror_side_due
    ADD CONSTRAINT mirror_side_due_once UNIQUE (resource, remote_id);
ALTER TABLE ONLY public.mirror_side_due
    ADD CONSTRAINT mirror_side_due_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.projects_bucket_health
    ADD CONSTRAINT projects_bucket_health_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.projects_day_count
    ADD CONSTRAINT projects_day_count_once UNIQUE (project_id, day);
ALTER TABLE ONLY public.projects_day_count
    ADD CONSTRAINT projects_day_count_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scanning_callback_address
    ADD CONSTRAINT scanning_callback_address_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scanning_callback_address
    ADD CONSTRAINT scanning_callback_address_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.scanning_delivery_attempt
    ADD CONSTRAINT scanning_delivery_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scanning_delivery
    ADD CONSTRAINT scanning_delivery_pkey PRIMARY KEY (id);
CREATE INDEX accounts_auditentry_act_82d24721 ON public.accounts_auditentry USING btree (act);
CREATE INDEX accounts_auditentry_act_82d24721_like ON public.accounts_auditentry USING btree (act varchar_pattern_ops);
CREATE INDEX accounts_auditentry_at_ca3d189b ON public.accounts_auditentry USING btree (at);
CREATE INDEX accounts_auditentry_token_id_5e892473 ON public.accounts_auditentry USING btree (token_id);
CREATE INDEX accounts_auditentry_token_id_5e892473_like ON public.accounts_auditentry USING btree (token_id varchar_pattern_ops);
CREATE INDEX accounts_auditentry_user_id_7b0077aa ON public.accounts_auditentry USING btree (user_id);
CREATE INDEX accounts_servicetoken_digest_bfef185a_like ON public.accounts_servicetoken USING btree (digest varchar_pattern_ops);
CREATE INDEX accounts_servicetoken_token_key_0dd5ddd9 ON public.accounts_servicetoken USING btree (token_key);
CREATE INDEX accounts_servicetoken_token_key_0dd5ddd9_like ON public.accounts_servicetoken USING btree (token_key varchar_pattern_ops);
CREATE INDEX accounts_servicetoken_user_id_9420b127 ON public.accounts_servicetoken USING btree (user_id);
CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);
CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);
CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);
CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);
CREATE INDEX accounts_user_username_6088629e_like ON public.accounts_user USING btree (username varchar_pattern_ops);
CREATE INDEX acr_audio_file_acr_id ON public.acr_audio_file USING btree (acr_id);
CREATE INDEX acr_audio_file_bucket ON public.acr_audio_file USING btree (bucket_id, id);
CREATE INDEX acr_audio_file_duration ON public.acr_audio_file USING btree (bucket_id, duration, id) WHERE (gone_at IS NULL);
CREATE INDEX acr_audio_file_gone ON public.acr_audio_file USING btree (bucket_id) WHERE (gone_at IS NOT NULL);
CREATE INDEX acr_audio_file_live ON public.acr_audio_file USING btree (bucket_id, id, gone_at) WHERE (gone_at IS NULL);
CREATE INDEX acr_audio_file_processing ON public.acr_audio_file USING btree (id) WHERE (state = 0);
CREATE INDEX acr_audio_file_search ON public.acr_audio_file USING gin (public.acr_grams(bucket_id, ((title || chr(31)) || (audio_id)::text)));
COMMENT ON INDEX public.acr_audio_file_search IS '5c01f784d214d60c';
CREATE INDEX acr_audio_file_state ON public.acr_audio_file USING btree (bucket_id, state, id) WHERE (gone_at IS NULL);
CREATE INDEX acr_audio_file_tally_scope ON public.acr_audio_file_tally USING btree (scope);
CREATE INDEX acr_audio_file_title ON public.acr_audio_file USING btree (bucket_id, title, id);
CREATE INDEX acr_bucket_name ON public.acr_bucket USING btree (name, id);
CREATE INDEX acr_container_bucket_bucket_id ON public.acr_container_bucket USING btree (bucket_id);
CREATE INDEX acr_live_channel_title ON public.acr_live_channel USING btree (bucket_id, title, id);
CREATE INDEX acr_project_access_key ON public.acr_project USING btree (access_key);
CREATE INDEX acr_project_bucket_bucket_id ON public.acr_project_bucket USING btree (bucket_id);
CREATE INDEX acr_scanned_file_search ON public.acr_scanned_file USING gin (public.acr_grams(container_id, ((name || chr(31)) || uri)));
COMMENT ON INDEX public.acr_scanned_file_search IS '5f4a554113cd05e2';
CREATE INDEX acr_scanned_file_tally_scope ON public.acr_scanned_file_tally USING btree (scope);
CREATE INDEX acr_scanned_gone ON public.acr_scanned_file USING btree (container_id) WHERE (gone_at IS NOT NULL);
CREATE INDEX acr_scanned_name ON public.acr_scanned_file USING btree (container_id, name, id);
CREATE INDEX acr_scanned_newest ON public.acr_scanned_file USING btree (container_id, created_at DESC, id DESC, gone_at);
CREATE INDEX acr_scanned_processing ON public.acr_scanned_file USING btree (id) WHERE (state = 0);
CREATE INDEX acr_scanned_recent ON public.acr_scanned_file USING btree (created_at DESC, id DESC);
CREATE INDEX acr_scanned_state ON public.acr_scanned_file USING btree (container_id, state, created_at DESC, id DESC) WHERE (gone_at IS NULL);
CREATE INDEX audit_by ON public.accounts_auditentry USING btree (actor_name);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX buckets_upload_created_by_id_dd726006 ON public.buckets_upload USING btree (created_by_id);
CREATE INDEX buckets_upload_job_id_3143a0c2 ON public.buckets_upload USING btree (job_id);
CREATE INDEX buckets_upload_row_type_id_8bfae573 ON public.buckets_upload USING btree (row_type_id);
CREATE INDEX buckets_upload_sole_5dae7a0a_like ON public.buckets_upload USING btree (sole varchar_pattern_ops);
CREATE INDEX buckets_upload_token_id_0d555eb9 ON public.buckets_upload USING btree (token_id);
CREATE INDEX buckets_upload_token_id_0d555eb9_like ON public.buckets_upload USING btree (token_id varchar_pattern_ops);
CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);
CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX identification_by ON public.identification_identification USING btree (by_id, id DESC);
CREATE INDEX identification_by_name ON public.identification_identification USING btree (by_name);
CREATE INDEX identification_identification_project_id_d9c63aa0 ON public.identification_identification USING btree (project_id);
CREATE INDEX jobs_by_state ON public.jobs_job USING btree (state, id DESC);
CREATE INDEX jobs_due ON public.jobs_job USING btree (run_after) WHERE ((state)::text = 'queued'::text);
CREATE INDEX jobs_heartbeat_name_7d4519e6_like ON public.jobs_heartbeat USING btree (name varchar_pattern_ops);
CREATE INDEX jobs_job_created_by_id_f3283268 ON public.jobs_job USING btree (created_by_id);
CREATE INDEX jobs_leased ON public.jobs_job USING btree (lease_until) WHERE ((state)::text = 'running'::text);
CREATE UNIQUE INDEX jobs_one_unfinished_a_key ON public.jobs_job USING btree (key) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));
CREATE INDEX mirror_missing_mirror_pass_id_edacf4b4 ON public.mirror_missing USING btree (mirror_pass_id);
CREATE INDEX mirror_pass_job_id_b200a52a ON public.mirror_pass USING btree (job_id);
CREATE INDEX mirror_pass_resourc_e944b9_idx ON public.mirror_pass USING btree (resource, scope, mode, id DESC);
CREATE INDEX mirror_seen_mirror_pass_id_77063f14 ON public.mirror_seen USING btree (mirror_pass_id);
CREATE UNIQUE INDEX one_live_token_per_name ON public.accounts_servicetoken USING btree (user_id, name) WHERE (revoked_at IS NULL);
CREATE INDEX projects_bucket_health_of ON public.projects_bucket_health USING btree (project_id, since DESC);
CREATE INDEX scanning_callback_address_container_id_83539a0a ON public.scanning_callback_address USING btree (container_id);
CREATE INDEX scanning_callback_address_token_hash_6291c22c_like ON public.scanning_callback_address USING btree (token_hash varchar_pattern_ops);
CREATE INDEX scanning_delivery_address_id_43a5cf74 ON public.scanning_delivery USING btree (address_id);
CREATE INDEX scanning_delivery_attempt_delivery_id_22bab65e ON public.scanning_delivery_attempt USING btree (delivery_id);
CREATE INDEX scanning_delivery_cont ON public.scanning_delivery USING btree (container_id, received_at DESC);
CREATE INDEX scanning_delivery_file ON public.scanning_delivery USING btree (file_id, body_hash);
CREATE INDEX scanning_delivery_pending ON public.scanning_delivery USING btree (taken_up_at) WHERE ((state)::text = 'stored'::text);
CREATE INDEX scanning_delivery_repeat_of_id_68410d04 ON public.scanning_delivery USING btree (repeat_of_id);
CREATE INDEX scanning_delivery_state ON public.scanning_delivery USING btree (state, id DESC);
CREATE INDEX uploads_adopted ON public.buckets_upload USING btree (target, target_id, remote_id);
CREATE INDEX uploads_by ON public.buckets_upload USING btree (actor_name);
CREATE INDEX uploads_undismissed ON public.buckets_upload USING btree (created_by_id, id DESC) WHERE (dismissed_at IS NULL);
CREATE INDEX uploads_unfinished ON public.buckets_upload USING btree (state, touched_at) WHERE ((state)::text = ANY ((ARRAY['receiving'::character varying, 'waiting'::character varying, 'sending'::character varying])::text[]));
CREATE TRIGGER acr_audio_file_tally_delete AFTER DELETE ON public.acr_audio_file REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.acr_audio_file_tally_delete();
CREATE TRIGGER acr_audio_file_tally_insert AFTER INSERT ON public.acr_audio_file REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.acr_audio_file_tally_insert();
CREATE TRIGGER acr_audio_file_tally_update AFTER UPDATE ON public.acr_audio_file REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.acr_audio_file_tally_update();
CREATE TRIGGER acr_scanned_file_tally_delete AFTER DELETE ON public.acr_scanned_file REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.acr_scanned_file_tally_delete();
CREATE TRIGGER acr_scanned_file_tally_insert AFTER INSERT ON public.acr_scanned_file REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.acr_scanned_file_tally_insert();
CREATE TRIGGER acr_scanned_file_tally_update AFTER UPDATE ON public.acr_scanned_file REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.acr_scanned_file_tally_update();
ALTER TABLE ONLY public.accounts_auditentry
    ADD CONSTRAINT accounts_auditentry_token_id_5e892473_fk_accounts_ FOREIGN KEY (token_id) REFERENCES public.accounts_servicetoken(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_auditentry
    ADD CONSTRAINT accounts_auditentry_user_id_7b0077aa_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_servicetoken
    ADD CONSTRAINT accounts_servicetoken_user_id_9420b127_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_created_by_id_dd726006_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_job_id_3143a0c2_fk_jobs_job_id FOREIGN KEY (job_id) REFERENCES public.jobs_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_row_type_id_8bfae573_fk_django_content_type_id FOREIGN KEY (row_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.buckets_upload
    ADD CONSTRAINT buckets_upload_token_id_0d555eb9_fk_accounts_ FOREIGN KEY (token_id) REFERENCES public.accounts_servicetoken(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identification_identification
    ADD CONSTRAINT identification_ident_by_id_ef55704a_fk_accounts_ FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identification_secondopinion
    ADD CONSTRAINT identification_secon_identification_id_adb398e1_fk_identific FOREIGN KEY (identification_id) REFERENCES public.identification_identification(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_created_by_id_f3283268_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mirror_missing
    ADD CONSTRAINT mirror_missing_mirror_pass_id_edacf4b4_fk_mirror_pass_id FOREIGN KEY (mirror_pass_id) REFERENCES public.mirror_pass(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mirror_seen
    ADD CONSTRAINT mirror_seen_mirror_pass_id_77063f14_fk_mirror_pass_id FOREIGN KEY (mirror_pass_id) REFERENCES public.mirror_pass(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scanning_delivery
    ADD CONSTRAINT scanning_delivery_address_id_43a5cf74_fk_scanning_ FOREIGN KEY (address_id) REFERENCES public.scanning_callback_address(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scanning_delivery_attempt
    ADD CONSTRAINT scanning_delivery_at_delivery_id_22bab65e_fk_scanning_ FOREIGN KEY (delivery_id) REFERENCES public.scanning_delivery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scanning_delivery
    ADD CONSTRAINT scanning_delivery_repeat_of_id_68410d04_fk_scanning_delivery_id FOREIGN KEY (repeat_of_id) REFERENCES public.scanning_delivery(id) DEFERRABLE INITIALLY DEFERRED;
