"""TLS in front of an engine, for clients that speak https only, by a throwaway authority."""

import datetime
import ipaddress
import socket
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = ("*.acrcloud.com", "audiotag.info", "localhost")


class Authority:
    """A throwaway certificate authority and one certificate of it for NAMES."""

    def __init__(self, folder: Path) -> None:
        root_key, key = (
            ec.generate_private_key(ec.SECP256R1()),
            ec.generate_private_key(ec.SECP256R1()),
        )
        root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throwaway authority")])
        root = (
            self.builder(root_name, root_name, root_key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "engine")])
        names: list[x509.GeneralName] = [x509.DNSName(each) for each in NAMES]
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        certificate = (
            self.builder(name, root_name, key)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        self.file, chain = folder / "authority.pem", folder / "engine.pem"
        self.file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        chain.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(chain)

    @staticmethod
    def builder(
        subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )


class Front:
    """A port that speaks TLS, with `proxy` after a CONNECT to any host; behind it the engine."""

    def __init__(self, authority: Authority, engine_port: int, *, proxy: bool) -> None:
        self.authority, self.engine_port, self.proxy = authority, engine_port, proxy
        self.hosts: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        try:
            if self.proxy:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += client.recv(4096)
                self.hosts.append(head.split()[1].decode())
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            line = self.authority.context.wrap_socket(client, server_side=True)
            behind = socket.create_connection(("127.0.0.1", self.engine_port))
            threading.Thread(target=pump, args=(behind, line), daemon=True).start()
            pump(line, behind)
        except (OSError, IndexError):
            client.close()

    def stop(self) -> None:
        self.listener.close()


def pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while block := source.recv(65536):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
