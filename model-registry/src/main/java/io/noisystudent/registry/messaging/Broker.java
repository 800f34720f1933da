package io.noisystudent.registry.messaging;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    /** A client that gives up earlier is not waited for any longer. */
    private static final String UNAVAILABLE = "unavailable";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> client;
    private final PipelineConfig pipeline;
    private final Duration patience;
    private volatile boolean prepared;
    /** The kinds of trouble that were logged since the last good pass. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String trouble = "it was not asked yet";

    Broker(@Identifier("default-kafka-broker") Map<String, Object> client, PipelineConfig pipeline) {
        this.client = client;
        this.pipeline = pipeline;
        Duration ofClient = ModelsTopic.patience(client);
        this.patience = ofClient.compareTo(PATIENCE) < 0 ? ofClient : PATIENCE;
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
            TopicAdmin.ensure(client, pipeline, patience);
            prepared = true;
        }
    }

    /**
     * Makes a pass, and notes how it ended: that everything was read and written, or that events wait, and why. Nothing is
     * thrown: there will be another pass.
     */
    void pass(Runnable pass) {
        try {
            pass.run();
            answered();
        } catch (NoisyStudentException e) {
            // A store that is away is reported by those who look at it.
            LOG.debug("events were not published, the next pass tries it again {}", e.describe());
            failed(e);
        } catch (RuntimeException e) {
            broke(e);
        }
    }

    /** Its message may hold anything, a part of a login too: the log has it, answers have the class only. */
    private void broke(RuntimeException e) {
        trouble = "an unexpected " + e.getClass().getName() + ", which the log has";
        if (warned.add(e.getClass().getName())) {
            LOG.error("events wait, every pass tries it again broker={}", address(), e);
        }
    }

    /** Notes that everything was read and written. */
    void answered() {
        trouble = null;
        if (!warned.isEmpty()) {
            warned.clear();
            LOG.info("events are published again broker={}", address());
        }
    }

    /** Notes that events wait, and why; nothing happens if the reason says nothing about the broker. */
    void failed(NoisyStudentException reason) {
        if (!isOfBroker(reason.code())) {
            return;
        }
        prepared = false;
        trouble = reason.describe();
        if (warned.add(UNAVAILABLE)) {
            LOG.warn("events wait, everything else goes on broker={} {}", address(), reason.describe());
        }
    }

    private static boolean isOfBroker(ErrorCode code) {
        return switch (code) {
            // The last two are what the broker says of the topics.
            case BROKER_UNAVAILABLE, BROKER_REFUSED, CONFIG_INVALID, TOPIC_SETTINGS -> true;
            default -> false;
        };
    }

    /** Why events wait; empty while they are published. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }
}
