"""Changes of the database's form, one numbered revision each; run by `upgrade`, in one transaction."""
