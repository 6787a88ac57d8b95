from django.db import models


class Load(models.Model):
    """Remembers that the demonstration was loaded, so it is loaded once only."""

    loaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.loaded_at:%Y-%m-%d}"
