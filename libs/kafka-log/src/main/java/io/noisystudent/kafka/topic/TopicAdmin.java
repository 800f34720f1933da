package io.noisystudent.kafka.topic;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates what is missing of a pipeline's topics and waits until every partition has a leader.
 *
 * <p>Any number of services may do so at the same time. A topic that exists keeps its partitions, since changing them
 * would send later records of a key to another partition than earlier ones; settings under which it would lose records
 * are corrected.
 */
public final class TopicAdmin {
    /** How long {@link #ensure(String, PipelineConfig)} waits for the broker. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final int CALL_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 200;
    private static final Pattern SERVER = Pattern.compile("\\s*(?<host>\\S+):\\d+\\s*");

    private final Admin admin;
    private final String subject;
    private final TopicRepair repair;
    private final int callMillis;
    private final Set<String> different = new LinkedHashSet<>();
    private final Map<String, Integer> replicas = new HashMap<>();

    private TopicAdmin(Admin admin, String subject, Duration patience) {
        this.admin = admin;
        this.subject = subject;
        this.callMillis = callMillis(patience);
        this.repair = new TopicRepair(admin);
    }

    /**
     * Ensures that the topics exist on the cluster at {@code bootstrap} ({@code host:port, ...}).
     *
     * @throws NoisyStudentException {@code BROKER_UNAVAILABLE} when the topics are not there after {@link #PATIENCE},
     *     {@code BROKER_REFUSED} at once when no client can be made of the settings, or the broker does not let this
     *     one do what is needed, {@code CONFIG_INVALID} when the cluster has fewer brokers than {@code
     *     topics.replication} asks for, {@code TOPIC_SETTINGS} when a topic would lose records and the broker refuses
     *     to change that
     */
    public static void ensure(String bootstrap, PipelineConfig pipeline) {
        ensure(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap), pipeline, PATIENCE);
    }

    /** As above, with the client properties of a secured cluster and another bound on the wait. */
    public static void ensure(Map<String, ?> client, PipelineConfig pipeline, Duration patience) {
        String subject = String.valueOf(client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        Map<String, Object> properties = new HashMap<>(client);
        properties.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // Closing the client waits for the calls that are not answered.
        int callMillis = callMillis(patience);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, callMillis);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, callMillis);
        try (Admin admin = Admin.create(properties)) {
            new TopicAdmin(admin, subject, patience).ensureAll(TopicSettings.of(pipeline), patience);
        } catch (KafkaException e) {
            throw isUnknown(subject) ? unavailable(subject, "no such host is known", e) : refused(subject, e);
        }
    }

    private static int callMillis(Duration patience) {
        return (int) Math.min(CALL_MILLIS, patience.toMillis());
    }

    /** Whether every server is a host and a port, and no host has an address: none of them may run yet. */
    private static boolean isUnknown(String bootstrap) {
        return Arrays.stream(bootstrap.split(",", -1))
                .map(SERVER::matcher)
                .allMatch(server -> server.matches() && new InetSocketAddress(server.group("host"), 1).isUnresolved());
    }

    private void ensureAll(List<TopicSettings> wanted, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Throwable obstacle = null;
        do {
            obstacle = attempt(wanted);
            if (obstacle == null) {
                different.forEach(LOG::warn);
                return;
            }
            pause();
        } while (System.nanoTime() < deadline);
        if (obstacle instanceof InvalidReplicationFactorException) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "pipeline.topics.replication",
                    "the cluster at " + subject + " refuses it (" + obstacle.getMessage()
                            + "): lower the value or add brokers",
                    obstacle);
        }
        throw unavailable(subject, "waited " + patience.toSeconds() + " s: " + obstacle.getMessage(), obstacle);
    }

    /** Creates what is missing; null if everything is there and led, else what stands in the way. */
    private @Nullable Throwable attempt(List<TopicSettings> wanted) {
        Map<String, KafkaFuture<TopicDescription>> there = admin.describeTopics(
                        wanted.stream().map(TopicSettings::name).toList(),
                        new DescribeTopicsOptions().timeoutMs(callMillis))
                .topicNameValues();
        Throwable obstacle = null;
        for (TopicSettings topic : wanted) {
            Result<TopicDescription> found = await(there.get(topic.name()));
            Throwable missing = found.failure() instanceof UnknownTopicOrPartitionException
                    ? created(topic, found.failure())
                    : found.failure();
            if (missing == null && found.value() != null) {
                missing = unled(topic, found.value());
            }
            obstacle = missing == null ? obstacle : missing;
        }
        return obstacle == null ? repaired(wanted) : obstacle;
    }

    private @Nullable Throwable repaired(List<TopicSettings> wanted) {
        try {
            return repair.attempt(wanted, replicas);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(subject, "interrupted while waiting for the topics", e);
        }
    }

    private Throwable created(TopicSettings topic, Throwable notYetVisible) {
        Throwable failure = await(
                        admin.createTopics(List.of(topic.toNewTopic()), new CreateTopicsOptions().timeoutMs(callMillis))
                                .all())
                .failure();
        if (failure == null) {
            LOG.info("topic={} partitions={} created", topic.name(), topic.partitions());
        }
        return failure == null || failure instanceof TopicExistsException ? notYetVisible : failure;
    }

    private @Nullable Throwable unled(TopicSettings topic, TopicDescription description) {
        int partitions = description.partitions().size();
        if (description.partitions().stream().anyMatch(partition -> partition.leader() == null)) {
            return new KafkaException(topic.name() + " has a partition without a leader");
        }
        if (partitions != topic.partitions()) {
            different.add("topic=" + topic.name() + " has partitions=" + partitions + ", configured="
                    + topic.partitions() + ": it stays");
        }
        int copies = description.partitions().get(0).replicas().size();
        replicas.put(topic.name(), copies);
        if (copies < topic.replication()) {
            different.add("topic=" + topic.name() + " has replicas=" + copies + ", configured=" + topic.replication()
                    + ": it stays, and loses records with its brokers");
        }
        return null;
    }

    /** What a future gives; failures that may pass are returned, others thrown. */
    private <T> Result<T> await(@Nullable KafkaFuture<T> future) {
        try {
            return new Result<>(future == null ? null : future.get(callMillis, TimeUnit.MILLISECONDS), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(subject, "interrupted while waiting for the topics", e);
        } catch (TimeoutException e) {
            return new Result<>(null, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RetriableException
                    || cause instanceof TopicExistsException
                    || cause instanceof InvalidReplicationFactorException) {
                return new Result<>(null, cause);
            }
            throw refused(subject, cause);
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(subject, "interrupted while waiting for the topics", e);
        }
    }

    private static NoisyStudentException unavailable(String subject, @Nullable String why, Throwable cause) {
        return new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                subject,
                "the topics cannot be ensured at " + subject + " (" + why
                        + "): check that the broker runs and that kafka.bootstrap.servers names it",
                cause);
    }

    /** Without what the causes of the cause say: that may be a part of a login. */
    private static NoisyStudentException refused(String subject, Throwable cause) {
        return new NoisyStudentException(
                ErrorCode.BROKER_REFUSED,
                subject,
                "the topics cannot be ensured at " + subject + " (" + cause.getMessage()
                        + "): check kafka.bootstrap.servers (host:port, ...), kafka.security.protocol, kafka.sasl.*,"
                        + " kafka.ssl.* and the rights of this user",
                cause);
    }

    private record Result<T>(@Nullable T value, @Nullable Throwable failure) {}
}
