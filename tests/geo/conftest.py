import json

import pytest


@pytest.fixture
def ask(client, db):
    """Get the JSON of an address below /geo/; `status` is what is expected."""

    def get(path, status=200, **headers):
        response = client.get(f"/geo/{path}", headers=headers)
        assert response.status_code == status, response.content[:500]
        return json.loads(response.content)

    return get
