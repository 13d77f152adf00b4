CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);

CREATE TABLE entry (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	digest TEXT NOT NULL, 
	history TEXT NOT NULL, 
	stream TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	organisation TEXT NOT NULL, 
	replica TEXT NOT NULL, 
	counter INTEGER NOT NULL, 
	time TEXT NOT NULL, 
	jws TEXT NOT NULL, 
	running BLOB NOT NULL, 
	UNIQUE (digest)
);

CREATE INDEX entry_history ON entry (history, seq);

CREATE INDEX entry_kind ON entry (kind);

CREATE INDEX entry_counter ON entry (history, stream, replica, counter);

CREATE TABLE disclosure (
	entry TEXT NOT NULL, 
	texts TEXT NOT NULL, 
	erased TEXT NOT NULL, 
	PRIMARY KEY (entry), 
	FOREIGN KEY(entry) REFERENCES entry (digest)
);

CREATE TABLE attachment (
	digest TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	media TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (digest)
);

CREATE TABLE receipt_seen (
	history TEXT NOT NULL, 
	organisation TEXT NOT NULL, 
	head TEXT NOT NULL, 
	time TEXT NOT NULL, 
	PRIMARY KEY (history, organisation)
);

CREATE TABLE journal (
	id INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	change TEXT NOT NULL, 
	time TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE UNIQUE INDEX journal_agreement ON journal (agreement, seq);

CREATE TABLE person_key (
	id INTEGER NOT NULL, 
	member TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	kid TEXT NOT NULL, 
	wrapped TEXT NOT NULL, 
	created TEXT NOT NULL, 
	retired TEXT, 
	PRIMARY KEY (id)
);

CREATE INDEX person_key_member ON person_key (member, purpose);

CREATE TABLE sealing_key (
	thumbprint TEXT NOT NULL, 
	private BLOB NOT NULL, 
	public BLOB NOT NULL, 
	created TEXT NOT NULL, 
	retired TEXT, 
	PRIMARY KEY (thumbprint)
);

CREATE TABLE partner (
	organisation TEXT NOT NULL, 
	name TEXT NOT NULL, 
	trust TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	card BLOB NOT NULL, 
	added TEXT NOT NULL, 
	note TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	identity TEXT NOT NULL, 
	PRIMARY KEY (organisation)
);

CREATE INDEX partner_name ON partner (name);

CREATE TABLE external_partner (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE TABLE agreement (
	id TEXT NOT NULL, 
	number TEXT NOT NULL, 
	title TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	partners TEXT NOT NULL, 
	status TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	turn TEXT NOT NULL, 
	since TEXT NOT NULL, 
	next_step TEXT NOT NULL, 
	due TEXT, 
	starts TEXT, 
	ends TEXT, 
	archived INTEGER NOT NULL, 
	head TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	state_digest TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE INDEX agreement_number ON agreement (number, id);

CREATE INDEX agreement_title ON agreement (title, id);

CREATE INDEX agreement_kind ON agreement (kind, id);

CREATE INDEX agreement_partners ON agreement (partners, id);

CREATE INDEX agreement_status ON agreement (status, id);

CREATE INDEX agreement_turn ON agreement (turn, id);

CREATE INDEX agreement_since ON agreement (since, id);

CREATE INDEX agreement_due ON agreement (due, id);

CREATE INDEX agreement_changed ON agreement (changed, id);

CREATE TABLE agreement_text (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);

CREATE VIRTUAL TABLE agreement_fts USING fts5(id UNINDEXED, content, tokenize = 'trigram');

CREATE VIRTUAL TABLE agreement_trigram USING fts5vocab('agreement_fts', 'row');

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING version_num;

CREATE TABLE organisation_record (
	seq INTEGER NOT NULL, 
	entry TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	about TEXT NOT NULL, 
	author TEXT NOT NULL, 
	recorded TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (entry)
);

CREATE INDEX organisation_record_key ON organisation_record (kind, "key", seq);

CREATE INDEX organisation_record_about ON organisation_record (about, kind);

CREATE TABLE consent_scope (
	id INTEGER NOT NULL, 
	dataset TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	controller TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT consent_scope_is UNIQUE (dataset, purpose, controller)
);

CREATE TABLE consent_subject (
	id INTEGER NOT NULL, 
	dataset TEXT NOT NULL, 
	pseudonym TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT consent_subject_is UNIQUE (dataset, pseudonym)
);

CREATE TABLE consent_batch (
	id INTEGER NOT NULL, 
	entry TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (entry)
);

CREATE TABLE consent_event (
	id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	event_id TEXT, 
	scope INTEGER NOT NULL, 
	subject INTEGER NOT NULL, 
	state INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	recorded INTEGER NOT NULL, 
	until INTEGER, 
	notice TEXT NOT NULL, 
	notice_version TEXT NOT NULL, 
	explicit INTEGER NOT NULL, 
	more TEXT NOT NULL, 
	salt BLOB, 
	leaf BLOB NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (event_id)
);

CREATE INDEX consent_event_of ON consent_event (scope, subject, at);

CREATE INDEX consent_event_rights ON consent_event (scope, subject, at) WHERE state >= 8;

CREATE INDEX consent_event_calling ON consent_event (scope, state, subject, at) WHERE state IN (5, 7, 8, 9, 10);

CREATE TABLE consent_tally (
	needs TEXT NOT NULL, 
	dataset TEXT NOT NULL, 
	since INTEGER NOT NULL, 
	turns INTEGER NOT NULL, 
	tally TEXT NOT NULL, 
	PRIMARY KEY (needs)
);

CREATE INDEX consent_tally_dataset ON consent_tally (dataset);

CREATE TABLE consent_now (scope INTEGER NOT NULL, subject INTEGER NOT NULL, event INTEGER NOT NULL, state INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER, notice TEXT NOT NULL, notice_version TEXT NOT NULL, explicit INTEGER NOT NULL, PRIMARY KEY (scope, subject)) WITHOUT ROWID;

CREATE TABLE delivery (
	id INTEGER NOT NULL, 
	entry TEXT NOT NULL, 
	dataset TEXT NOT NULL, 
	version TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	recorded INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (entry)
);

CREATE INDEX delivery_recipient ON delivery (recipient, at);

CREATE INDEX delivery_dataset ON delivery (dataset, at);

CREATE TABLE delivery_subject (
	delivery INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	dataset TEXT NOT NULL, 
	pseudonym TEXT, 
	sent_as TEXT, 
	overridden INTEGER NOT NULL, 
	salt BLOB, 
	leaf BLOB NOT NULL, 
	PRIMARY KEY (delivery, line)
);

CREATE INDEX delivery_subject_is ON delivery_subject (dataset, pseudonym);

CREATE TABLE recall_subject (
	recall TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	delivery INTEGER NOT NULL, 
	dataset TEXT NOT NULL, 
	pseudonym TEXT, 
	sent_as TEXT, 
	state INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	salt BLOB, 
	leaf BLOB NOT NULL, 
	PRIMARY KEY (recall, line)
);

CREATE INDEX recall_subject_is ON recall_subject (delivery, pseudonym);

CREATE INDEX recall_subject_who ON recall_subject (dataset, pseudonym);

CREATE TABLE pseudonym_key (
	dataset TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	secret BLOB NOT NULL, 
	created TEXT NOT NULL, 
	PRIMARY KEY (dataset, recipient)
);

CREATE TABLE obligation (
	"key" TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	series TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	nature TEXT NOT NULL, 
	due TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	state TEXT NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY ("key")
);

CREATE INDEX obligation_due ON obligation (state, due, nature, series);

CREATE INDEX obligation_series ON obligation (series, state, due);

CREATE INDEX obligation_kind ON obligation (kind, due);

CREATE INDEX obligation_agreement ON obligation (agreement);

CREATE TABLE obligation_source (
	agreement TEXT NOT NULL, 
	head TEXT NOT NULL, 
	until TEXT NOT NULL, 
	PRIMARY KEY (agreement)
);

ALTER TABLE agreement ADD COLUMN evidence TEXT DEFAULT '' NOT NULL;

ALTER TABLE agreement ADD COLUMN amends TEXT DEFAULT '' NOT NULL;

CREATE INDEX ix_agreement_amends ON agreement (amends);

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

ALTER TABLE agreement ADD COLUMN disputed TEXT DEFAULT '' NOT NULL;

UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';

ALTER TABLE agreement ADD COLUMN title_de TEXT DEFAULT '' NOT NULL;

ALTER TABLE agreement ADD COLUMN title_en TEXT DEFAULT '' NOT NULL;

ALTER TABLE agreement ADD COLUMN datasets TEXT DEFAULT '' NOT NULL;

DELETE FROM obligation_source;

UPDATE alembic_version SET version_num='0004' WHERE alembic_version.version_num = '0003';

ALTER TABLE partner DROP COLUMN note;

UPDATE alembic_version SET version_num='0005' WHERE alembic_version.version_num = '0004';

CREATE TABLE team_item (
	sequence INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	token TEXT NOT NULL, 
	sealed BLOB NOT NULL, 
	refused TEXT NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (digest)
);

CREATE TABLE team_logged (
	what TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	PRIMARY KEY (what, "key")
);

UPDATE alembic_version SET version_num='0006' WHERE alembic_version.version_num = '0005';

CREATE TABLE consent_repeat (
	id INTEGER NOT NULL, 
	event_id TEXT NOT NULL, 
	pseudonym TEXT NOT NULL, 
	dataset TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	controller TEXT NOT NULL, 
	state INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	until INTEGER, 
	notice TEXT NOT NULL, 
	notice_version TEXT NOT NULL, 
	explicit INTEGER NOT NULL, 
	more TEXT NOT NULL, 
	PRIMARY KEY (id)
);

CREATE INDEX consent_repeat_event ON consent_repeat (event_id);

CREATE INDEX consent_repeat_person ON consent_repeat (dataset, pseudonym);

UPDATE alembic_version SET version_num='0007' WHERE alembic_version.version_num = '0006';

CREATE TABLE team_chunk (
	name TEXT NOT NULL, 
	sealed BLOB NOT NULL, 
	entries TEXT NOT NULL, 
	plain TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	erased INTEGER NOT NULL, 
	PRIMARY KEY (name)
);

UPDATE alembic_version SET version_num='0008' WHERE alembic_version.version_num = '0007';

DROP INDEX agreement_title;

CREATE INDEX agreement_disputed ON agreement (archived) WHERE disputed <> '';

CREATE INDEX agreement_title_de ON agreement (coalesce(nullif(title_de, ''), title), id);

CREATE INDEX agreement_title_en ON agreement (coalesce(nullif(title_en, ''), title), id);

UPDATE alembic_version SET version_num='0009' WHERE alembic_version.version_num = '0008';

CREATE INDEX agreement_calendar ON agreement (stage, status, starts, ends, due, id) WHERE stage IN ('signed', 'terminated');

UPDATE alembic_version SET version_num='0010' WHERE alembic_version.version_num = '0009';
