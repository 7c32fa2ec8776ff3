"""Where people are: the HTTP API, the kiosk page, the voice socket and the command line."""
