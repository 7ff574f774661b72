"""Addresses to which a redirect must not lead, each called by how it is written."""

from __future__ import annotations

PRIVATE = {
    "127.0.0.2 as it is": "http://127.0.0.2:{port}/",
    "127.0.0.2 as one number": "http://2130706434:{port}/",
    "127.0.0.2 in hexadecimal": "http://0x7f.0x0.0x0.0x2:{port}/",
    "127.0.0.2 in short": "http://127.2:{port}/",
    "IPv6 loopback": "http://[::1]:{port}/",
    "127.0.0.2 mapped into IPv6": "http://[::ffff:127.0.0.2]:{port}/",
    "127.0.0.2 behind NAT64": "http://[64:ff9b::7f00:2]:{port}/",
    "127.0.0.2 by 6to4": "http://[2002:7f00:2::]:{port}/",
    "127.0.0.2 compatible with IPv4": "http://[::7f00:2]:{port}/",
    "this network": "http://0.0.0.0:{port}/",
    "IPv6 unspecified": "http://[::]:{port}/",
    "the cloud's metadata": "http://169.254.169.254/latest/meta-data/",
    "the cloud's metadata in IPv6": "http://[fd00:ec2::254]/latest/meta-data/",
    "10.0.0.1": "http://10.0.0.1/",
    "10.0.0.1 behind a name": "http://good.test@10.0.0.1/",
    "10.0.0.1 behind a name and a password": "http://127.0.0.1:{port}@10.0.0.1/",
    "192.168.1.1 without a scheme": "//192.168.1.1/",
    "172.16.0.1": "http://172.16.0.1:8080/",
    "a carrier's network": "http://100.64.0.1/",
    "a link-local address": "http://[fe80::1]/",
    "a link-local address with a zone": "http://[fe80::1%25lo]/",
    "multicast": "http://224.0.0.1/",
    "IPv6 multicast": "http://[ff02::1]/",
    "a private network of IPv6": "http://[fc00::1]/",
    "broadcast": "http://255.255.255.255/",
    "a network of the future": "http://240.0.0.1/",
}
UNREADABLE = {
    "127.0.0.2 in full width": "http://①②⑦.⓪.⓪.②:{port}/",
    "127.0.0.2 in octal": "http://0177.0.0.2:{port}/",
    "an address that is too long": "http://127.0.0.0.2:{port}:80/",
    "an address of IPv6 without its end": "http://[::1",
}
"""Spellings of which our client makes nothing."""
PORTS = {
    f"port {port} of {name}": f"http://93.184.216.34:{port}/"
    for port, name in {22: "SSH", 25: "SMTP", 53: "DNS", 3306: "MySQL", 6379: "Redis", 9200: "Elasticsearch"}.items()
}
SCHEMES = {
    "a file": "file:///etc/passwd",
    "FTP": "ftp://127.0.0.1:{port}/",
    "gopher": "gopher://127.0.0.1:6379/_FLUSHALL",
    "a script": "javascript:alert(1)",
    "data": "data:text/xml,<rss/>",
    "a socket": "unix:///run/redis.sock",
    "a dictionary": "dict://127.0.0.1:6379/info",
    "a scheme in capitals": "FILE:///etc/passwd",
}
