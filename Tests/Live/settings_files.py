"""Settings as the process finds them: files that it may not read, and what its commands say of them."""

import http.server
import os
import subprocess
import tempfile
import threading

import harness
from harness import case, clean_environment, require


def run(*arguments, directory, environment=None, unprivileged=False):
    """A command in a directory of its own; unprivileged as a user to whom file modes matter, which they do not to root."""
    command = [harness.BINARY, *arguments]
    if unprivileged and os.geteuid() == 0:
        names = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={names}", f"--inh-caps={names}", *command]
    return subprocess.run(command, cwd=directory, env=clean_environment(**(environment or {})), capture_output=True, text=True, timeout=30)


@case
def a_settings_file_that_may_not_be_read_ends_the_start():
    """A settings file, a secret's file and .env that the server's user may not read end every command, by name and with what to do."""
    for name in ("agent-memory.yaml", "agent-memory.yml", ".env", "secret"):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, name)
            with open(path, "w") as file:
                file.write("# closes something\n")
            os.chmod(path, 0)
            environment = {"AGENT_MEMORY_OAUTH_KEY_ENCRYPTION_FILE": "secret"} if name == "secret" else {}
            for command in (("config", "explain"), ("serve", "--data", "data"), ("token", "list", "--data", "data"), ("doctor",)):
                done = run(*command, directory=directory, environment=environment, unprivileged=True)
                text = done.stdout + done.stderr
                require(done.returncode != 0 and name in text and "permission denied" in text and "chmod" in text, f"{command}: {text}")
            require(not os.path.exists(os.path.join(directory, "data")), "nothing is made before the settings are known")


@case
def certificates_that_may_not_be_read_end_the_start():
    """A file of `outbound.caFile` that the server's user may not read ends serve and doctor, by name and with what to do."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "ca.pem")
        with open(path, "w") as file:
            file.write("-----BEGIN CERTIFICATE-----\n")
        os.chmod(path, 0)
        for command in (("serve", "--data", "data"), ("doctor",), ("config", "explain")):
            done = run(*command, directory=directory, environment={"AGENT_MEMORY_OUTBOUND_CA_FILE": path}, unprivileged=True)
            text = done.stdout + done.stderr
            require(done.returncode != 0 and path in text and "permission denied" in text and "chmod" in text, f"{command}: {text}")
        require(not os.path.exists(os.path.join(directory, "data")), "nothing is made before the settings are known")


SECRETS = ("OAUTH_REGISTRATION_TOKEN", "OAUTH_PRIVATE_KEY", "OAUTH_SHARED_SECRET", "OAUTH_KEY_ENCRYPTION", "LOGIN_PROVIDER_X_CLIENT_SECRET",
           "TOKENS_PRESET", "EMBEDDING_KEY", "LLM_KEY", "TOKEN", "STORAGE_URL", "TRACES_AUTHORIZATION")


class Refusing(http.server.BaseHTTPRequestHandler):
    """An endpoint that takes no key, so that nobody waits for it."""

    def do_POST(self):
        self.send_error(401)

    do_GET = do_POST

    def log_message(self, *arguments):
        pass


@case
def no_command_prints_a_secret():
    """No secret is in what doctor, serve and mcp print, whatever it holds; every secret setting of the reference is tried."""
    with tempfile.TemporaryDirectory() as directory, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as endpoint:
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{endpoint.server_address[1]}"
        reference = run("config", "reference", directory=directory).stdout
        rows = [line for line in reference.splitlines() if line.rstrip(" |").endswith("Secret.")]
        names = {row.split("`")[3].replace("AGENT_MEMORY_", "", 1).replace("_NAME_", "_X_") for row in rows}
        require(names == set(SECRETS), f"a new secret setting: {names}")
        around = {
            "AGENT_MEMORY_EMBEDDING_URL": f"{url}/v1?key=sesame", "AGENT_MEMORY_EMBEDDING_MODEL": "m",
            "AGENT_MEMORY_LOGIN_PROVIDERS": "x", "AGENT_MEMORY_LOGIN_PROVIDER_X_URL": url,
            "AGENT_MEMORY_LOGIN_PROVIDER_X_CLIENT_ID": "x", "AGENT_MEMORY_LOG_LEVEL": "trace",
            # A port in use: the server ends by itself when all of it is put together.
            "AGENT_MEMORY_HTTP_PORT": str(endpoint.server_address[1])}
        started = 0
        for name in SECRETS:
            for value in ("sesame" * 8 + "\n", "sesame\nsesame" * 8):
                if name == "STORAGE_URL":
                    value = f"postgresql://someone:{value}@127.0.0.1:1/x?sslmode=disable"
                environment = {**around, f"AGENT_MEMORY_{name}": value}
                if name == "OAUTH_SHARED_SECRET":
                    environment["AGENT_MEMORY_OAUTH_ALGORITHM"] = "HS256"
                if name != "EMBEDDING_KEY":
                    environment["AGENT_MEMORY_EMBEDDING_PROVIDER"] = "none"
                commands = [("doctor",), ("serve", "--data", "data")]
                for command in commands + ([("mcp", "--data", "data")] if name == "TOKEN" else []):
                    done = run(*command, directory=directory, environment=environment)
                    text = done.stdout + done.stderr
                    require("sesame" not in text, f"{name} {value!r} {command}: {text}")
                    started += "is in use by another program" in text
        require(started >= 4, f"only {started} servers came to where they listen")


@case
def a_pod_next_to_a_service_of_its_own_name_starts():
    """Service links of Kubernetes and names of compose files do not keep a command from working; a misspelt protection does."""
    with tempfile.TemporaryDirectory() as directory:
        links = {"AGENT_MEMORY_SERVICE_HOST": "10.43.12.7", "AGENT_MEMORY_SERVICE_PORT": "8000", "AGENT_MEMORY_PORT": "tcp://10.43.12.7:8000",
                 "AGENT_MEMORY_PORT_8000_TCP_ADDR": "10.43.12.7", "AGENT_MEMORY_HTTP_PORT": "tcp://10.43.12.7:80"}
        done = run("config", "explain", directory=directory, environment=links)
        require(done.returncode == 0 and "warning" not in done.stdout, done.stdout + done.stderr)
        done = run("config", "explain", directory=directory, environment={"AGENT_MEMORY_PORT": "9000"})
        require(done.returncode == 0 and "Did you mean AGENT_MEMORY_HTTP_PORT" in done.stdout, done.stdout + done.stderr)
        done = run("token", "--help", directory=directory, environment={"AGENT_MEMORY_PORT": "9000"})
        require("Did you mean" not in done.stdout, done.stdout)
        done = run("config", "explain", directory=directory, environment={"AGENT_MEMORY_REGISTRATION": "off"})
        require(done.returncode != 0 and "AGENT_MEMORY_OAUTH_REGISTRATION" in done.stderr, done.stdout + done.stderr)
