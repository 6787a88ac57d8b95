"""The pages of a selection, as people use them."""

from io import BytesIO

import pytest
from django.urls import reverse

from ponte.core import tables
from ponte.selection.models import Round
from tests.factories.community import make_member
from tests.factories.practices import make_practice
from tests.factories.selection import Selection

pytestmark = pytest.mark.django_db


def visit(client, member, round, name, *args):
    client.force_login(member)
    return client.get(round.page(name, *args))


def scores(sheet, value):
    return {f"score-{each.slug}": value for each in sheet.criteria}


def test_a_round_is_prepared_changed_and_opened(client):
    selection = Selection()
    elsewhere = make_practice(title="From elsewhere")
    client.force_login(selection.lead)
    address = reverse("selection:new", args=[selection.project.slug])
    form = client.get(address).context["form"]
    assert len(form["practices"].subwidgets) == len(form["scorers"].subwidgets) == 4
    given = {
        "title": "Second choice",
        "rubric": selection.round.rubric_id,
        "deadline": "2100-01-01",
        "practices": [selection.practices[0].pk],
        "others": elsewhere.get_absolute_url(),
        "regions": [each.pk for each in selection.regions],
        "scorers": [each.pk for each in selection.officers],
    }

    response = client.post(address, given)

    made = Round.objects.get(title="Second choice")
    assert response.url == made.get_absolute_url()
    assert [each.practice for each in made.candidates.all()] == [
        selection.practices[0],
        elsewhere,
    ]
    assert {(each.member, each.region) for each in made.scorers.all()} == set(
        zip(selection.officers, selection.regions, strict=True)
    )
    client.post(made.page("step"), {"event": "open"})
    made = Round.objects.get(pk=made.pk)
    assert made.is_open
    del given["others"], given["rubric"]
    assert client.post(made.page("edit"), given).status_code == 302
    assert made.candidates.count() == 1


def test_what_does_not_fit_together_is_said_at_the_field(client):
    selection = Selection()
    client.force_login(selection.lead)

    response = client.post(
        reverse("selection:new", args=[selection.project.slug]),
        {
            "title": "x",
            "rubric": selection.round.rubric_id,
            "deadline": "2000-01-01",
            "others": "nothing of this name",
            "regions": [selection.regions[0].pk],
            "scorers": [selection.officers[1].pk],
        },
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"deadline", "others", "regions", "scorers"}


def test_a_scorer_goes_from_practice_to_practice_to_the_table(client):
    selection = Selection().open()
    officer = selection.officers[0]
    assert visit(client, officer, selection.round, "matrix").status_code == 403

    for number in (1, 2, 3):
        page = selection.round.page("scores", selection.candidate(number).pk)
        assert client.get(page).status_code == 200
        draft = {"score-impact": 3}
        assert client.post(page, draft).url == page
        assert client.post(page, {"submit": "1", **draft}).status_code == 422
        response = client.post(page, {"submit": "1", **scores(selection.sheet(0, number), 4)})
        assert "Scores stay as they are" in client.get(page).text

    assert response.url == selection.round.page("matrix")
    text = client.get(response.url).text
    assert "Live: 3 of 12 score sheets are in." in text
    assert text.count(">missing</span>") == 9


def test_nobody_opens_the_sheet_of_their_own_practice(client):
    selection = Selection().open()

    response = visit(
        client, selection.officers[0], selection.round, "scores", selection.candidate(0).pk
    )

    assert response.status_code == 403


def test_two_windows_lose_nothing(client):
    selection = Selection().open()
    client.force_login(selection.officers[0])
    page = selection.round.page("scores", selection.candidate(1).pk)
    basis = client.get(page).context["form"].sheet.fingerprint
    client.post(page, {"basis": basis, "score-impact": 3})

    response = client.post(page, {"basis": basis, "score-impact": 5})

    assert response.status_code == 409
    assert "In the other window: 3" in response.text


def test_the_table_tells_rank_agreement_and_firmness(client):
    selection = Selection().open().score_all()
    selection.close()

    text = visit(client, selection.officers[0], selection.round, "matrix").text

    assert "Firm: no rank" in text
    assert "too few scores, or all the same" in text
    assert text.count("shortlist</span>") == 4


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_table_is_taken_away_as_a_file(client, file_format):
    selection = Selection().open().score_all().close().decide(0)

    response = visit(client, selection.lead, selection.round, "export", file_format)

    with tables.read(BytesIO(response.getvalue()), name=f"x.{file_format}") as table:
        rows = [row.cells for row in table.rows]
    assert [row["practice_region"] for row in rows] == ["ES51", "FI1D7", "ITI1", "SI03"]
    assert {float(row["mean"]) for row in rows} == {4}
    assert rows[0]["score_ES51"] == ""
    assert [row["reason"] for row in rows][1] == "Reason 0."


def test_the_table_is_printed(client):
    selection = Selection().open().score_all().close().decide(0)

    response = visit(client, selection.lead, selection.round, "export", "pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert visit(client, selection.lead, selection.round, "export", "doc").status_code == 404


def test_a_decision_is_made_corrected_and_sent_on(client):
    selection = Selection().open().score_all().close()
    client.force_login(selection.lead)
    page = selection.round.page("decide")
    candidates = selection.round.candidates.all()
    answers = {f"chosen-{each.pk}": "no" for each in candidates}
    reasons = {f"reason-{each.pk}": "It fits." for each in candidates}
    assert client.post(page, answers).status_code == 422
    first = candidates[0]

    client.post(page, {**answers, **reasons, f"chosen-{first.pk}": "yes", "summary": "We like it."})
    response = client.post(selection.round.page("validation"), follow=True)

    assert "1 practice is before the experts now." in response.text
    assert "taken on" in response.text
    assert "We like it." in response.text


def test_others_of_the_project_look_and_do_not_touch(client):
    selection = Selection().open()
    other = selection.join(make_member())

    assert visit(client, other, selection.round, "detail").status_code == 200
    for name in ("edit", "drop", "decide", "matrix"):
        assert visit(client, other, selection.round, name).status_code == 403
    for name in ("step", "remind", "validation"):
        assert client.post(selection.round.page(name)).status_code == 403
    assert visit(client, make_member(), selection.round, "detail").status_code == 403


def test_the_page_of_the_project_leads_to_it(client):
    selection = Selection()
    address = reverse("selection:index", args=[selection.project.slug])

    assert address not in client.get(selection.project.get_absolute_url()).text
    client.force_login(selection.officers[0])
    assert address in client.get(selection.project.get_absolute_url()).text
    assert "First choice" in client.get(address).text


def test_a_round_of_another_project_is_not_found(client):
    one, two = Selection(), Selection(regions=("PL91", "AT11"))
    client.force_login(one.lead)

    address = reverse("selection:detail", args=[one.project.slug, two.round.pk])

    assert client.get(address).status_code == 404
