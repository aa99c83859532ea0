"""Pages of people, tokens and the audit trail, as `accounts:…`."""

from django.urls import path

from accounts.views import audit, own, people, tokens

app_name = "accounts"
urlpatterns = [
    path("profile/", own.profile, name="profile"),
    path("profile/password/", own.password, name="password"),
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
