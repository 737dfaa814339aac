"""Who can lead to whom: the people of all accounts as one network, searched wherever the tables are."""

from stratsell.rules.network.doors import doors, reached
from stratsell.rules.network.edges import DEFAULT_STRENGTH, MOST_EDGES, Network, network_influences, network_tables
from stratsell.rules.network.paths import Paths, best_paths
from stratsell.rules.network.search import Search, at_home, searched
