"""The official Python client of Couchbase Agent Memory 1.1.0: the users of a workspace."""

from agentmemory import AgentMemoryClient
from agentmemory.exceptions import AuthenticationError, AuthorizationError, ConflictError, NotFoundError, ValidationError

from harness import Server, case, equal, require


def refused(kind, call, code=None):
    """The exception of that kind that the call ends in; exactly that kind, for some are kinds of others."""
    try:
        call()
    except kind as error:
        equal(type(error), kind, f"{error}")
        equal(error.error_code, code, "the stable code")
        return error
    raise AssertionError(f"{kind.__name__} was expected")


@case
def couchbase_client_users():
    """Users are created, read, listed, changed and deleted with their memories by the official client."""
    with Server() as server:
        token = server.service_token()
        with AgentMemoryClient(server.url, token=lambda: token) as client:
            made = client.create_user(user_id="user.name@corp", name="Dana", metadata={"plan": "trial", "level": 3})
            equal((made.user_id, made.name, made.metadata), ("user.name@corp", "Dana", {"plan": "trial", "level": 3}))
            refused(ConflictError, lambda: client.create_user(user_id="user.name@corp", name="x"), "CONFLICT")
            for number in range(4):
                client.create_user(user_id=f"u{number}", name=f"User {number}", metadata={"odd": str(number % 2)})
            read = client.get_user("user.name@corp")
            equal((read.name, read.metadata), ("Dana", {"plan": "trial", "level": 3}))
            page = client.list_users(limit=2, offset=1)
            equal((page.count, page.total, page.limit, page.offset, page.has_more), (2, 5, 2, 1, True))
            equal([user.id for user in client.list_users(metadata={"odd": "1"}).users], ["u1", "u3"])
            equal([user.id for user in client.list_users(name="User 2", metadata={"odd": "0"}).users], ["u2"])
            read.update(name="Dana D.")
            equal((read.name, read.metadata), ("Dana D.", {"plan": "trial", "level": 3}), "what is omitted is kept")
            read.update(metadata={"plan": "paid"})
            equal(client.get_user("user.name@corp").metadata, {"plan": "paid"})

            memory = {"memories": [{"id": "m", "text": "keeps bees", "user_id": "user.name@corp"}]}
            equal(server.request("POST", "/v1/long-term-memory", memory, token=token)[0], 200)
            read.delete()
            refused(NotFoundError, lambda: client.get_user("user.name@corp"), "NOT_FOUND")
            refused(NotFoundError, read.delete, "NOT_FOUND")
            equal(server.request("GET", "/v1/long-term-memory/m", token=token)[0], 404, "the memory of a deleted user")
            refused(ValidationError, lambda: client._http.post("/users", json={"user_id": "a/b", "name": "x"}), "INVALID_REQUEST")


@case
def couchbase_client_rights():
    """Without a token, with a wrong one, or without the right, the official client raises what it documents."""
    with Server() as server:
        token = server.service_token()
        reader = server.new_token("--service", "--workspace", "live", "--scope", "memory:read")
        server.command("user", "add", "alice")
        alice = server.new_token("--user", "alice")
        with AgentMemoryClient(server.url, token=token) as client:
            client.create_user(user_id="dana", name="Dana")
        with AgentMemoryClient(server.url) as client:
            error = refused(AuthenticationError, client.list_users)
            equal(error.message, "Authentication required")
        with AgentMemoryClient(server.url, token="amt_nonsense") as client:
            refused(AuthenticationError, client.list_users, "INVALID_TOKEN")
        with AgentMemoryClient(server.url, token=reader) as client:
            equal(client.get_user("dana").name, "Dana")
            refused(AuthorizationError, client.list_users, "INSUFFICIENT_SCOPE")
            refused(AuthorizationError, client.get_user("dana").delete, "INSUFFICIENT_SCOPE")
        with AgentMemoryClient(server.url, token=alice) as client:
            equal([user.id for user in client.list_users().users], ["alice"], "whom a person sees")
            refused(NotFoundError, lambda: client.get_user("dana"), "NOT_FOUND")
        status, fields, answer = server.exchange("GET", "/users", token=None)
        equal((status, answer), (401, {"detail": "Authentication required"}))
        require(fields["WWW-Authenticate"].startswith("Bearer"), "no challenge")
