package io.noisystudent.kafka.topic;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Corrects settings under which topics that were made by other means would lose what they have to keep. Settings that keep
 * more than is needed stay.
 */
final class TopicRepair {
    private static final Logger LOG = LoggerFactory.getLogger(TopicRepair.class);
    private static final int CALL_MILLIS = 10_000;
    private static final String CLEANUP = "cleanup.policy";

    private final Admin admin;

    TopicRepair(Admin admin) {
        this.admin = admin;
    }

    /**
     * Checks and corrects the topics, all of which exist; null if they are right then, else what may pass.
     *
     * @throws NoisyStudentException {@code TOPIC_SETTINGS} when the broker refuses a correction
     */
    @Nullable
    Throwable attempt(List<TopicSettings> wanted, Map<String, Integer> replicas) throws InterruptedException {
        Map<String, ConfigResource> resources = wanted.stream()
                .collect(Collectors.toMap(
                        TopicSettings::name, topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name())));
        Map<ConfigResource, Config> actual;
        try {
            actual = get(admin.describeConfigs(resources.values(), new DescribeConfigsOptions().timeoutMs(CALL_MILLIS))
                    .all());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.warn(
                        "the settings of the topics are not checked ({}): grant this user DescribeConfigs on them",
                        e.getCause().getMessage());
                return null;
            }
            return passing(e);
        } catch (TimeoutException e) {
            return e;
        }
        for (TopicSettings topic : wanted) {
            ConfigResource resource = requireNonNull(resources.get(topic.name()), topic.name());
            Config config = requireNonNull(actual.get(resource), topic.name());
            Map<String, String> settings = values(config);
            Map<String, String> mistakes = topic.mistakes(settings, replicas.getOrDefault(topic.name(), 1));
            Throwable obstacle = mistakes.isEmpty() ? null : correct(topic, resource, settings, mistakes);
            if (obstacle != null) {
                return obstacle;
            }
        }
        return null;
    }

    private @Nullable Throwable correct(
            TopicSettings topic, ConfigResource resource, Map<String, String> actual, Map<String, String> mistakes)
            throws InterruptedException {
        List<AlterConfigOp> changes = mistakes.entrySet().stream()
                .map(wanted -> new AlterConfigOp(
                        new ConfigEntry(wanted.getKey(), wanted.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try {
            get(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        } catch (TimeoutException e) {
            return e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException passing) {
                return passing;
            }
            throw refused(topic, actual, mistakes, e);
        }
        LOG.warn(
                "topic={} would have lost records, and was changed: {}{}",
                topic.name(),
                describe(actual, mistakes),
                mistakes.containsKey(CLEANUP) ? "; what compaction or retention removed before is gone" : "");
        return null;
    }

    private static Throwable passing(ExecutionException e) {
        if (e.getCause() instanceof RetriableException passing) {
            return passing;
        }
        throw new NoisyStudentException(
                ErrorCode.BROKER_UNAVAILABLE,
                "topics",
                "the settings of the topics cannot be read (" + e.getCause() + ")",
                e);
    }

    private static NoisyStudentException refused(
            TopicSettings topic, Map<String, String> actual, Map<String, String> mistakes, ExecutionException cause) {
        String settings = mistakes.entrySet().stream()
                .map(wanted -> wanted.getKey() + "=" + wanted.getValue())
                .collect(Collectors.joining(","));
        return new NoisyStudentException(
                ErrorCode.TOPIC_SETTINGS,
                topic.name(),
                "the topic would lose records that are needed: " + describe(actual, mistakes)
                        + "; the broker refuses the change ("
                        + (cause.getCause() == null ? cause : cause.getCause()).getMessage()
                        + "), so do it as its administrator: kafka-configs.sh --alter --entity-type topics"
                        + " --entity-name " + topic.name() + " --add-config " + settings,
                cause);
    }

    /** {@code retention.ms 604800000 -> -1}, for every mistake. */
    private static String describe(Map<String, String> actual, Map<String, String> mistakes) {
        return mistakes.entrySet().stream()
                .map(wanted -> wanted.getKey() + " " + actual.get(wanted.getKey()) + " -> " + wanted.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(CALL_MILLIS, TimeUnit.MILLISECONDS);
    }
}
