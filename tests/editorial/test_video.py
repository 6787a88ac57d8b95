import pytest

from ponte.editorial.video import seconds, video

YOUTUBE = "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", YOUTUBE),
        ("https://youtu.be/abcdefghijk", YOUTUBE),
        ("https://www.youtube.com/live/abcdefghijk?feature=x", YOUTUBE),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1"),
    ],
)
def test_recordings_are_played_without_cookies(url, player):
    assert video(url).player == player


@pytest.mark.parametrize(
    "url",
    [
        "http://youtu.be/abcdefghijk",
        "https://example.org/watch?v=abcdefghijk",
        "https://youtube.com.example.org/watch?v=abcdefghijk",
        "https://www.youtube.com/watch?v=%22%3E%3Cscript",
        "https://vimeo.com/about",
    ],
)
def test_other_addresses_are_no_recordings(url):
    assert video(url) is None


@pytest.mark.parametrize(
    ("time", "expected"),
    [("0:05", 5), ("12:30", 750), ("1:05:00", 3900), ("5", None), ("1:75", None)],
)
def test_times_of_chapters(time, expected):
    assert seconds(time) == expected
