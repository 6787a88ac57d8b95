"""What members follow: topics, regions, projects, practices, people and searches.

What is new about them is told once a night, as one kind of notification.
"""
