"""A local identity provider that insists on PKCE; run as a program of its own, it prints its port.

The package it is built on does not check PKCE, so this does: a code is given out only for an S256 challenge and
exchanged only for the verifier that fits it.
"""

import base64
import hashlib
import json
import sys
import warnings

warnings.simplefilter("ignore")

import flask  # noqa: E402 - the package warns about its own dependencies when it is imported
import oidc_provider_mock  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def provider(people: dict[str, dict]) -> flask.Flask:
    known = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in people.items()]
    app = oidc_provider_mock.app(user_claims=known, issue_refresh_token=False)
    challenges: set[str] = set()

    @app.before_request
    def insist_on_pkce() -> None:
        request = flask.request
        if request.path == "/oauth2/authorize":
            if request.args.get("code_challenge_method") != "S256" or not request.args.get("code_challenge"):
                flask.abort(400)
            challenges.add(request.args["code_challenge"])
        if request.path == "/oauth2/token" and challenge_of(request.form.get("code_verifier", "")) not in challenges:
            flask.abort(400)

    return app


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, provider(json.loads(sys.argv[1])), threaded=True)
    print(server.server_port, flush=True)  # noqa: T201 - the test that started this reads it
    server.serve_forever()
