"""Certificates: of the name that was asked for, whatever address was connected to."""

import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from labx.core.outbound.client import RequestRefused, Terms, request
from labx.core.outbound.tests.conftest import serve

LOOPBACK = ("127.0.0.0/8",)


def certificate(tmp_path, name):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.mark.parametrize("name, is_served", [("service.example", True), ("other.example", False)])
def test_the_certificate_must_be_of_the_name_that_was_asked_for(tmp_path, names, name, is_served):
    names[0][name] = ["127.0.0.1"]
    pem = certificate(tmp_path, "service.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    asked_names = []
    context.sni_callback = lambda _socket, asked, _context: asked_names.append(asked)
    server = serve(context)
    trusted = ssl.create_default_context(cafile=pem)
    terms = Terms(allowed=LOOPBACK, verify=trusted)
    try:
        if is_served:
            assert request("GET", f"https://{name}:{server.server_port}/", terms=terms).content == b"hello"
        else:
            with pytest.raises(RequestRefused, match="CERTIFICATE_VERIFY_FAILED"):
                request("GET", f"https://{name}:{server.server_port}/", terms=terms)
    finally:
        server.shutdown()
        server.server_close()
    assert asked_names == [name]


def test_a_certificate_nobody_vouches_for_is_refused_by_default(tmp_path, names):
    names[0]["service.example"] = ["127.0.0.1"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, "service.example"))
    server = serve(context)
    try:
        with pytest.raises(RequestRefused, match="CERTIFICATE_VERIFY_FAILED"):
            request("GET", f"https://service.example:{server.server_port}/", terms=Terms(allowed=LOOPBACK))
    finally:
        server.shutdown()
        server.server_close()
