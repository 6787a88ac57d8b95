"""The pages on which those who run a project tell about it and choose its people."""
