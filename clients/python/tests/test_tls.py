import pathlib
import shutil
import subprocess
from concurrent import futures

import answers
import grpc
import pytest

from mixline import AsyncEmbeddingClient, CacheUnavailable, ClientOptions, EmbeddingClient, TlsOptions

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A key and a certificate of cache.example, which is its own authority."""
    key, certificate = (tmp_path_factory.mktemp("tls") / name for name in ("key.pem", "certificate.pem"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", str(key)]
    command += ["-out", str(certificate), "-subj", "/CN=cache.example", "-addext", "subjectAltName=DNS:cache.example"]
    subprocess.run(command, check=True, capture_output=True)
    return pathlib.Path(key).read_bytes(), pathlib.Path(certificate).read_bytes()


@pytest.fixture(params=["tls", "mutual"])
def address(request, pair):
    class Reads(grpc.GenericRpcHandler):
        def service(self, details):
            return grpc.unary_unary_rpc_method_handler(lambda message, context: answers.message().SerializeToString())

    key, certificate = pair
    mutual = request.param == "mutual"
    server = grpc.server(futures.ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers([Reads()])
    credentials = grpc.ssl_server_credentials([(key, certificate)], certificate if mutual else None, mutual)
    port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    yield request.param, f"127.0.0.1:{port}"
    server.stop(None).wait()


async def test_a_client_with_the_hosts_authority_reads_over_tls(address, pair):
    key, certificate = pair
    kind, target = address
    proof = {"private_key": key, "certificate_chain": certificate} if kind == "mutual" else {}
    options = ClientOptions(tls=TlsOptions(certificate, host_name="cache.example", **proof), timeout=30)
    with EmbeddingClient(target, options=options) as client:
        assert len(client.get(answers.SPACE, ["a", "b", "c"])) == 3
    async with AsyncEmbeddingClient(target, options=options) as client:
        assert len(await client.get(answers.SPACE, ["a", "b", "c"])) == 3


def test_another_name_another_authority_or_no_tls_reads_nothing(address, pair):
    _, certificate = pair
    for tls in (TlsOptions(certificate, host_name="another.example"), TlsOptions(host_name="cache.example"), None):
        with EmbeddingClient(address[1], options=ClientOptions(tls=tls, timeout=30)) as client:
            with pytest.raises(CacheUnavailable):
                client.get(answers.SPACE, ["a", "b", "c"])


def test_half_of_a_pair_is_refused_and_a_key_is_not_shown():
    with pytest.raises(ValueError, match="private_key, certificate_chain"):
        TlsOptions(private_key=b"secret")
    assert "secret" not in repr(TlsOptions(private_key=b"secret", certificate_chain=b"chain"))
