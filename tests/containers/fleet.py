"""A fleet started by compose/up.sh in a copy of the folder compose, and what can be seen of it from outside."""

import json
import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ["-f", "compose.yaml", "-f", "compose.postgres.yaml", "-f", "compose.override.yaml"]


def run(*command, cwd=None, env=None, text=None):
    """What it printed; raises, with what it printed, where it fails."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise AssertionError(f"{' '.join(str(c) for c in command)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def eventually(what, look, within=60):
    """The first thing seen that is not None or False."""
    end = time.monotonic() + within
    while True:
        try:
            seen = look()
            problem = seen
        except OSError as error:
            seen, problem = None, error
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"Waited {within} s for: {what}. Last seen: {problem}")
        time.sleep(0.1)


class Fleet:
    def __init__(self, folder):
        self.folder = folder / "compose"
        self.docs = folder / "docs"
        self.docs.mkdir(mode=0o755)
        shutil.copytree(ROOT / "compose", self.folder, ignore=shutil.ignore_patterns("secrets"))
        shutil.copy(ROOT / "tests/containers/stand-ins.yaml", self.folder / "compose.override.yaml")
        self.env = {**os.environ, "QUEUEAGENTS_DOCS": str(self.docs)}

    def up(self, *arguments):
        return run("./up.sh", "--postgres", "--no-publish", *arguments, cwd=self.folder, env=self.env)

    def compose(self, *arguments):
        return run("docker-compose", *FILES, *arguments, cwd=self.folder, env=self.env)

    def cli(self, *arguments):
        return self.compose("run", "--rm", "-T", "cli", *arguments)

    def secret(self, name):
        return (self.folder / "secrets" / name).read_text().strip()

    def containers(self, service=None, everything=False):
        """Of the project, as docker inspect shows them."""
        ids = self.compose("ps", "-q", *([service] if service else [])).split()
        found = json.loads(run("docker", "inspect", *ids)) if ids else []
        return found if everything else [one for one in found if one["State"]["Running"]]

    def get(self, path):
        request = urllib.request.Request(f"http://127.0.0.1:5080{path}", headers={"Authorization": f"Bearer {self.secret('api_key')}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def workers(self):
        return self.get("/v1/workers")["workers"]

    def publish(self, task):
        """From Python, as another service would."""
        url = f"amqp://publisher:{self.secret('rabbitmq_publisher')}@127.0.0.1:5672/queue-agents"
        run("/usr/bin/python3", ROOT / "tests/QueueAgents.Integration/Plain/publisher.py", "publish", url, text=json.dumps(task))

    def find(self, key):
        runs = self.get(f"/v1/runs?key={key}")["runs"]
        return self.get(f"/v1/runs/{runs[0]['id']}") if runs else None

    def ended(self, key, within=120):
        def look():
            found = self.find(key)
            return found if found and found["state"] in ("completed", "failed", "cancelled", "parked") else None
        found = eventually(f"the end of run {key}", look, within)
        assert found["state"] == "completed", found
        return found
