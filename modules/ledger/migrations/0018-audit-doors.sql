-- An audit writes the function that digests rows once more, in mind, and compares it with the one that stands.
grant execute on function ledger.digest_branch(ledger.guarded[]), ledger.projection(regclass, text[]) to sluice_app;
