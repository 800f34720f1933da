package io.noisystudent.contracts.config;

/**
 * Sizes of the pipeline's topics.
 *
 * @param dataPartitions of the labelled and unlabelled topics
 * @param taskPartitions of the task topics: the most labelers that can work at once
 * @param replication copies of every partition
 */
public record TopicConfig(int dataPartitions, int taskPartitions, short replication) {}
