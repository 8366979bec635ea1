#!/usr/bin/env bash
# Stores a memory and finds it by meaning, with curl. Needs URL and TOKEN in the environment.
set -euo pipefail
: "${URL:=http://127.0.0.1:8000}" "${TOKEN:?export TOKEN=amt_…, the token of the first start}"

post() { # post PATH JSON
    curl -sS --fail-with-body "$URL$1" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2"
    echo
}

post /v1/long-term-memory/ '{"memories": [{"id": "example-curl", "text": "The user keeps bees on the roof."}]}'
post /v1/long-term-memory/search '{"text": "Which animals does the user own?", "limit": 1}'
