-- A ledger as the release before versions were kept made it: its schema, and one row or two of each kind.
CREATE TABLE submissions (
	submission_id VARCHAR(120) NOT NULL,
	semester VARCHAR(7) NOT NULL,
	agency_id VARCHAR(60) NOT NULL,
	table_id VARCHAR(60) NOT NULL,
	entity VARCHAR(60) NOT NULL,
	file_name VARCHAR(300) NOT NULL,
	file_sha256 VARCHAR(64) NOT NULL,
	received_at VARCHAR(32) NOT NULL,
	arrival_no INTEGER NOT NULL,
	batch_no INTEGER NOT NULL,
	rows_in INTEGER NOT NULL,
	rows_accepted INTEGER NOT NULL,
	rows_rejected INTEGER NOT NULL,
	rows_furniture INTEGER NOT NULL,
	status VARCHAR(20) NOT NULL,
	hold_codes TEXT NOT NULL,
	is_present BOOLEAN NOT NULL,
	PRIMARY KEY (submission_id)
);
CREATE INDEX ix_submissions_file_sha256 ON submissions (file_sha256);
CREATE INDEX ix_submissions_semester ON submissions (semester);
CREATE TABLE releases (
	release_id VARCHAR(80) NOT NULL,
	semester VARCHAR(7) NOT NULL,
	published_at VARCHAR(32) NOT NULL,
	content_hash VARCHAR(64) NOT NULL,
	PRIMARY KEY (release_id)
);
CREATE TABLE answers (
	answer_id VARCHAR(300) NOT NULL,
	submission_id VARCHAR(120) NOT NULL,
	of_submission_id VARCHAR(120) NOT NULL,
	semester VARCHAR(7) NOT NULL,
	agency_id VARCHAR(60) NOT NULL,
	table_id VARCHAR(60) NOT NULL,
	file_sha256 VARCHAR(64) NOT NULL,
	answered_at VARCHAR(32) NOT NULL,
	record_key VARCHAR(24) NOT NULL,
	field VARCHAR(60) NOT NULL,
	code VARCHAR(20) NOT NULL,
	decision VARCHAR(20) NOT NULL,
	has_new_value BOOLEAN NOT NULL,
	outcome VARCHAR(20) NOT NULL,
	PRIMARY KEY (answer_id)
);
CREATE INDEX ix_answers_submission_id ON answers (submission_id);
CREATE INDEX ix_answers_semester ON answers (semester);
INSERT INTO submissions VALUES ('2017-S1-dinsos-kks-1', '2017-S1', 'dinsos', 'kks', 'enrolment_records', 'kks.xlsx', 'aa11', '2017-06-21T08:00:00Z', 1, 1, 12, 10, 1, 1, 'admitted', '[]', 1);
INSERT INTO submissions VALUES ('2017-S2-dinsos-kks-2', '2017-S2', 'dinsos', 'kks', 'enrolment_records', 'kks 2.xlsx', 'bb22', '2017-12-19T08:00:00Z', 2, 2, 9, 0, 0, 9, 'held', '["TAB-001"]', 0);
INSERT INTO releases VALUES ('2017-S1-20170622T080000-aa11bb22', '2017-S1', '2017-06-22T08:00:00Z', 'aa11bb22');
INSERT INTO answers VALUES ('a1', '2017-S1-dinsos-kks-1', '2017-S1-dinsos-kks-0', '2017-S1', 'dinsos', 'kks', 'cc33', '2017-06-21T09:00:00Z', 'k1', 'nik', 'NIK-002', 'fixed', 1, 'fixed');
