"""Side-by-side measurements: the hub beside floors and beside what one would otherwise use.

Absolute times say little, since shared machines drift by a factor of two within minutes. Everything here is a ratio
taken in alternating turns of one run: all servers are up, each gets a short turn, and the round is repeated.
"""
