"""Runs every live test against the binary named on the command line."""

import os
import signal
import sys

import harness

harness.BINARY = sys.argv[1]
if not os.access(harness.BINARY, os.X_OK):
    harness.fail_early(f"{harness.BINARY} is not built")

# Importing registers the cases, in this order.
import journeys  # noqa: E402,F401
import examples  # noqa: E402,F401
import connections  # noqa: E402,F401
import official_client  # noqa: E402,F401
import couchbase_client  # noqa: E402,F401
import couchbase_calls  # noqa: E402,F401
import couchbase_scenarios  # noqa: E402,F401
import openmemory  # noqa: E402,F401
import memory_service  # noqa: E402,F401
import protocol_client  # noqa: E402,F401
import operators  # noqa: E402,F401
import resource_server  # noqa: E402,F401
import signing_keys  # noqa: E402,F401
import provider_faults  # noqa: E402,F401
import authorization  # noqa: E402,F401
import pages  # noqa: E402,F401
import person_pages  # noqa: E402,F401
import endings  # noqa: E402,F401
import imports  # noqa: E402,F401
import foreign_imports  # noqa: E402,F401
import exports  # noqa: E402,F401
import accessibility  # noqa: E402,F401
import languages  # noqa: E402,F401
import passkeys  # noqa: E402,F401
import pictures  # noqa: E402,F401
import invitations  # noqa: E402,F401
import administration  # noqa: E402,F401
import providers  # noqa: E402,F401
import fastmcp_client  # noqa: E402,F401
import parallel_refreshes  # noqa: E402,F401
import single_sign_on  # noqa: E402,F401
import outside_issuer  # noqa: E402,F401
import durability  # noqa: E402,F401
import surroundings  # noqa: E402,F401
import settings_files  # noqa: E402,F401
import postgres_storage  # noqa: E402,F401
import postgres_failover  # noqa: E402,F401
import storage_moves  # noqa: E402,F401
import several_servers  # noqa: E402,F401
import old_copies  # noqa: E402,F401
import backups  # noqa: E402,F401
import process_limits  # noqa: E402,F401
import tls  # noqa: E402,F401
import monitoring  # noqa: E402,F401
import acme  # noqa: E402,F401
import traces  # noqa: E402,F401
import reloads  # noqa: E402,F401

# One that hangs must not hang CI.
signal.alarm(840)
sys.exit(1 if harness.run_cases(sys.argv[2:]) else 0)
