"""What comes at once is what needs somebody's action; mere news wait for the digest."""

# A message wants an answer; a review that is taken away saves work which may begin today.
MAY_COME_AT_ONCE = {"message", "review-released"}


def test_by_default_news_come_once_a_week(real_kinds):
    sooner = {code for code, kind in real_kinds.items() if kind.default != "weekly"}

    assert sooner == MAY_COME_AT_ONCE
