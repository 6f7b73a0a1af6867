"""The assets, by the folder of the store that they fill: each says who owns it, what it holds and where from."""
