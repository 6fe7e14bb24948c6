"""Accounts, as an editor-in-chief may keep them: nobody gives out more rights than the groups."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from articles.admin.base import NewsroomAdmin

# Only a superuser says who is one, and who has rights beside the groups'.
BEYOND_GROUPS = ["is_superuser", "user_permissions"]

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(NewsroomAdmin, UserAdmin):
    """Django's accounts, closed against climbing to a superuser's rights."""

    list_filter = ["is_staff", "is_active", "groups"]

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Only the filters on the page."""
        return lookup in {
            "is_staff__exact",
            "is_active__exact",
            "groups__id__exact",
            "groups__isnull",
        }

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """Show a superuser's choices to others without letting them choose."""
        fields = [*super().get_readonly_fields(request, obj)]
        return fields if request.user.is_superuser else [*fields, *BEYOND_GROUPS]

    def has_change_permission(self, request, obj=None) -> bool:
        """A superuser's account, password included, is changed by superusers only."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None) -> bool:
        """The same for deleting it."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)
