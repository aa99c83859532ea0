"""Pages of people, tokens and the audit trail, as `accounts:…`."""

from django.urls import path

from core.accounts.roles import role_required
from core.accounts.views import audit, people, profile, tokens
from core.accounts.views.sign_in import SignInView, SignOutView

app_name = "accounts"
urlpatterns = [
    path("login/", SignInView.as_view(), name="login"),
    path("logout/", role_required(None)(SignOutView.as_view()), name="logout"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="password"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<uuid:public_id>/", tokens.token, name="token"),
    path("tokens/<uuid:public_id>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("people/", people.person_list, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<id:pk>/", people.person, name="person"),
    path("people/<id:pk>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<id:pk>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("people/<id:pk>/password/", people.person_reset_password, name="person_password"),
    path("audit/", audit.audit_list, name="audit"),
    path("audit/<id:pk>/", audit.audit_entry, name="audit_entry"),
]
