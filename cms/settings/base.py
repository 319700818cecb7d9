"""Settings common to every way of running this site."""

from disclosure import APPS

from . import environment as env

BASE_DIR, DATA_DIR, DEBUG = env.BASE_DIR, env.DATA_DIR, env.DEBUG
ALLOWED_HOSTS = env.ALLOWED_HOSTS
SITE_URL = env.SITE_URL

INSTALLED_APPS = [
    "cms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail_modeladmin",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail.api.v3",
    "ninja",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    # Last, in this order: a room registers what it hands to the rooms below, and the API's routers, when all others are ready.
    *APPS,
    "dashboard",
]

MIDDLEWARE = [
    "cms.middleware.Headers",
    "cms.middleware.Askable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "cms.middleware.View",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "disclosure.ledger.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
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
                "wagtail.contrib.settings.context_processors.settings",
                "cms.frame.frame",
            ],
        },
    },
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.REDIS_URL}
    if env.REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "cms" / "locale", BASE_DIR / "cms" / "locale_wagtail"]  # the second: what Wagtail leaves in English
TIME_ZONE = "Asia/Shanghai"
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
USE_I18N = USE_TZ = True

STATIC_URL, STATIC_ROOT = "/static/", DATA_DIR / "static"
MEDIA_URL, MEDIA_ROOT = "/media/", DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DISCLOSURE_PRIVATE_FILES = "all"  # every document and image of this site, not only those of disclosures, is private until a live page uses it
DISCLOSURE_MAX_FILE_MB = 50
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

for _name, _value in env.email().items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "gongkai@localhost")

WAGTAIL_SITE_NAME = "政务公开管理"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the intranet has no way out
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nor to gravatar.com
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # a superuser holds no post in the chain
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAILAPI_LIMIT_MAX = 100
WAGTAIL_I18N_ENABLED = False
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview is an iframe
SECURE_REFERRER_POLICY = "same-origin"
LOGIN_URL = "wagtailadmin_login"
CSRF_FAILURE_VIEW = "cms.views.form_expired"

INTAKE_LIMIT, INTAKE_CHALLENGE = env.INTAKE_LIMIT, env.INTAKE_CHALLENGE
INTAKE_PLACES = max(1, env.WEB_THREADS - 1)  # threads of a process that may write for the street at a time
TRUSTED_PROXIES = env.TRUSTED_PROXIES

SILENCED_SYSTEM_CHECKS = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
