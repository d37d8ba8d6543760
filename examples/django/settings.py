"""Settings of the example; only what it needs."""

SECRET_KEY = "replace-me"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "testserver"]
ROOT_URLCONF = "urls"
MIDDLEWARE = ["middleware.tenant"]  # after the middleware that authenticates
