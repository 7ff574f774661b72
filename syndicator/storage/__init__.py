"""The database: tables, one file of queries per table, and the reading side of portal and feeds. Dialects end here."""
