"""The common vocabulary: six topics, their specific objectives, and the topics of 2014-2020."""
