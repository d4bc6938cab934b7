"""Questions of those who look after a network."""

from ipaddress import IPv4Address, IPv4Network
from random import Random

from apis.hub.ip_networks import check_address, describe_network, merge_networks
from eval.hubbench.drawing import worded
from eval.hubbench.facts import BoolFact, NumberFact, TextFact
from eval.hubbench.question import Maker, Question

DESCRIBE = "ip-networks/describe-network"
CHECK = "ip-networks/check-address"
MERGE = "ip-networks/merge-networks"


def some_network(rng: Random, shortest: int = 18, longest: int = 29) -> IPv4Network:
    """Draw a private network."""
    length = rng.randint(shortest, longest)
    start = rng.choice((f"10.{rng.randrange(256)}.0.0", f"172.{rng.randrange(16, 32)}.0.0", "192.168.0.0"))
    step = rng.randrange(2 ** (length - 16)) * 2 ** (32 - length)
    return IPv4Network((int(IPv4Address(start)) + step, length))


def hosts(rng: Random) -> Question:
    network = str(some_network(rng))
    wordings = (
        "How many hosts fit into the subnet {network}?",
        "How many usable host addresses does {network} have?",
        "We were given the network {network}. How many machines can get an address in it?",
        "Please tell me how many usable hosts there are in {network}.",
        "I'm planning a subnet {network}: room for how many hosts is that?",
    )
    fact = NumberFact(value=describe_network(network).usable_hosts)
    return Question(worded(rng, wordings, network=network), (DESCRIBE,), (fact,))


def ends(rng: Random) -> Question:
    network = str(some_network(rng))
    wordings = (
        "What are the first and the last usable address of the network {network}?",
        "Our DHCP server hands out addresses from {network}. Which is the first host and which the last?",
        "From which to which host address does the subnet {network} run?",
        "Please give me the first and the last host in {network}.",
    )
    found = describe_network(network)
    facts = (TextFact(value=found.first_host), TextFact(value=found.last_host))
    return Question(worded(rng, wordings, network=network), (DESCRIBE,), facts)


def broadcast(rng: Random) -> Question:
    network = str(some_network(rng))
    wordings = (
        "What is the broadcast address of {network}, and which netmask belongs to it?",
        "An old router wants the netmask and the broadcast address for {network}. What do I type?",
        "Which netmask and which broadcast address does the subnet {network} have?",
        "Please look up the mask in dotted form and the broadcast address of {network}.",
    )
    found = describe_network(network)
    facts = (TextFact(value=found.broadcast), TextFact(value=found.netmask))
    return Question(worded(rng, wordings, network=network), (DESCRIBE,), facts)


def inside(rng: Random) -> Question:
    network = some_network(rng)
    around = network.supernet(prefixlen_diff=1)
    found = check_address(str(network), str(around[rng.randrange(around.num_addresses)]))
    wordings = (
        "Is the address {address} inside the network {network}?",
        "A firewall rule lets {network} through. Does {address} fall inside it?",
        "Does {address} belong to the subnet {network}, that is, does it lie inside?",
        "I see a log entry from {address}. Is this inside our network {network}, or not?",
        "Can you check whether {address} lies inside {network}?",
    )
    text = worded(rng, wordings, address=found.address, network=network)
    return Question(text, (CHECK,), (BoolFact(value=found.inside, about="inside"),))


def merged(rng: Random) -> Question:
    whole = some_network(rng, 18, 24)
    parts = [str(part) for part in whole.subnets(prefixlen_diff=rng.choice((1, 2)))]
    wordings = (
        "Into which single network can {parts} be merged?",
        "My routing table lists {parts}. Which one network covers exactly the same addresses?",
        "Please summarise the networks {parts} as one. What is it in CIDR notation?",
        "What do I get when I merge the subnets {parts} into one route?",
    )
    rng.shuffle(parts)
    text = worded(rng, wordings, parts=f"{', '.join(parts[:-1])} and {parts[-1]}")
    return Question(text, (MERGE,), (TextFact(value=merge_networks(parts).networks[0]),))


MAKERS: tuple[Maker, ...] = (hosts, ends, broadcast, inside, merged)
