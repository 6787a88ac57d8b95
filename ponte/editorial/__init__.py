"""What editors write: articles made of blocks, and what a topic hub puts first.

News and policy solutions are articles: pages of Wagtail with a body of blocks that draw our
components. A hub is the page of a topic: editors choose records for it, order them and hide others.
"""
