-- What stands beside a person without being under guard, his name and the account he signs in with, is committed to: a
-- salted digest of both stands in the guarded person, and the salt lies with the name. Whoever gives one person's name or
-- account to another is found by the audit; once name and salt are erased, the digest says nothing of them.
-- People from before have none, and are not looked at.
alter table identity.person add column named_digest text;
alter table identity.person_name add column salt text;
select ledger.write_digest_rows();
