"""Stage 3, judge: ledger -> journey -> verdicts."""
