"""A small collection in many languages, the same for every backend."""

from datetime import UTC, datetime

from ponte.search.documents import SearchDocument


def document(object_id, title, body="", *, lang="en", kind="practice", **fields):
    """A document with what the test does not care about filled in."""
    return SearchDocument(
        kind=kind,
        object_id=object_id,
        lang=lang,
        title=title,
        url=f"/{kind}/{object_id}/",
        body=body,
        date=datetime(2020, 1, 1 + object_id % 28, object_id % 24, tzinfo=UTC),
        **fields,
    )


def filled(backend, documents):
    """The backend with these documents in a fresh index."""
    with backend.rebuild() as writer:
        writer.upsert(documents)
    return backend


def _facets(country, *topics):
    return {"country": (country,), "topic": topics}


CORPUS = [
    document(1, "Early warning for firms in difficulty",
             "A free service of the Catalan government helps firms before insolvency.",
             facets=_facets("ES", "smart")),
    document(2, "Warning lights", "Ships are warned early about difficulty at sea.",
             facets=_facets("PT", "green")),
    document(3, "Innovation vouchers for small firms",
             "Vouchers pay for a first project with a university.",
             summary="Small firms buy research.", keywords=("innovation", "SME"),
             facets=_facets("ES", "smart")),
    document(4, "Open innovation", "Regions open their data to citizens.",
             facets=_facets("FR", "smart", "governance")),
    document(5, "Green harbours", "Ports reduce noise, waste and emissions.",
             summary="Harbour authorities share a plan.", facets=_facets("NL", "green")),
    document(6, "Industry 4.0 testbeds", "Testbeds let firms try robots.",
             facets=_facets("SE", "smart")),
    document(7, "Self-care for older people", "Neighbours visit older people.",
             facets=_facets("IE", "social")),
    document(8, "Regionalförderung für Gründer",
             "Die Förderung hilft jungen Unternehmen in ländlichen Regionen.", lang="de",
             facets=_facets("DE", "smart")),
    document(9, "Grüne Städte", "Bäume und Parks kühlen die Städte.", lang="de",
             facets=_facets("AT", "green")),
    document(10, "L'innovation dans les régions", "Les entreprises régionales coopèrent.",
             lang="fr", facets=_facets("FR", "smart")),
    document(11, "Économie circulaire", "Des déchets deviennent des matières premières.",
             lang="fr", facets=_facets("BE", "green")),
    document(12, "Innovación en el turismo", "Las empresas turísticas innovan juntas.",
             lang="es", facets=_facets("ES", "smart")),
    document(13, "Καινοτομία στις περιφέρειες", "Οι επιχειρήσεις της περιφέρειας συνεργάζονται.",
             lang="el", facets=_facets("EL", "smart")),
    document(14, "Πράσινη ενέργεια", "Ηλιακή ενέργεια σε σχολεία.", lang="el",
             facets=_facets("EL", "green")),
    document(15, "Иновации в регионите", "Програмата подкрепя малките предприятия.", lang="bg",
             facets=_facets("BG", "smart")),
    document(16, "Зелени градове", "Градовете засаждат дървета.", lang="bg",
             facets=_facets("BG", "green")),
    document(17, "Innowacje w regionach", "Program wspiera małe przedsiębiorstwa w Łodzi.",
             lang="pl", facets=_facets("PL", "smart")),
    document(18, "Podpora inovací", "Kraje podporují malé podniky.", lang="cs",
             facets=_facets("CZ", "smart")),
    document(19, "Inovácie v regiónoch", "Kraje podporujú malé podniky.", lang="sk",
             facets=_facets("SK", "smart")),
    document(20, "Innovaatiosetelit", "Alueet tukevat pieniä yrityksiä.", lang="fi",
             facets=_facets("FI", "smart")),
    document(21, "Innovatsiooniosak", "Piirkonnad toetavad väikesi ettevõtteid.", lang="et",
             facets=_facets("EE", "smart")),
    document(22, "Innováció a régiókban", "A régiók támogatják a kis cégeket.", lang="hu",
             facets=_facets("HU", "smart")),
    document(23, "Inovācijas reģionos", "Reģioni atbalsta mazos uzņēmumus.", lang="lv",
             facets=_facets("LV", "smart")),
    document(24, "Inovacijos regionuose", "Regionai remia mažas įmones.", lang="lt",
             facets=_facets("LT", "smart")),
    document(25, "Inovacije v regijah", "Regije podpirajo mala podjetja.", lang="sl",
             facets=_facets("SI", "smart")),
    document(26, "Inovacije u regijama", "Regije podupiru mala poduzeća.", lang="hr",
             facets=_facets("HR", "smart")),
    document(27, "Inovare în regiuni", "Regiunile sprijină firmele mici.", lang="ro",
             facets=_facets("RO", "smart")),
    document(28, "Innovazione nelle regioni", "Le regioni aiutano le piccole imprese.", lang="it",
             facets=_facets("IT", "smart")),
    document(29, "Inovação nas regiões", "As regiões apoiam pequenas empresas.", lang="pt",
             facets=_facets("PT", "smart")),
    document(30, "Innovation i regionerne", "Regionerne støtter små virksomheder.", lang="da",
             facets=_facets("DK", "smart")),
    document(31, "Innovation i regionerna", "Regionerna stödjer små företag.", lang="sv",
             facets=_facets("SE", "smart")),
    document(32, "Innovatie in de regio's", "De regio's steunen kleine bedrijven.", lang="nl",
             facets=_facets("NL", "smart")),
    document(33, "Nuálaíocht sna réigiúin", "Tacaíonn na réigiúin le gnólachtaí beaga.", lang="ga",
             facets=_facets("IE", "smart")),
    document(34, "Innovazzjoni fir-reġjuni", "Ir-reġjuni jgħinu lin-negozji ż-żgħar.", lang="mt",
             facets=_facets("MT", "smart")),
    document(1, "Firms learn from firms", "A project about early warning and second chance.",
             kind="project", facets=_facets("ES", "smart")),
    document(2, "Harbour cities", "A project of five ports.", kind="project",
             facets=_facets("NL", "green")),
    document(36, "Catalonia", kind="region", lang="en", facets={"country": ("ES",)}),
    document(37, "Ελλάδα", kind="region", lang="el", facets={"country": ("EL",)}),
    document(38, "Warning", "One word only.", facets={}),
]  # fmt: skip
FACETS = ("country", "kind", "lang", "topic")
