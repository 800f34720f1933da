package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.TopicAdmin;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the broker is there, with the topics of the pipeline. They are made, and their settings looked at, whenever it is
 * back: another broker may have come in its place.
 */
@Singleton
public class Broker {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> client;
    private final PipelineConfig pipeline;
    private volatile boolean prepared;
    private volatile boolean told;
    private volatile @Nullable String trouble = "it was not asked yet";

    Broker(@Identifier("default-kafka-broker") Map<String, Object> client, PipelineConfig pipeline) {
        this.client = client;
        this.pipeline = pipeline;
    }

    /** {@code host:port} of it, or several. */
    public String address() {
        return String.valueOf(client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * Looks at the broker for the first time. One that is away is waited for later.
     *
     * @throws NoisyStudentException if waiting would not help: {@code BROKER_REFUSED}, {@code CONFIG_INVALID}, {@code
     *     TOPIC_SETTINGS}
     */
    public void look() {
        try {
            prepare();
        } catch (NoisyStudentException e) {
            if (e.code() != ErrorCode.BROKER_UNAVAILABLE) {
                throw e;
            }
            failed(e);
        }
    }

    /** Whether it has answered, and not failed since. */
    boolean isPrepared() {
        return prepared;
    }

    /** Makes sure that the topics are there, unless they were and the broker has answered ever since. */
    void prepare() {
        if (!prepared) {
            TopicAdmin.ensure(client, pipeline, PATIENCE);
            prepared = true;
        }
    }

    /** Notes that everything was read and written. */
    void answered() {
        trouble = null;
        if (told) {
            told = false;
            LOG.info("events are published again broker={}", address());
        }
    }

    /** Notes that events wait, and why. */
    void failed(NoisyStudentException reason) {
        prepared = false;
        trouble = reason.describe();
        if (!told) {
            told = true;
            LOG.warn("events wait, everything else goes on broker={} {}", address(), reason.describe());
        }
    }

    /** Why events wait; empty while they are published. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }
}
