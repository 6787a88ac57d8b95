"""Events to which people come: their pages, registration, attendance, and feeds of them."""
