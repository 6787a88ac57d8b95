"""One search over all kinds of content.

A small facade over a backend chosen by setting. Other apps only declare how a model
becomes a document (`ponte.search.registry.register`).

- `index(objects)`: these changed; noted in the outbox within the present transaction
- `delete(kind, object_ids)`: these are gone
- `query(SearchQuery) -> Result`, raises SearchUnavailable
- `object_ids(SearchQuery) -> list[int]`: every match, in order, for exports
- `similar(kind, object_id, limit) -> list[Hit]`: records most alike in words
- `suggest(text, kinds=(), limit=8) -> list[Suggestion]`: as somebody types
- `health() -> Health`
"""
