CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE guilds (
	guild_id BIGINT NOT NULL, 
	zone VARCHAR(64) DEFAULT 'UTC' NOT NULL, 
	moderators_channel_id BIGINT, 
	prefix VARCHAR(8) DEFAULT '!' NOT NULL, 
	spoilers BOOLEAN DEFAULT 0 NOT NULL, 
	mode VARCHAR(16) DEFAULT 'full' NOT NULL, 
	epoch INTEGER DEFAULT '0' NOT NULL, 
	record_length INTEGER DEFAULT '0' NOT NULL, 
	record_head VARCHAR(64) DEFAULT '' NOT NULL, 
	left_at BIGINT, mirrored INTEGER DEFAULT '0' NOT NULL, pause INTEGER DEFAULT '180' NOT NULL, 
	CONSTRAINT pk_guilds PRIMARY KEY (guild_id), 
	CONSTRAINT ck_guilds_mode CHECK (mode IN ('off', 'slash', 'mention', 'full', 'private', 'thread'))
);
CREATE TABLE channels (
	guild_id BIGINT NOT NULL, 
	channel_id BIGINT NOT NULL, 
	mode VARCHAR(16) NOT NULL, 
	quotes INTEGER, 
	CONSTRAINT pk_channels PRIMARY KEY (guild_id, channel_id), 
	CONSTRAINT ck_channels_mode CHECK (mode IN ('off', 'slash', 'mention', 'full', 'private', 'thread'))
);
CREATE TABLE channel_sources (
	guild_id BIGINT NOT NULL, 
	channel_id BIGINT NOT NULL, 
	source VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_channel_sources PRIMARY KEY (guild_id, channel_id, source), 
	CONSTRAINT fk_channel_sources_channels FOREIGN KEY(guild_id, channel_id) REFERENCES channels (guild_id, channel_id) ON DELETE CASCADE
);
CREATE TABLE members (
	user_id BIGINT NOT NULL, 
	plain BOOLEAN NOT NULL, 
	CONSTRAINT pk_members PRIMARY KEY (user_id)
);
CREATE TABLE grants (
	guild_id BIGINT NOT NULL, 
	subject VARCHAR(16) NOT NULL, 
	subject_id BIGINT NOT NULL, 
	until BIGINT, 
	CONSTRAINT pk_grants PRIMARY KEY (guild_id, subject, subject_id), 
	CONSTRAINT ck_grants_subject CHECK (subject IN ('role', 'member'))
);
CREATE TABLE withheld (
	guild_id BIGINT NOT NULL, 
	passage VARCHAR(100) NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	by_id BIGINT, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_withheld PRIMARY KEY (guild_id, passage)
);
CREATE TABLE quiets (
	guild_id BIGINT NOT NULL, 
	user_id BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	CONSTRAINT pk_quiets PRIMARY KEY (guild_id, user_id)
);
CREATE TABLE reports (
	guild_id BIGINT NOT NULL, 
	report_id BIGINT NOT NULL, 
	passage VARCHAR(100) NOT NULL, 
	reporter_id BIGINT NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	channel_id BIGINT, 
	message_id BIGINT, 
	card_id BIGINT, 
	at BIGINT NOT NULL, 
	outcome VARCHAR(16), 
	closed_by BIGINT, 
	closed_at BIGINT, 
	CONSTRAINT pk_reports PRIMARY KEY (guild_id, report_id), 
	CONSTRAINT ck_reports_outcome CHECK (outcome IN ('withheld', 'dismissed', 'answered'))
);
CREATE UNIQUE INDEX ix_reports_open ON reports (guild_id, passage, reporter_id) WHERE outcome IS NULL;
CREATE TABLE answers (
	guild_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	channel_id BIGINT NOT NULL, 
	asker_id BIGINT, 
	question_id BIGINT, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (guild_id, message_id)
);
CREATE INDEX ix_answers_question ON answers (guild_id, question_id);
CREATE TABLE shown (
	guild_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	passage VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_shown PRIMARY KEY (guild_id, message_id, passage), 
	CONSTRAINT fk_shown_answers FOREIGN KEY(guild_id, message_id) REFERENCES answers (guild_id, message_id) ON DELETE CASCADE
);
CREATE INDEX ix_shown_passage ON shown (guild_id, passage);
CREATE TABLE balance (
	guild_id BIGINT NOT NULL, 
	channel_id BIGINT NOT NULL, 
	source VARCHAR(100) NOT NULL, 
	voice VARCHAR(100) NOT NULL, 
	day BIGINT NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_balance PRIMARY KEY (guild_id, channel_id, source, voice, day)
);
CREATE TABLE readings (
	guild_id BIGINT NOT NULL, 
	reading_id BIGINT NOT NULL, 
	channel_id BIGINT NOT NULL, 
	title VARCHAR(100) NOT NULL, 
	source VARCHAR(100) NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	zone VARCHAR(64) NOT NULL, 
	ends_local VARCHAR(32), 
	ends_at BIGINT, 
	started_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	CONSTRAINT pk_readings PRIMARY KEY (guild_id, reading_id)
);
CREATE UNIQUE INDEX ix_readings_running ON readings (guild_id, channel_id) WHERE ended_at IS NULL;
CREATE TABLE steps (
	guild_id BIGINT NOT NULL, 
	reading_id BIGINT NOT NULL, 
	number INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	due_local VARCHAR(32), 
	due_at BIGINT, 
	status VARCHAR(16) DEFAULT 'pending' NOT NULL, 
	claimed_by VARCHAR(32), 
	claimed_at BIGINT, 
	message_id BIGINT, 
	CONSTRAINT pk_steps PRIMARY KEY (guild_id, reading_id, number), 
	CONSTRAINT ck_steps_status CHECK (status IN ('pending', 'claimed', 'sent', 'failed', 'unsure')), 
	CONSTRAINT uq_steps_reading_id_due_at UNIQUE (reading_id, due_at), 
	CONSTRAINT fk_steps_readings FOREIGN KEY(guild_id, reading_id) REFERENCES readings (guild_id, reading_id) ON DELETE CASCADE
);
CREATE INDEX ix_steps_due ON steps (status, due_at);
CREATE TABLE record (
	guild_id BIGINT NOT NULL, 
	number INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	what VARCHAR(32) NOT NULL, 
	target VARCHAR(120) NOT NULL, 
	detail VARCHAR(1000) NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_record PRIMARY KEY (guild_id, number)
);
CREATE INDEX ix_record_actor ON record (guild_id, actor);
CREATE INDEX ix_record_target ON record (guild_id, target);
CREATE TABLE keys (
	guild_id BIGINT NOT NULL, 
	user_id BIGINT NOT NULL, 
	"key" BLOB NOT NULL, 
	CONSTRAINT pk_keys PRIMARY KEY (guild_id, user_id)
);
CREATE TABLE events (
	guild_id BIGINT NOT NULL, 
	event_id BIGINT NOT NULL, 
	what VARCHAR(32) NOT NULL, 
	target VARCHAR(120) NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (guild_id, event_id, what, target)
);
CREATE TRIGGER record_continues BEFORE INSERT ON record
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM record WHERE guild_id = NEW.guild_id)
      OR NEW.previous <> coalesce(
        (SELECT digest FROM record WHERE guild_id = NEW.guild_id ORDER BY number DESC LIMIT 1), '')
    BEGIN SELECT RAISE(ABORT, 'the record can only be continued'); END;
CREATE TRIGGER record_stays BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the record cannot be changed'); END;
CREATE TRIGGER record_keeps_entries BEFORE DELETE ON record
    WHEN EXISTS (SELECT 1 FROM guilds WHERE guild_id = OLD.guild_id)
    BEGIN SELECT RAISE(ABORT, 'the record cannot be shortened'); END;
PRAGMA application_id = 1147761523;
INSERT INTO alembic_version VALUES ('0002');
