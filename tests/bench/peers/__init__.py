"""What the linkage is measured against; run by the Python of `.venv-peers`, never by the product's."""
