-- What each role of the team may do in this database. Run it in the team's database as the owner of the schema oa_token,
-- with the right to create roles. It can be run again, for example after an update. The owner keeps all rights.

DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['{viewer}', '{operator}', '{admin}'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    -- It has no password yet: set one, and name it when a computer is invited.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{joining}') THEN
        CREATE ROLE "{joining}" LOGIN;
    END IF;
    FOREACH name IN ARRAY ARRAY['{viewer}', '{operator}', '{admin}', '{joining}'] LOOP
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA oa_token FROM %I', name);
    END LOOP;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO "{viewer}", "{joining}"', current_database());
END $$;
GRANT "{viewer}" TO "{operator}";
GRANT "{operator}" TO "{admin}";

-- A viewer reads everything but what opens or brings a refresh token, and says that it is there.
GRANT USAGE ON SCHEMA oa_token TO "{viewer}";
GRANT SELECT ON oa_token.migration, oa_token.team, oa_token.member, oa_token.roster, oa_token.team_key, oa_token.attempt,
    oa_token.epoch, oa_token.checkin, oa_token.event TO "{viewer}";
GRANT SELECT (id, name, app_id, config, generation, current_kind, current_id, current_member, current_send, refresher,
    term, refresher_until, automatic, has_diverged, retired_at, change) ON oa_token.oa TO "{viewer}";
GRANT SELECT (oa, brought_kind, brought_id, brought_member, brought_send, generation, follows, refresh_print, access,
    access_ends, refresh_ends, by_member, received_at, set_aside) ON oa_token.pair TO "{viewer}";
GRANT UPDATE (last_seen_at, app_version) ON oa_token.member TO "{viewer}";
GRANT INSERT (opening, member) ON oa_token.checkin TO "{viewer}";

-- An operator claims and publishes, and changes OAs.
GRANT SELECT ON oa_token.oa, oa_token.pair TO "{operator}";
GRANT UPDATE (change) ON oa_token.team TO "{operator}";
GRANT UPDATE (last_refreshed_at) ON oa_token.member TO "{operator}";
GRANT INSERT, UPDATE ON oa_token.oa, oa_token.attempt TO "{operator}";
GRANT INSERT ON oa_token.pair, oa_token.event TO "{operator}";
GRANT INSERT (opening, system, timeline, seen_until), UPDATE (closed_at) ON oa_token.epoch TO "{operator}";

-- An admin changes who is a member.
GRANT INSERT, UPDATE ON oa_token.member, oa_token.team_key TO "{admin}";
GRANT INSERT ON oa_token.roster TO "{admin}";
GRANT SELECT, INSERT, UPDATE, DELETE ON oa_token.invitation TO "{admin}";
GRANT UPDATE (name) ON oa_token.team TO "{admin}";
GRANT UPDATE (access, refresh) ON oa_token.pair TO "{admin}";

-- Who joins reads the signed lists, and writes its request into the invitation that it knows the id of.
GRANT USAGE ON SCHEMA oa_token TO "{joining}";
GRANT SELECT ON oa_token.migration, oa_token.team, oa_token.roster TO "{joining}";
GRANT SELECT (id, request, expires_at, used_at), UPDATE (request) ON oa_token.invitation TO "{joining}";

-- A member's login is its id: it writes as itself only.
DO $$
DECLARE
    of RECORD;
BEGIN
    FOR of IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'oa_token' LOOP
        EXECUTE format('DROP POLICY %I ON oa_token.%I', of.policyname, of.tablename);
    END LOOP;
END $$;
ALTER TABLE oa_token.member ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON oa_token.member FOR SELECT USING (true);
CREATE POLICY own ON oa_token.member FOR UPDATE TO "{viewer}" USING (id = current_user) WITH CHECK (id = current_user);
CREATE POLICY change ON oa_token.member TO "{admin}" USING (true) WITH CHECK (true);
ALTER TABLE oa_token.team_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON oa_token.team_key FOR SELECT TO "{viewer}" USING (member = current_user);
CREATE POLICY change ON oa_token.team_key TO "{admin}" USING (true) WITH CHECK (true);
ALTER TABLE oa_token.attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON oa_token.attempt FOR SELECT USING (true);
CREATE POLICY claim ON oa_token.attempt FOR INSERT TO "{operator}" WITH CHECK (holder = current_user);
CREATE POLICY change ON oa_token.attempt FOR UPDATE TO "{operator}" USING (true) WITH CHECK (true);
ALTER TABLE oa_token.pair ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON oa_token.pair FOR SELECT USING (true);
CREATE POLICY bring ON oa_token.pair FOR INSERT TO "{operator}" WITH CHECK (by_member = current_user);
CREATE POLICY seal ON oa_token.pair FOR UPDATE TO "{admin}" USING (true) WITH CHECK (true);
ALTER TABLE oa_token.checkin ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON oa_token.checkin FOR SELECT USING (true);
CREATE POLICY own ON oa_token.checkin FOR INSERT TO "{viewer}" WITH CHECK (member = current_user);
ALTER TABLE oa_token.invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY use ON oa_token.invitation TO "{joining}" USING (id = current_setting('oa_token.invitation', true))
    WITH CHECK (id = current_setting('oa_token.invitation', true));
CREATE POLICY change ON oa_token.invitation TO "{admin}" USING (true) WITH CHECK (true);
