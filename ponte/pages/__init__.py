"""Home, standard pages, the component gallery and the health check."""
