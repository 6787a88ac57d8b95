"""Every public page that the browser tests walk through, on the demonstration's data."""

PAGES = {
    "home": "/",
    "practices": "/practices/",
    "practices-searched": "/practices/?q=early+warning&country=ES",
    "practices-none": "/practices/?q=zzzzzzzz",
    "practice": "/practices/helpempresa-service/",
    "topics": "/topics/",
    "topic": "/topics/smart/",
    "sub-topic": "/topics/smart/rso1-3/",
    "regions": "/regions/",
    "country": "/regions/ES/",
    "region": "/regions/ES51/",
    "projects": "/projects/",
    "project": "/projects/smarty/",
    "search": "/search/?q=tourism",
    "search-empty": "/search/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "sources": "/data-and-sources/",
    "components": "/-/components/",
    "missing": "/nothing-here/",
}
