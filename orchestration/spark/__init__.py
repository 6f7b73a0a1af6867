"""Many regencies on many machines: Spark places and repeats the very same run, shard by shard.

Not here: how a semester is run (`semester_run`), how people of two shards are judged (`linkage.across`).
"""
