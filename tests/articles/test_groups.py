"""The groups that the migrations make."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from articles.permissions import CHIEFS, EDITORS, WRITERS

pytestmark = pytest.mark.django_db
groups = import_module("articles.migrations.0002_groups")


@pytest.fixture(autouse=True)
def _no_content_type_is_remembered(db):
    """One test here makes them anew, and its database forgets them."""
    yield
    ContentType.objects.clear_cache()


def may(group: str, right: str) -> bool:
    """Whether an account in the group has the right."""
    user = User.objects.create_user(f"{group} {right}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user.has_perm(right)


@pytest.mark.parametrize(
    ("right", "who"),
    [
        ("articles.view_redirect", {WRITERS, EDITORS, CHIEFS}),
        ("articles.add_article", {WRITERS, EDITORS, CHIEFS}),
        ("articles.change_article", {WRITERS, EDITORS, CHIEFS}),
        ("articles.add_image", {WRITERS, EDITORS, CHIEFS}),
        ("articles.add_tag", {WRITERS, EDITORS, CHIEFS}),
        ("articles.change_tag", {EDITORS, CHIEFS}),
        ("articles.delete_tag", {EDITORS, CHIEFS}),
        ("articles.publish_article", {EDITORS, CHIEFS}),
        ("articles.delete_image", {EDITORS, CHIEFS}),
        ("articles.change_standingpage", {EDITORS, CHIEFS}),
        ("articles.change_section", {EDITORS, CHIEFS}),
        ("articles.add_section", {CHIEFS}),
        ("articles.delete_article", {CHIEFS}),
        ("articles.delete_author", {CHIEFS}),
        ("auth.add_user", {CHIEFS}),
        ("auth.change_user", {CHIEFS}),
        ("auth.view_group", {CHIEFS}),
        ("auth.change_group", set()),
        ("auth.delete_user", set()),
        ("auth.change_permission", set()),
    ],
)
def test_who_may_what(right, who):
    assert {group for group in groups.GROUPS if may(group, right)} == who


def test_the_chief_may_everything_in_the_newspaper():
    chief = set(Group.objects.get(name=CHIEFS).permissions.values_list("codename", flat=True))
    every = Permission.objects.filter(content_type__app_label="articles").exclude(
        # The record, the versions and the letters write themselves; nobody has a right to.
        content_type__model__in=["activity", "revision", "letter", "note", "previewlink"]
    )
    assert set(every.values_list("codename", flat=True)) <= chief


def test_on_a_database_without_permissions_and_twice():
    """Permissions come after the last migration; this one must not wait for them."""
    Permission.objects.all().delete()
    Group.objects.all().delete()
    ContentType.objects.all().delete()
    ContentType.objects.clear_cache()
    # The registry of the running site stands for the one of the migration.
    for _time in range(2):
        groups.make_groups(Registry(), connection.schema_editor())
    assert set(Group.objects.values_list("name", flat=True)) == set(groups.GROUPS)
    assert may(EDITORS, "articles.publish_article")
    assert groups.Migration.operations[0].reversible


class Registry:
    """The real models, with app configurations that may be written to."""

    get_model = staticmethod(apps.get_model)

    @staticmethod
    def get_app_config(label: str):
        """A stand-in as the migration's own registry has them."""
        real = apps.get_app_config(label)
        return type("Config", (), {"label": label, "get_models": real.get_models})()
