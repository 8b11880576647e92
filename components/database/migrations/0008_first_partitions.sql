-- The partitions of the past, of now and of the time ahead, by whoever manages them.
SET LOCAL ROLE streaming_owner;
SELECT streaming.maintain_partitions_of(parent) FROM streaming.partition_plan ORDER BY parent;
