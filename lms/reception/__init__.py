"""The front of the web server: no client's slowness costs another's time."""
