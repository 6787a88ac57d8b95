from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from ponte.core.bulk import DeleteRecords
from ponte.core.permissions import DeleteUnusedOnly

# After Wagtail's own action of this name, in whose place it steps.
hooks.register("register_bulk_action", DeleteRecords, order=100)


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_in_use(request, instances):
    """The delete page asks for the general permission only: look at the record, too."""
    for instance in instances:
        policy = policy_registry.get(instance)
        if isinstance(policy, DeleteUnusedOnly) and policy.protects(instance):
            messages.error(request, policy.refusal % {"record": instance})
            return redirect(instance.snippet_viewset.get_url_name("list"))
    return None
