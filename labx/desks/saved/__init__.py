"""Cases kept with a code and a PIN, parts of a plan shared by a link, reminders: only for who asks."""
