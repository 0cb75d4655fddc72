"""How anything is kept; knows no feature."""
