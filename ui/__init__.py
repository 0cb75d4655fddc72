"""Everything a coordinator sees; names no SQLAlchemy."""
