"""What was done, by whom and when: a record that is only ever added to."""
