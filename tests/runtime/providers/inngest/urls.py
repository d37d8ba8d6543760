"""URLs of the Django application under test."""

urlpatterns: list[object] = []
