"""The role of each token's owner, beside the token: checking a token is one read of one row.

Triggers keep it, in the transaction that changes a person or a group, whoever writes: a token
follows its owner at once, in every process.
"""

# ruff: noqa: S608 (the names in these statements are of our own models)

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.accounts.roles import Role

# Statement by statement, not row by row: people change seldom, and the tokens are few.
_ROLE = f"""(
    SELECT coalesce(max(CASE
        WHEN person.is_superuser THEN {Role.ADMIN.value}
        {" ".join(f"WHEN held.name = '{role.group}' THEN {role.value}" for role in Role)}
        ELSE 0 END), 0)
    FROM accounts_user AS person
    LEFT JOIN accounts_user_groups AS membership ON membership.user_id = person.id
    LEFT JOIN auth_group AS held ON held.id = membership.group_id
    WHERE person.id = accounts_servicetoken.user_id AND person.is_active)"""
RENEW = f"UPDATE accounts_servicetoken SET owner_role = {_ROLE} WHERE owner_role <> {_ROLE}"
_EVENTS = {
    "acr_owner_role_token": "INSERT ON accounts_servicetoken",
    "acr_owner_role_person": "UPDATE OF is_active, is_superuser ON accounts_user",
    "acr_owner_role_joined": "INSERT ON accounts_user_groups",
    "acr_owner_role_moved": "UPDATE ON accounts_user_groups",
    "acr_owner_role_left": "DELETE ON accounts_user_groups",
    "acr_owner_role_group": "UPDATE OF name ON auth_group",
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION acr_renew_owner_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {RENEW};
    RETURN NULL;
END $$
"""


def create_triggers(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For a migration: create them, and bring the tokens that are there up to date.

    On SQLite a migration that makes one of the four tables anew loses its triggers and must do
    this again.
    """
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(_FUNCTION)
    for name, event in _EVENTS.items():
        if is_sqlite:
            schema_editor.execute(f"CREATE TRIGGER {name} AFTER {event} BEGIN {RENEW}; END")
        else:
            table = event.partition(" ON ")[2]
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} AFTER {event}"
                " FOR EACH STATEMENT EXECUTE FUNCTION acr_renew_owner_roles()"
            )
    schema_editor.execute(RENEW)
