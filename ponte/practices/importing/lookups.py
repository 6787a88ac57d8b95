"""What cells refer to: regions, topics, projects. Loaded once, then asked without a query."""

from django.utils.translation import gettext as _

from ponte.core.importing.report import BadCell
from ponte.core.importing.rows import plain
from ponte.projects.importing import lookups
from ponte.projects.models import Project


class Lookups(lookups.Lookups):
    """Three queries when it is made, none afterwards."""

    def __init__(self):
        super().__init__()
        self.projects: dict[str, Project] = {}
        projects = list(Project.objects.only("pk", "slug", "acronym"))
        for project in projects:
            if project.acronym:
                self.projects[plain(project.acronym)] = project
        for project in projects:
            self.projects[plain(project.slug)] = project

    def project(self, text: str) -> Project:
        """Return the project with this slug or acronym. Raises BadCell."""
        if project := self.projects.get(plain(text)):
            return project
        raise BadCell(_("There is no project “%(text)s”.") % {"text": text})
