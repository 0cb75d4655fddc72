"""Screens of series: planning one, its dates, changing and moving them."""
