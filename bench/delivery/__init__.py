"""From the commit of an order to the glass of fifty screens."""
