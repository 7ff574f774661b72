"""Routing: verdict in, planned deliveries out, each with the rule that asked for it. Pure."""
