"""Files in and out: Open Referral UK, and CSV with preview."""
