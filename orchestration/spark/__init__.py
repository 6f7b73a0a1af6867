"""Many regencies on many machines, each by the very run of one.

Spark places and repeats it, shard by shard.
Not here: how a semester is run (`semester_run`), how people of two shards are judged (`linkage.across`).
"""
