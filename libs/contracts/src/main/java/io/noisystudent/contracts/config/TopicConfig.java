package io.noisystudent.contracts.config;

/** Sizes of the pipeline's topics. */
public record TopicConfig(
        @Key(allowed = "[1, 10000]", defaultValue = "4", doc = "partitions of the labeled and of the unlabeled topic")
        int dataPartitions,

        @Key(
                allowed = "[1, 10000]",
                defaultValue = "4",
                doc = "partitions of the topics of tasks: the most labelers that can work at once")
        int taskPartitions,

        @Key(allowed = "[1, 100]", defaultValue = "1", doc = "copies of every partition; 3 in a cluster")
        short replication) {}
