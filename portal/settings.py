"""All settings, read from the environment. Names and meanings: docs/settings.md."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal import broker_paths, data_folder, databases, generated_secrets, logs, schedule
from portal.environment import Environment, bracket_ipv6

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
env.load_file(env.text("ENV_FILE", str(BASE_DIR / ".env")))
# Read before the generated secrets: with ACRCloud, AudioTag is on only with a key that was set.
_own_audiotag_key = env.text("AUDIOTAG_API_KEY")

DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).expanduser().absolute()
try:
    data_folder.protect(DATA_DIR)
    env.load_file(generated_secrets.ensure_secrets_file(DATA_DIR))
except data_folder.SharedFolderError as error:
    raise ImproperlyConfigured(str(error)) from error
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR {DATA_DIR} can't be written: {error.strerror}") from error


# Where it listens, and its public URL

HOST = env.text("HOST", "127.0.0.1")
PORT = env.port("PORT", 8000)
ENGINE_PORT = env.port("ENGINE_PORT", 8001)
# A wildcard address can be listened on, but not opened in a browser.
_local = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else bracket_ipv6(HOST)  # noqa: S104
PUBLIC_URL = env.url("PUBLIC_URL", f"http://{_local}:{PORT}")
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = sorted({bracket_ipv6(_public.hostname or ""), _local, "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
# Of each web process. Each may hold a database connection; some wait for the remote.
WEB_THREADS = env.integer("WEB_THREADS", 28, at_least=1)


# The remote: the embedded engine unless told otherwise

_embedded = f"http://127.0.0.1:{ENGINE_PORT}"
REMOTE_IS_ENGINE = not env.text("ACRCLOUD_BASE_URL")
ACRCLOUD_BASE_URL = env.url("ACRCLOUD_BASE_URL", f"{_embedded}/api")
if REMOTE_IS_ENGINE:
    ACRCLOUD_REGION_URL = env.url("ACRCLOUD_REGION_URL", ACRCLOUD_BASE_URL)
    ACRCLOUD_IDENTIFY_URL = env.url("ACRCLOUD_IDENTIFY_URL", _embedded)
    AUDIOTAG_URL = env.url("AUDIOTAG_URL", f"{_embedded}/api")
    ACRCLOUD_TOKEN = env.text("ACRCLOUD_TOKEN") or env.required("ENGINE_TOKEN")
    AUDIOTAG_API_KEY = env.required("AUDIOTAG_API_KEY")
else:
    ACRCLOUD_REGION_URL = env.url("ACRCLOUD_REGION_URL", "https://api-{region}.acrcloud.com/api")
    ACRCLOUD_IDENTIFY_URL = env.url(
        "ACRCLOUD_IDENTIFY_URL", "https://identify-{region}.acrcloud.com"
    )
    AUDIOTAG_URL = env.url("AUDIOTAG_URL", "https://audiotag.info/api")
    ACRCLOUD_TOKEN = env.required("ACRCLOUD_TOKEN")
    AUDIOTAG_API_KEY = _own_audiotag_key
ACRCLOUD_RATE_LIMIT = env.number("ACRCLOUD_RATE_LIMIT", 0.0 if REMOTE_IS_ENGINE else 10.0)
ACRCLOUD_READ_ONLY = env.flag("ACRCLOUD_READ_ONLY")


# Storage

DATABASES = {
    "default": databases.database_config(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"),
        # A web process must not lose a callback it has answered; a worker can fetch a page again.
        synchronous=env.one_of("SQLITE_SYNCHRONOUS", "FULL", "NORMAL"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_socket = broker_paths.broker_socket(DATA_DIR)
_embedded_broker = f"redis+socket://{_socket}?virtual_host=0"
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", _embedded_broker)
BROKER_IS_EMBEDDED = not env.text("CELERY_BROKER_URL")
CACHE_URL = env.text("CACHE_URL")
if not CACHE_URL and BROKER_IS_EMBEDDED:
    CACHE_URL = f"unix://{_socket}?db=1"
elif not CACHE_URL and urlsplit(CELERY_BROKER_URL).scheme in {"redis", "rediss"}:
    CACHE_URL = CELERY_BROKER_URL
elif not CACHE_URL:
    raise ImproperlyConfigured("CACHE_URL (a Redis or Valkey) is required with this broker")
CACHES = {
    "default": {
        "BACKEND": "portal.cache.NoRetryRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
SPOOL_URL = env.text("SPOOL_URL", f"file://{DATA_DIR / 'spool'}")
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 2 * 1024**3, at_least=1)


# Secrets

SECRET_KEY = env.required("SECRET_KEY")
SECRETS_KEYS = env.fernet_keys("SECRETS_KEYS")
PORTAL_ADMIN_PASSWORD = env.text("PORTAL_ADMIN_PASSWORD")


# Django

DEBUG = env.flag("DEBUG")
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
INSTALLED_APPS = [
    "portal",
    "plays",
    "identification",
    "scanning",
    "projects",
    "buckets",
    "core.uploads",
    "core.mirror",
    "core.jobs",
    "core.idempotency",
    "core.accounts",
    "core.ui",
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "core.ui.middleware.utf8_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.ui.middleware.unstored_responses",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.accounts.middleware.RoleRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.ui.context_processors.frame",
            ],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "accounts:login"
LANGUAGE_CODE = "en"
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True


# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.ui.vendor.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


# Browser security

_secure = _public.scheme == "https"
# Browsers share cookies between the ports of a host, so the name contains the port.
SESSION_ENGINE = "core.accounts.sessions"
SESSION_COOKIE_NAME = f"acr_session_{PORT}"
DEVICE_COOKIE_NAME = f"acr_device_{PORT}"
CSRF_COOKIE_NAME = f"acr_csrf_{PORT}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}


# REST

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.accounts.authentication.ServiceTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core.accounts.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "core.gateway.parsers.Utf8JSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.gateway.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
REST_KNOX = {
    "TOKEN_TTL": None,
    "AUTH_HEADER_PREFIX": "Bearer",
}
KNOX_TOKEN_MODEL = "accounts.ServiceToken"  # noqa: S105
# Its migrations would create the table of a token model that isn't used.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "ACR portal",
    "DESCRIPTION": "The gateway in the Console API's wire format, and the portal's own REST.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}


# Background work: the jobs are rows of the ledger, the broker only wakes workers

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = "UTC"
# How long after a worker's death another worker takes over its job.
JOBS_LEASE_SECONDS = env.integer("JOBS_LEASE_SECONDS", 30, at_least=2)
SYNC_FULL_EVERY_SECONDS = env.integer("SYNC_FULL_EVERY_SECONDS", 24 * 3600, at_least=1)
SYNC_HEAD_EVERY_SECONDS = env.integer("SYNC_HEAD_EVERY_SECONDS", 300, at_least=1)
# The remote's maximum is not documented; the known clients request 100.
SYNC_PAGE_SIZE = env.integer("SYNC_PAGE_SIZE", 100, at_least=1)
# Pages of one pass that are fetched at the same time.
SYNC_FETCHERS = env.integer("SYNC_FETCHERS", 4, at_least=1)
SYNC_DEADLINE_SECONDS = env.integer("SYNC_DEADLINE_SECONDS", 6 * 3600, at_least=1)
SYNC_HISTORIES_EVERY_SECONDS = env.integer("SYNC_HISTORIES_EVERY_SECONDS", 3600, at_least=1)
SYNC_HOT_EVERY_SECONDS = env.integer("SYNC_HOT_EVERY_SECONDS", 5, at_least=1)
# Two stretches of one piece with a shorter gap between them are one play.
PLAYS_MAX_GAP_SECONDS = env.number("PLAYS_MAX_GAP_SECONDS", 10.0)

CELERY_BEAT_SCHEDULE = schedule.beat_schedule(
    hot_seconds=SYNC_HOT_EVERY_SECONDS, histories_seconds=SYNC_HISTORIES_EVERY_SECONDS
)


# Logs: one line each, to standard error

LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
LOGGING = logs.logging_config(LOG_LEVEL)
