"""Series of bookings: a repeat of weeks booked, judged, kept, changed and moved as one."""
