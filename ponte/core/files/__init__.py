"""The picture and the files of a practice: checked, shown to whom it is, gone with it."""
