from ponte import search


def test_health_of_an_empty_index(indexed):
    indexed()

    assert search.health() == search.Health(ok=True, documents=0, waiting=0)
