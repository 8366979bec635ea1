"""Settings as the process finds them: files that it may not read, and what its commands say of them."""

import os
import subprocess
import tempfile

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
