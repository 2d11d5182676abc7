"""Compose with PostgreSQL, from nothing to nothing. Each step builds on the one before: after a failure the others do not run."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fleet import Fleet, eventually, run

WORKERS = 3
SMALL, LARGE = 20, 600


def the_files_are_valid_also_the_one_for_sql_server_which_is_not_run(fleet):
    run("./secrets.sh", cwd=fleet.folder)
    for files in (["-f", "compose.yaml"], ["-f", "compose.yaml", "-f", "compose.postgres.yaml"]):
        run("docker-compose", *files, "config", "-q", cwd=fleet.folder)


def everything_comes_up_in_order(fleet):
    fleet.up()
    assert fleet.compose("ps", "-q", "migrate"), "migrate has left no container"
    assert [c["State"]["ExitCode"] for c in fleet.containers("migrate", everything=True)] == [0]
    for service in ("rabbitmq", "database", "server"):
        assert [c["State"]["Health"]["Status"] for c in fleet.containers(service)] == ["healthy"], service
    eventually("the worker to be known", lambda: len(fleet.workers()) == 1)


def workers_are_scaled(fleet):
    fleet.up("--scale", f"worker={WORKERS}")
    eventually(f"{WORKERS} workers", lambda: len(fleet.workers()) == WORKERS)


def a_run_published_from_python_ends_and_its_result_is_read_over_http(fleet):
    write(fleet, "small", SMALL)
    fleet.publish(audit("small"))
    assert fleet.ended("small")["result"]["totals"]["files"] == SMALL


def nothing_runs_as_root_and_no_secret_can_be_seen_from_outside(fleet):
    for image in ("server", "worker", "cli"):
        assert run("docker", "image", "inspect", "-f", "{{.Config.User}}", f"queueagents/{image}").strip() == "1654:1654", image
    secrets = {path.name: path.read_text().strip() for path in (fleet.folder / "secrets").iterdir()}
    for container in fleet.containers(everything=True):
        name = container["Name"]
        shown = json.dumps(container)
        assert [secret for secret, text in secrets.items() if text in shown] == [], name
        if container["State"]["Running"]:
            users = run("docker", "top", container["Id"], "-eo", "uid,pid,args").splitlines()[1:]
            assert users and [line for line in users if line.split()[0] == "0"] == [], name


def workers_have_no_way_to_the_database(fleet):
    passwords = {fleet.secret("postgres_password"), fleet.secret("rabbitmq_server"), fleet.secret("api_key")}
    for container in fleet.containers("worker"):
        assert [network.rsplit("_")[-1] for network in container["NetworkSettings"]["Networks"]] == ["bus"]
        pid = container["State"]["Pid"]
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode()
        files = {path.name: path.read_text() for path in Path(f"/proc/{pid}/root/run/secrets").iterdir()}
        assert set(files) == {"QueueAgents__Broker"}, set(files)
        for text in (environment, *files.values()):
            assert "Connection" not in text and "postgres" not in text.lower() and not [p for p in passwords if p in text]
    assert not list(Path(f"/proc/{pid}/root/app").glob("*Npgsql*")) and not list(Path(f"/proc/{pid}/root/app").glob("*SqlClient*"))


def a_run_outlives_a_worker_killed_in_its_middle_and_the_worker_comes_back(fleet):
    write(fleet, "large", LARGE)
    fleet.publish(audit("large"))

    def middle():
        found = fleet.find("large")
        done = (found or {}).get("progress", {}).get("done", 0)
        assert done < LARGE * 0.8, f"it was {done} steps far when it was seen first"
        return done > LARGE * 0.05
    eventually("the middle of the run", middle)
    victim = next(c for c in fleet.containers("worker"))
    subprocess.run(["kill", "-KILL", str(victim["State"]["Pid"])], check=True)
    assert fleet.ended("large")["result"]["totals"]["files"] == LARGE
    eventually("the killed worker to be back", lambda: [
        c for c in fleet.containers("worker") if c["Id"] == victim["Id"] and c["RestartCount"] > 0])
    eventually("it to be known again", lambda: len([w for w in fleet.workers() if victim["Id"].startswith(w["host"])]) >= 1)


def a_worker_is_drained_and_stops_at_once(fleet):
    # Not the one that was killed: its former self is listed until it has been silent for long enough.
    unhurt = next(c["Id"] for c in fleet.containers("worker") if c["RestartCount"] == 0)
    worker = next(w for w in fleet.workers() if unhurt.startswith(w["host"]))
    fleet.cli("worker", "drain", worker["instance"], "--wait")
    assert [w for w in fleet.workers() if w["instance"] == worker["instance"] and not w["draining"]] == []
    began = time.monotonic()
    run("docker", "stop", "-t", "45", worker["host"])
    assert time.monotonic() - began < 20, f"it took {time.monotonic() - began:.0f} s"
    eventually("it to be gone", lambda: worker["instance"] not in [w["instance"] for w in fleet.workers()])


def down_leaves_nothing(fleet):
    fleet.compose("down", "-v")
    left = [run("docker", *what.split()).split() for what in ("ps -aq", "volume ls -q", "network ls -q -f type=custom")]
    assert left == [[], [], []], left


def audit(name):
    return {"agent": "docs-audit", "key": name, "input": {"folder": f"/docs/{name}", "output": f"/tmp/{name}"}}


def write(fleet, name, count):
    folder = fleet.docs / name
    folder.mkdir(mode=0o755)
    for i in range(count):
        (folder / f"page-{i:04}.md").write_text(f"# Page {i}\n\n[next](page-{(i + 1) % count:04}.md)\n" + "Some text.\n" * 50)


STEPS = (
    the_files_are_valid_also_the_one_for_sql_server_which_is_not_run,
    everything_comes_up_in_order,
    workers_are_scaled,
    a_run_published_from_python_ends_and_its_result_is_read_over_http,
    nothing_runs_as_root_and_no_secret_can_be_seen_from_outside,
    workers_have_no_way_to_the_database,
    a_run_outlives_a_worker_killed_in_its_middle_and_the_worker_comes_back,
    a_worker_is_drained_and_stops_at_once,
    down_leaves_nothing,
)


def main(reports):
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory(dir=reports) as folder:
        Path(folder).chmod(0o755)
        fleet = Fleet(Path(folder))
        for step in STEPS:
            what, began = step.__name__.replace("_", " "), time.monotonic()
            if failed:
                print(f"NOT RUN: {what} – a step before it failed", flush=True)
                skipped += 1
                continue
            try:
                step(fleet)
                passed += 1
                print(f"passed {what} ({time.monotonic() - began:.1f} s)", flush=True)
            except Exception as error:  # The containers' logs are what one needs then, whatever it is.
                failed += 1
                print(f"FAILED {what} ({time.monotonic() - began:.1f} s)\n{type(error).__name__}: {error}", flush=True)
                subprocess.run(["docker-compose", "-f", "compose.yaml", "-f", "compose.postgres.yaml", "logs", "--no-color", "--tail", "30"], cwd=fleet.folder, env=fleet.env)
    Path(reports, "compose.sum").write_text(f"{passed} {failed} {skipped}\n")
    return 1 if failed else 0


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
sys.exit(main(sys.argv[1]))
