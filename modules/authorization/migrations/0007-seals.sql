-- What a party's people signed with beside the platform's record: personal signatures and the seal of the body.
alter table "authorization".signature add column seals jsonb;
alter table "authorization".agreement_signature add column seals jsonb;
select ledger.write_digest_rows();
