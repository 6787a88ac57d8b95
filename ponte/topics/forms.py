"""Form fields for choosing topics."""

from django import forms
from django.forms.models import ModelChoiceIterator

from ponte.topics.models import Topic


class GroupedTopics(ModelChoiceIterator):
    """Topics under their hub, the periods one after the other."""

    def __iter__(self):
        groups: dict[Topic, list] = {}
        for topic in self.queryset.select_related("parent"):
            groups.setdefault(topic.hub, []).append(topic)
        for hub, topics in groups.items():
            yield str(hub), [self.choice(topic) for topic in topics]


class TopicsField(forms.ModelMultipleChoiceField):
    """Several topics, ticked in a list grouped by hub."""

    widget = forms.CheckboxSelectMultiple
    iterator = GroupedTopics

    def __init__(self, **kwargs):
        kwargs.setdefault("queryset", Topic.objects.order_by("-period", "code"))
        super().__init__(**kwargs)

    def label_from_instance(self, topic):
        return f"{topic.code} {topic.label}"
