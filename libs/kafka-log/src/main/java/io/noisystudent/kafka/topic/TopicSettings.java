package io.noisystudent.kafka.topic;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.TopicConfig;
import io.noisystudent.contracts.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * How one topic is created.
 *
 * <p>The logs of images and the registry's announcements are kept for ever; answers for 30 days, since they can be
 * computed again from model and range; tasks for 7. Only {@code generations} is compacted: an image that a later record
 * replaces or deletes stays in the log, because lineage names positions of the log.
 */
public record TopicSettings(String name, int partitions, short replication, Map<String, String> config) {
    /** Largest record, in bytes: one image or one batch of images with its headers. */
    public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private static final String CLEANUP = "cleanup.policy";
    private static final String IN_SYNC = "min.insync.replicas";
    private static final Duration TASKS = Duration.ofDays(7);
    private static final Duration ANSWERS = Duration.ofDays(30);

    public TopicSettings {
        requireNonNull(name, "name is null");
        config = Map.copyOf(config);
    }

    /** The settings of every topic of a pipeline. */
    public static List<TopicSettings> of(PipelineConfig pipeline) {
        Topics topics = new Topics(pipeline.name());
        TopicConfig sizes = pipeline.topics();
        short copies = sizes.replication();
        int data = sizes.dataPartitions();
        int tasks = sizes.taskPartitions();
        return List.of(
                kept(topics.unlabeled(), data, copies),
                kept(topics.labeled(), data, copies),
                expiring(topics.labelingTasks(), tasks, copies, TASKS),
                expiring(topics.evaluationTasks(), tasks, copies, TASKS),
                expiring(topics.pseudoLabels(), tasks, copies, ANSWERS),
                expiring(topics.labelingProgress(), 1, copies, ANSWERS),
                expiring(topics.evaluations(), 1, copies, ANSWERS),
                expiring(topics.trainingRequests(), tasks, copies, ANSWERS),
                expiring(topics.trainingProgress(), 1, copies, ANSWERS),
                compacted(topics.generations(), copies),
                kept(topics.models(), 1, copies),
                expiring(topics.deadLetters(), 1, copies, ANSWERS));
    }

    /**
     * What has to be changed of a topic that exists, so that it keeps its records for as long as one that was made by
     * these settings. A setting that keeps more is no mistake.
     *
     * @param actual every setting that the topic has, defaults of its brokers included
     * @param replicas that the topic has; with fewer than wanted it could not be written to if more had to be in sync
     * @return names and wanted values
     */
    Map<String, String> mistakes(Map<String, String> actual, int replicas) {
        Map<String, String> mistakes = new TreeMap<>();
        config.forEach((name, wanted) -> {
            String found = actual.get(name);
            boolean enough = name.equals(CLEANUP) ? wanted.equals(found) : isAtLeast(found, wanted);
            if (!enough && !(name.equals(IN_SYNC) && replicas < replication)) {
                mistakes.put(name, wanted);
            }
        });
        return mistakes;
    }

    /** -1 is without end. */
    private static boolean isAtLeast(@Nullable String found, String wanted) {
        long least = Long.parseLong(wanted);
        long value = found == null ? 0 : Long.parseLong(found);
        return value == -1 || (least != -1 && value >= least);
    }

    NewTopic toNewTopic() {
        return new NewTopic(name, partitions, replication).configs(config);
    }

    private static TopicSettings kept(String name, int partitions, short replication) {
        return settings(name, partitions, replication, Map.of(CLEANUP, "delete", "retention.ms", "-1"));
    }

    private static TopicSettings expiring(String name, int partitions, short replication, Duration retention) {
        return settings(
                name,
                partitions,
                replication,
                Map.of(CLEANUP, "delete", "retention.ms", Long.toString(retention.toMillis())));
    }

    private static TopicSettings compacted(String name, short replication) {
        return settings(name, 1, replication, Map.of(CLEANUP, "compact"));
    }

    private static TopicSettings settings(String name, int partitions, short replication, Map<String, String> kept) {
        Map<String, String> config = new TreeMap<>(kept);
        config.put("retention.bytes", "-1");
        config.put("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        // An acknowledged record survives the loss of one broker, and one broker may be away without stopping writers.
        config.put(IN_SYNC, replication >= 3 ? "2" : "1");
        return new TopicSettings(name, partitions, replication, config);
    }
}
